/**
 * `optbench discover --final`: judges the best rules of the searches in the output folder, and writes what came of it.
 *
 *   finals.jsonl   every training, so that a judgment that was cut short goes on
 *   rules.json     the chosen rules, as baselines/found ships them
 *   report.md, progress.svg
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Outcome } from '../../discover/child.ts';
import { distinct, finalists, type Named, peers, type Ranked, ranked } from '../../discover/finals.ts';
import { appendMeasurement, type Journal, readJournal, readMeasurements } from '../../discover/store.ts';
import type { Label } from '../../math/random.ts';
import { ExitCode, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { duration } from '../progress.ts';
import { writeFiles } from '../write-files.ts';
import { type Nurses, startNurses } from './crew.ts';
import { discoveryDocuments, type Transferred, type Verdict } from './report.ts';
import { atRate, type Ground, oneDraw, type TransferTask, transferRates, transferTasks } from './tasks.ts';
import type { Birth } from './worker.ts';

/** How many rules of each search are judged again, how many are chosen, and on how many draws. */
const [FINALISTS, CHOSEN, SELECTION, CONFIRMATION, TUNING, TRANSFER] = [10, 5, 10, 20, 2, 10];

/** Judges and writes. */
export async function judgeSearches(
  { out, jobs, quiet }: { readonly out: string; readonly jobs: number; readonly quiet?: true },
  io: Io,
): Promise<number> {
  const folder = resolve(io.cwd, out);
  const journals = journalsIn(folder);
  const { suite, family } = journals[0]!.header;
  const nurses = startNurses(jobs);
  const measure = measurer(join(folder, 'finals.jsonl'), nurses, quiet ? () => {} : (line) => io.err(line));
  try {
    const selection = await judged({ suite, family }, finalists(journals, FINALISTS), 'selection', SELECTION, measure);
    const among = await judged({ suite, family }, peers, 'selection', SELECTION, measure);
    const chosen = distinct(selection, CHOSEN).map(({ entrant }, i) => ({ ...entrant, name: `found-${i + 1}` }));
    const entrants: readonly Named[] = [...chosen, ...peers];
    const confirmation = await judged({ suite, family }, entrants, 'confirmation', CONFIRMATION, measure);
    const transfer: { task: TransferTask; rows: Transferred[] }[] = [];
    for (const task of transferTasks) transfer.push({ task, rows: await transferred(task, entrants, measure) });
    const verdict: Verdict = {
      journals,
      selection: [...selection, ...among].sort((a, b) => b.mean - a.mean),
      chosen,
      confirmation,
      transfer,
    };
    writeFiles(folder, await discoveryDocuments(verdict), io);
  } finally {
    await nurses.close();
  }
  return ExitCode.done;
}

function journalsIn(folder: string): Journal[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /-\d+\.jsonl$/.test(name)) : [];
  if (names.length === 0) throw new UsageError(`${folder}: holds no searches; begin with optbench discover`);
  const journals = names.sort().map((name) => readJournal(join(folder, name))!);
  const task = ({ header: { suite, family } }: Journal): string => JSON.stringify([suite, family]);
  const other = journals.find((journal) => task(journal) !== task(journals[0]!));
  if (other !== undefined)
    throw new UsageError(`${folder}: holds searches with different child tasks; keep them apart`);
  return journals;
}

type Measure = (births: readonly Omit<Birth, 'id'>[], what: string) => Promise<readonly Outcome[]>;

/** Trains what has not been trained before. */
function measurer(path: string, nurses: Nurses, say: (line: string) => void): Measure {
  const known = readMeasurements(path);
  return async (births, what) => {
    const fresh = births.filter((birth) => !known.has(JSON.stringify(birth)));
    const began = performance.now();
    let [done, shown] = [0, 0];
    await Promise.all(
      fresh.map(async (birth) => {
        const outcome = await nurses.train(birth);
        const key = JSON.stringify(birth);
        known.set(key, outcome);
        appendMeasurement(path, key, outcome);
        done++;
        const seconds = (performance.now() - began) / 1000;
        if (seconds - shown < 10 && done < fresh.length) return;
        shown = seconds;
        say(`${what}: ${done}/${fresh.length}, ${duration((seconds * (fresh.length - done)) / done)} left\n`);
      }),
    );
    return births.map((birth) => known.get(JSON.stringify(birth))!);
  };
}

/** The same whole children for every rule, one on each draw. */
async function judged<Rule extends { readonly rule: string }>(
  ground: Ground,
  entrants: readonly Rule[],
  stage: string,
  draws: number,
  measure: Measure,
): Promise<Ranked<Rule>[]> {
  const births = entrants.flatMap(({ rule }) =>
    addresses(stage, draws).map((address) => ({ ...plain(ground), address, rule, upbringing: oneDraw })),
  );
  const outcomes = await measure(births, stage);
  return ranked(entrants, (entrant) => {
    const at = entrants.indexOf(entrant) * draws;
    return outcomes.slice(at, at + draws).map(({ reward }) => reward);
  });
}

/** Every rule at the rate that does best on the training split, on draws of the validation split. */
async function transferred(task: TransferTask, entrants: readonly Named[], measure: Measure): Promise<Transferred[]> {
  const tuning = await measure(
    entrants.flatMap(({ rule }) =>
      transferRates.flatMap((rate) =>
        addresses('tuning', TUNING).map((address) => ({ ...plain(task), address, rule, upbringing: atRate(rate) })),
      ),
    ),
    `${task.name}, tuning`,
  );
  const mean = (rewards: readonly Outcome[]): number => rewards.reduce((sum, { reward }) => sum + reward, 0);
  const tuned = entrants.map((_, i) => {
    const scores = transferRates.map((_, j) => {
      const at = (i * transferRates.length + j) * TUNING;
      return mean(tuning.slice(at, at + TUNING));
    });
    return transferRates[scores.indexOf(Math.max(...scores))]!;
  });
  const unseen = { ...plain(task), family: { ...task.family, split: 'validation' } };
  const outcomes = await measure(
    entrants.flatMap(({ rule }, i) =>
      addresses('transfer', TRANSFER).map((address) => ({ ...unseen, address, rule, upbringing: atRate(tuned[i]!) })),
    ),
    task.name,
  );
  return entrants.map((entrant, i) => ({
    entrant,
    rate: tuned[i]!,
    rewards: outcomes.slice(i * TRANSFER, (i + 1) * TRANSFER).map(({ reward }) => reward),
  }));
}

function plain({ suite, family }: Ground): Ground {
  return { suite, family };
}

function addresses(stage: string, count: number): readonly (readonly Label[])[] {
  return Array.from({ length: count }, (_, i) => [stage, i + 1]);
}
