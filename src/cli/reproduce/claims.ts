/**
 * `optbench reproduce NAME`, where NAME is a paper whose claims are put to the test: makes the runs of its experiments cell by cell, as
 * for every reproduction, and writes verdicts, tables and figures. What does not exist yet, an optimizer or a suite, is left out by
 * name: the same command, called again, adds it.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { claimDocuments } from '../../reproduce/claims/documents.ts';
import { type ExperimentCells, type Role, rolesOf, stageOf, type TunedRate } from '../../reproduce/claims/field.ts';
import { type CellStore, cellStore } from '../../reproduce/store.ts';
import type { ClaimReproduction, Experiment } from '../../reproduction/claims.ts';
import { ExitCode, UsageError, unknown } from '../errors.ts';
import { beside, guestNames, importGuest } from '../guests.ts';
import type { Io } from '../io.ts';
import { exportedBy, type LoadedOptimizer, optimizersNamed } from '../plugins.ts';
import { duration } from '../progress.ts';
import { tunedRates } from '../tuned-rates.ts';
import { writeFiles } from '../write-files.ts';
import { planCells, type WantedCell } from './cells.ts';
import type { ReproduceFlags } from './flags.ts';
import { makeCells } from './pool.ts';
import { problemAt } from './worker.ts';

/** One of the field with the optimizer itself; without, where it does not exist yet. */
interface Entry extends Role {
  readonly entrant: LoadedOptimizer | undefined;
}

/** An experiment with who takes part; why it cannot be made, where it cannot. */
interface Planned {
  readonly experiment: Experiment;
  readonly roles: readonly Entry[];
  readonly absent?: string;
}

/** Makes what is missing, then writes the report of all that is there. */
export async function reproduceClaims(file: string, flags: ReproduceFlags, io: Io): Promise<number> {
  const reproduction = (await importGuest('suites', file)) as ClaimReproduction;
  const { name } = reproduction;
  if (flags.today) throw new UsageError(`${name}: has no --today`);
  const dir = resolve(io.cwd, flags.out ?? join('results', 'reproductions', name));
  const store = cellStore(dir);
  const find = finder(reproduction, file, io.cwd);
  const all = await planned(reproduction, flags.optimizers, tunedRates(), find);
  const only = chosen(all, flags.only);

  if (!flags.report) {
    const since = performance.now();
    const wanted = wantedCells(reproduction, only, flags, io);
    const open = await planCells(wanted, store, { resume: flags.resume ?? false, note: (line) => io.err(`${line}\n`) });
    const interrupted = await makeCells(open, store, flags.jobs ?? availableParallelism(), io);
    if (interrupted !== undefined) {
      io.err('stopped; go on with --resume\n');
      return interrupted === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
    }
    const made = open.reduce((sum, cell) => sum + cell.missing.length, 0);
    io.err(`${made} runs made in ${duration((performance.now() - since) / 1000)}\n`);
  }

  const present = all.map((plan) => withCells(plan, store));
  if (present.every(({ roles }) => roles.every(({ cell }) => cell === undefined))) {
    throw new UsageError(`${dir}: holds no runs to report`);
  }
  writeFiles(dir, await claimDocuments(reproduction, present), io);
  return failures(present, io);
}

/** Every experiment with its field; with --optimizers, those of it, and others under their own names. */
async function planned(
  { experiments }: ClaimReproduction,
  named: readonly string[] | undefined,
  rate: TunedRate,
  find: (name: string) => Promise<LoadedOptimizer | undefined>,
): Promise<Planned[]> {
  const plans: Planned[] = [];
  for (const experiment of experiments) {
    const field = rolesOf(experiment, rate);
    const others = (named ?? []).filter(
      (name) => !field.some(({ role, optimizer }) => role === name || optimizer === name),
    );
    const wanted = [...field, ...others.map((optimizer): Role => ({ role: optimizer, optimizer }))];
    const roles: Entry[] = [];
    for (const role of wanted) {
      const entrant = await find(role.optimizer);
      roles.push({ ...role, optimizer: entrant?.optimizer.name ?? role.optimizer, entrant });
    }
    const absent = await absence(experiment);
    plans.push({ experiment, roles, ...(absent !== undefined && { absent }) });
  }
  return plans;
}

