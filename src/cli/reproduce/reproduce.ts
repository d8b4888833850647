/**
 * `optbench reproduce NAME`: makes the evaluation of `suites/NAME/reproduction.ts` again, through the ordinary loop, and writes its
 * curves, tables and figures; or puts the claims of `suites/<suite>/NAME.reproduction.ts` to the test. Runs are kept cell by cell, a cell being one optimizer on one panel, so that one more optimizer adds its
 * cells and nothing else is made anew.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { reproductionDocuments } from '../../reproduce/documents.ts';
import { finished } from '../../reproduce/mean.ts';
import { oracleNames } from '../../reproduce/missing.ts';
import { type CellStore, cellStore } from '../../reproduce/store.ts';
import type { PanelCells } from '../../reproduce/summary.ts';
import { type Subject, todayDocuments } from '../../reproduce/today.ts';
import type { Panel, Reproduction } from '../../reproduction.ts';
import { ExitCode, UsageError, unknown } from '../errors.ts';
import { beside, guestNames, importGuest, moduleBeside, reproductionFiles } from '../guests.ts';
import type { Io } from '../io.ts';
import { exportedBy, type LoadedOptimizer, optimizersNamed } from '../plugins.ts';
import { duration } from '../progress.ts';
import { writeFiles } from '../write-files.ts';
import { planCells, type WantedCell } from './cells.ts';
import { reproduceClaims } from './claims.ts';
import type { ReproduceFlags } from './flags.ts';
import { makeCells } from './pool.ts';
import { problemAt } from './worker.ts';

/** Makes what is missing, then writes the report of all that is there. */
export async function reproduce(name: string, flags: ReproduceFlags, io: Io): Promise<number> {
  const claims = reproductionFiles().get(name);
  if (claims !== undefined) return reproduceClaims(claims, flags, io);
  const reproduction = await load(name);
  const panels = chosen(reproduction, flags);
  const folder = resolve(io.cwd, flags.out ?? join('results', 'reproductions', name));
  const dir = flags.today ? join(folder, 'today') : folder;
  const store = cellStore(dir);
  const jobs = flags.jobs ?? availableParallelism();

  if (!flags.report) {
    const since = performance.now();
    const optimizers = await entrants(reproduction, panels, flags.optimizers, io.cwd);
    const wanted = panels.flatMap((panel) =>
      optimizers.filter(takesPart(panel, reproduction)).map((entrant): WantedCell => {
        const slow = reproduction.slow.test(entrant.optimizer.name);
        const runs = flags.runs ?? (slow ? panel.runs.slow : panel.runs.quick);
        return { panel, entrant, runs, slow, learned: isLearned(entrant.reference) };
      }),
    );
    const open = await planCells(wanted, store, { resume: flags.resume ?? false, note: (line) => io.err(`${line}\n`) });
    const interrupted = await makeCells(open, store, jobs, io);
    if (interrupted !== undefined) {
      io.err('stopped; go on with --resume\n');
      return interrupted === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
    }
    const made = open.reduce((sum, cell) => sum + cell.missing.length, 0);
    io.err(`${made} runs made in ${duration((performance.now() - since) / 1000)}\n`);
  }

  const present = gathered(
    flags.today ? reproduction.today!.panels : reproduction.panels,
    store,
    reproduction.optimizers,
  );
  const code = failures(present, io);
  if (present.every(({ cells }) => cells.length === 0)) throw new UsageError(`${dir}: holds no runs to report`);
  const files = flags.today
    ? await todayDocuments(reproduction, present, await subjectsOf(present))
    : await reproductionDocuments(reproduction, present);
  writeFiles(dir, files, io);
  return code;
}

async function load(name: string): Promise<Reproduction> {
  const known = guestNames('suites').filter((suite) => existsSync(moduleBeside('suites', suite, 'reproduction')));
  if (!known.includes(name)) throw unknown('reproduction', name, [...known, ...reproductionFiles().keys()].sort());
  return (await importGuest('suites', moduleBeside('suites', name, 'reproduction'))) as Reproduction;
}

