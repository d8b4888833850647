/** A thread that makes runs of a reproduction, a few at a time, and sends back their curves. */
import workerpool from 'workerpool';
import type { Optimizer } from '../../optimizer.ts';
import type { Problem } from '../../problem.ts';
import { standingAt, trace } from '../../report/trace.ts';
import { type CellRun, cellRun, trainingRun } from '../../reproduce/cell.ts';
import type { ClaimReproduction } from '../../reproduction/claims.ts';
import type { Place, Stage } from '../../reproduction.ts';
import { type Run, run } from '../../run.ts';
import { findProblem } from '../../suite.ts';
import { UsageError } from '../errors.ts';
import { importGuest } from '../guests.ts';
import { loadOptimizer, loadSuite } from '../plugins.ts';

/** Some runs of one cell. */
export interface Batch {
  readonly optimizer: { readonly reference: string; readonly name: string };
  readonly budget: number;
  readonly digits: number;
  readonly marks?: readonly number[];
  readonly runs: readonly { readonly number: number; readonly place: Place }[];
}

/** What a batch has from its stage. */
export function batchSettings(stage: Stage, optimizer: Batch['optimizer']): Omit<Batch, 'runs'> {
  const { budget, digits, marks } = stage;
  return { optimizer, budget, digits, ...(marks && { marks }) };
}

/** Makes the runs. An optimizer's failure is part of the answer. */
export async function makeBatch(batch: Batch): Promise<CellRun[]> {
  const optimizer = await loadEntrant(batch.optimizer.reference, batch.optimizer.name);
  const made: CellRun[] = [];
  for (const { number, place } of batch.runs) {
    const { suite, seed } = place;
    const whole = await run(optimizer, await problemAt(place), { suite, seed, budget: batch.budget });
    const curve = kept(number, whole, batch);
    made.push(whole.outcome.kind === 'failed' ? { ...curve, failed: whole.outcome.reason } : curve);
  }
  return made;
}

/** What is kept of a run: what the optimizer was told is what counts, as in the papers; a training run's held-out score besides. */
function kept(number: number, whole: Run, { budget, digits, marks }: Batch): CellRun {
  const seconds = whole.trials.reduce((sum, trial) => sum + trial.seconds.ask + trial.seconds.tell, 0);
  const told = trace(whole, 'value');
  if (marks === undefined) return cellRun(number, told, seconds, digits);
  const scored = whole.trials.some(({ score, judged }) => score !== undefined || judged !== undefined);
  const score = scored ? standingAt(trace(whole, 'score'), budget) : undefined;
  return trainingRun(number, told, score, seconds, { marks, budget, digits });
}

/** An optimizer of a guest's, or one that only a reproduction has: its file is the reference then. */
async function loadEntrant(reference: string, name: string): Promise<Optimizer> {
  if (!/\.reproduction\.[jt]s$/.test(reference)) return loadOptimizer(reference, name);
  const { optimizers = [] } = (await importGuest('suites', reference)) as ClaimReproduction;
  const found = optimizers.find((optimizer) => optimizer.name === name);
  if (found === undefined) throw new UsageError(`${reference}: no longer holds the optimizer '${name}'`);
  return found;
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