/** Why an experiment's problems are not there. */
async function absence({ place }: Experiment): Promise<string | undefined> {
  const { suite } = place(1);
  if (!guestNames('suites').includes(suite)) return `there is no suite ${suite}`;
  try {
    await problemAt(place(1));
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

function chosen(plans: readonly Planned[], only: readonly string[] | undefined): readonly Planned[] {
  const ids = plans.map(({ experiment }) => experiment.id);
  for (const id of only ?? []) if (!ids.includes(id)) throw unknown('experiment', id, ids);
  return plans.filter(({ experiment }) => only === undefined || only.includes(experiment.id));
}

/** The cells that can be made; what cannot is said. */
function wantedCells(
  { claims }: ClaimReproduction,
  plans: readonly Planned[],
  { optimizers: named, runs }: ReproduceFlags,
  io: Io,
): WantedCell[] {
  const wanted: WantedCell[] = [];
  const missing = new Set<string>();
  for (const { experiment, roles, absent } of plans) {
    if (absent !== undefined) {
      io.err(`${experiment.id}: left out: ${absent}\n`);
      continue;
    }
    const panel = stageOf(experiment, claims);
    const taken = new Set<string>();
    for (const { role, optimizer, entrant } of roles) {
      if (named !== undefined && !named.includes(role) && !named.includes(optimizer)) continue;
      if (taken.has(optimizer)) continue;
      taken.add(optimizer);
      if (entrant === undefined) missing.add(`${optimizer} (${role})`);
      else {
        const learned = existsSync(beside('baselines', entrant.reference, 'weights'));
        wanted.push({ panel, entrant, runs: runs ?? experiment.runs, slow: learned, learned });
      }
    }
  }
  if (missing.size > 0) io.err(`left out, since they do not exist yet: ${[...missing].join(', ')}\n`);
  return wanted;
}

/** Optimizers by their names: the reproduction's own, then anyone's; undefined for one that does not exist. */
function finder({ optimizers = [] }: ClaimReproduction, file: string, cwd: string) {
  const own = new Map(optimizers.map((optimizer) => [optimizer.name, { optimizer, reference: file }]));
  let guests: Promise<ReadonlyMap<string, LoadedOptimizer>> | undefined;
  return async (name: string): Promise<LoadedOptimizer | undefined> => {
    if (own.has(name)) return own.get(name);
    if (/[/\\]/.test(name)) return (await optimizersNamed([name], cwd))[0];
    guests ??= everyGuest();
    const listed = (await guests).get(name);
    // A learned optimizer without weights has a file and nothing in it.
    if (listed !== undefined || guestNames('baselines').includes(name)) return listed;
    try {
      return (await optimizersNamed([name], cwd))[0];
    } catch (error) {
      if (error instanceof UsageError && error.message.startsWith('unknown optimizer')) return undefined;
      throw error;
    }
  };
}

/** Every setting of every guest by its name, and each guest's first setting by the guest's. */
async function everyGuest(): Promise<ReadonlyMap<string, LoadedOptimizer>> {
  const settings = await Promise.all(
    guestNames('baselines').map(async (guest) => [guest, await exportedBy(guest)] as const),
  );
  return new Map([
    ...settings.flatMap(([guest, [first]]) => (first === undefined ? [] : [[guest, first] as const])),
    ...settings.flatMap(([, found]) => found.map((setting) => [setting.optimizer.name, setting] as const)),
  ]);
}

function withCells({ experiment, roles, ...absent }: Planned, store: CellStore): ExperimentCells {
  const cells = new Map(store.all(experiment.id).map((cell) => [cell.header.optimizer, cell]));
  return {
    experiment,
    roles: roles.map(({ entrant: _, ...role }) => ({ ...role, cell: cells.get(role.optimizer) })),
    ...absent,
  };
}

/** The first failures in words, and the exit code that they amount to. */
function failures(experiments: readonly ExperimentCells[], io: Io): number {
  const all = experiments.flatMap(({ experiment, roles }) =>
    roles.flatMap(({ optimizer, cell }) =>
      (cell?.runs ?? []).flatMap(({ run, failed }) =>
        failed === undefined ? [] : [`FAILED: ${experiment.id}, ${optimizer}, run ${run}: ${failed}\n`],
      ),
    ),
  );
  for (const line of all.slice(0, 10)) io.err(line);
  if (all.length > 10) io.err(`... and ${all.length - 10} more\n`);
  return all.length > 0 ? ExitCode.runsFailed : ExitCode.done;
}
