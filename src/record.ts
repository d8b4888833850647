/** The record of a run: what is journalled, and what every table is computed from. */
import type { Vector } from './math/vector.ts';
import type { Order } from './problem.ts';

/** Which run this is. */
export interface RunKey {
  readonly suite: string;
  readonly problem: string;
  readonly optimizer: string;
  /** The repeat's number, 0, 1, 2, ... */
  readonly seed: number;
}

/** What was decided before the first evaluation. */
export interface RunHeader extends RunKey {
  readonly budget: number;
  readonly workers: number;
  readonly dim: number;
  /** What the optimizer was told: values (0), or values and gradients (1). */
  readonly order: Order;
  /** The least possible score, or null where it is not known. */
  readonly optimum: number | null;
}

/** How an evaluation ended. What failed is told to the optimizer as +Infinity. */
export type Status = 'ok' | 'failed' | 'timeout';

/** What a point is worth. */
export interface Worth {
  /** null where the evaluation failed. */
  readonly value: number | null;
  readonly score?: number;
  /** By how much x violates the constraints, where the problem has any. */
  readonly violation?: number;
}

/** One evaluation, as journalled. */
export interface TrialRecord extends Worth {
  readonly id: number;
  /** As proposed; for problems with blocks (network weights) a hash of it. */
  readonly x: Vector | string;
  /** What the point is worth that a method of order 1 stands on after this trial, in the same noise, where it is not this trial's. */
  readonly current?: Worth;
  /** At checkpoints of problems with a judge: the score of where the optimizer stands after this trial. */
  readonly judged?: number;
  /** At the same checkpoints, where the problem has classes: the share of held-out examples that are put in the right one. */
  readonly accuracy?: number;
  readonly status: Status;
  readonly reason?: string;
  /** Wall-clock time, in seconds; the only part that differs between two runs of one key. */
  readonly seconds: { readonly ask: number; readonly evaluate: number; readonly tell: number };
}

/** What a trial is worth to those who look for the least value: null where it failed or violates a constraint. */
export function feasibleValue({ value, violation = 0 }: Pick<Worth, 'value' | 'violation'>): number | null {
  return violation > 0 ? null : value;
}

/** How a run ended. */
export type Outcome =
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** The record of a run. */
export interface Run {
  readonly header: RunHeader;
  readonly trials: readonly TrialRecord[];
  readonly outcome: Outcome;
}

/** Where a run is written down while it is made. */
export interface Journal {
  open(header: RunHeader): void;
  trial(record: TrialRecord): void;
  close(outcome: Outcome): void;
}