function chosen(reproduction: Reproduction, { only, today }: ReproduceFlags): readonly Panel[] {
  if (today && reproduction.today === undefined) throw new UsageError(`${reproduction.name}: has no --today`);
  const panels = today ? reproduction.today!.panels : reproduction.panels;
  const ids = panels.map(({ id }) => id);
  for (const id of only ?? []) if (!ids.includes(id)) throw unknown('problem', id, ids);
  return only === undefined ? panels : panels.filter(({ id }) => only.includes(id));
}

/** Who takes part: those named, else those of the reproduction, the oracles of these panels, and all learned optimizers. */
async function entrants(
  { optimizers }: Reproduction,
  panels: readonly Panel[],
  named: readonly string[] | undefined,
  cwd: string,
): Promise<readonly LoadedOptimizer[]> {
  if (named !== undefined) return optimizersNamed(named, cwd);
  const fixed = await optimizersNamed([...optimizers, ...panels.flatMap(oracleNames)], cwd);
  const learned = await Promise.all(guestNames('baselines').filter(isLearned).map(exportedBy));
  // Not gradient methods; and a network trained under constraints is not meant for problems without any.
  return [...fixed, ...learned.flat().filter(({ optimizer }) => optimizer.order === 0 && !optimizer.constraints)];
}

/** An oracle takes part where its prior is that of the functions. */
function takesPart(panel: Panel, { panels, today }: Reproduction) {
  const everywhere = new Set([...panels, ...(today?.panels ?? [])].flatMap(oracleNames));
  const here = new Set(oracleNames(panel));
  return ({ optimizer: { name } }: LoadedOptimizer): boolean => here.has(name) || !everywhere.has(name);
}

/** A learned optimizer is a guest that has weights. */
function isLearned(reference: string): boolean {
  return guestNames('baselines').includes(reference) && existsSync(beside('baselines', reference, 'weights'));
}

/** All cells of the folder: first those of the reproduction's own optimizers, then the others by name. */
function gathered(panels: readonly Panel[], store: CellStore, order: readonly string[]): PanelCells[] {
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return panels.map((panel) => {
    const all = [...store.all(panel.id)].sort((a, b) => rank(a.header.optimizer) - rank(b.header.optimizer));
    return {
      panel,
      cells: all.filter((cell) => finished(cell).length > 0),
      unfit: all.flatMap(({ header: { optimizer, unfit = [] } }) => unfit.map((why) => ({ optimizer, ...why }))),
      failed: all.flatMap(({ header: { optimizer }, runs }) =>
        runs.flatMap(({ run, failed }) => (failed === undefined ? [] : [{ optimizer, run, reason: failed }])),
      ),
    };
  });
}

/** What the report has to know of the problems that the runs were made on. */
async function subjectsOf(panels: readonly PanelCells[]): Promise<ReadonlyMap<string, Subject>> {
  const subjects = new Map<string, Subject>();
  for (const { panel, cells } of panels) {
    for (const { run } of cells.flatMap(({ runs }) => runs)) {
      const place = panel.place(run);
      const key = `${place.suite}/${place.problem}`;
      if (subjects.has(key)) continue;
      const { space, optimum } = await problemAt(place);
      subjects.set(key, { dim: space.dim, optimum: optimum ?? null });
    }
  }
  return subjects;
}

/** The first failures in words, and the exit code that they amount to. */
function failures(panels: readonly PanelCells[], io: Io): number {
  const all = panels.flatMap(({ panel, failed }) => failed.map((failure) => ({ panel: panel.id, ...failure })));
  for (const { panel, optimizer, run, reason } of all.slice(0, 10)) {
    io.err(`FAILED: ${panel}, ${optimizer}, run ${run}: ${reason}\n`);
  }
  if (all.length > 10) io.err(`... and ${all.length - 10} more\n`);
  return all.length > 0 ? ExitCode.runsFailed : ExitCode.done;
}
