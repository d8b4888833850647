/** A thread that makes runs of a reproduction, a few at a time, and sends back their curves. */
import workerpool from 'workerpool';
import type { Problem } from '../problem.ts';
import { trace } from '../report/trace.ts';
import { type CellRun, cellRun } from '../reproduce/cell.ts';
import type { Place } from '../reproduction.ts';
import { run } from '../run.ts';
import { findProblem } from '../suite.ts';
import { UsageError } from './errors.ts';
import { loadOptimizer, loadSuite } from './plugins.ts';

/** Some runs of one cell. */
export interface Batch {
  readonly optimizer: { readonly reference: string; readonly name: string };
  readonly budget: number;
  readonly digits: number;
  readonly runs: readonly { readonly number: number; readonly place: Place }[];
}

/** Makes the runs. An optimizer's failure is part of the answer. */
export async function makeBatch({ optimizer: { reference, name }, budget, digits, runs }: Batch): Promise<CellRun[]> {
  const optimizer = await loadOptimizer(reference, name);
  const made: CellRun[] = [];
  for (const { number, place } of runs) {
    const { suite, seed } = place;
    const { header, trials, outcome } = await run(optimizer, await problemAt(place), { suite, seed, budget });
    const seconds = trials.reduce((sum, trial) => sum + trial.seconds.ask + trial.seconds.tell, 0);
    // What the optimizer was told is what counts here, as in the paper; held-out scores are for campaigns.
    const curve = cellRun(number, trace({ header, trials, outcome }, 'value'), seconds, digits);
    made.push(outcome.kind === 'failed' ? { ...curve, failed: outcome.reason } : curve);
  }
  return made;
}

/** The problem of a place. */
export async function problemAt({ suite: reference, problem: id }: Place): Promise<Problem> {
  const { suite } = await loadSuite(reference);
  const problem = suite.find?.(id) ?? findProblem(suite, id);
  if (problem === undefined) throw new UsageError(`${reference}: holds no problem '${id}'`);
  return problem;
}

if (!workerpool.isMainThread)
  workerpool.worker({ makeBatch } as unknown as Record<string, (...args: unknown[]) => unknown>);
