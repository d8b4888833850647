/**
 * Where an optimizer stands after k evaluations: the step function behind every table and curve.
 *
 *   order 0   on the best value it has seen (the first of equals)
 *   order 1   where it is now: on its last trial, or, for methods that try points before they take one or stand on an average,
 *             on the point that they say
 *   judged    whatever the order, where the problem's judge has spoken: its last word, carried forward
 *
 * A trial that failed or violates a constraint is never the best, and a method of order 1 that stands on one stands at
 * +Infinity. A run that ended early keeps its last standing: what it had found is still found.
 */
import { feasibleValue, type Run, type TrialRecord, type Worth } from '../record.ts';

/** What is compared: what the report judges, or what the optimizers were told. */
export type Measure = 'score' | 'value';

/** A step function: from `counts[i]` evaluations on, the standing is `standings[i]`. */
export interface Trace {
  readonly seed: number;
  /** Strictly increasing. */
  readonly counts: readonly number[];
  readonly standings: readonly number[];
}

/** Reads a run. The score is the value where trials carry no score. */
export function trace({ header, trials }: Run, measure: Measure = 'score'): Trace {
  const counts: number[] = [];
  const standings: number[] = [];
  const put = (count: number, standing: number): void => {
    if (counts.at(-1) === count) standings[counts.length - 1] = standing;
    else if (counts.length === 0 || standings.at(-1) !== standing) {
      counts.push(count);
      standings.push(standing);
    }
  };
  const judged = measure === 'score' && trials.some((trial) => trial.judged !== undefined);
  const told = evaluations(trials, header.workers);
  let best = Number.POSITIVE_INFINITY;
  let standing = Number.POSITIVE_INFINITY;
  trials.forEach((trial, i) => {
    const value = feasibleValue(trial);
    if (judged) standing = trial.judged ?? standing;
    else if (header.order === 1) standing = worth(trial.current ?? trial, measure);
    else if (value !== null && value < best) standing = worth(trial, measure);
    if (value !== null && value < best) best = value;
    put(told[i]!, standing);
  });
  return { seed: header.seed, counts, standings };
}

/** The standing after `count` evaluations; +Infinity where no evaluation had succeeded yet. */
export function standingAt({ counts, standings }: Trace, count: number): number {
  let low = 0;
  let high = counts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (counts[middle]! <= count) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? Number.POSITIVE_INFINITY : standings[low - 1]!;
}

/**
 * How many evaluations had been told with each trial. In a complete journal that is the trial's place. A thinned journal
 * leaves trials out, and there the id tells: ids count proposals, and results come back at most `workers - 1` places late.
 */
export function evaluations(trials: readonly Pick<TrialRecord, 'id'>[], workers: number): number[] {
  let largest = 0;
  const largestSoFar = trials.map(({ id }) => {
    largest = Math.max(largest, id + 1);
    return largest;
  });
  const thinned = largest > trials.length + workers - 1;
  return thinned ? largestSoFar : trials.map((_, i) => i + 1);
}

function worth(point: Worth, measure: Measure): number {
  const { score } = point;
  const value = feasibleValue(point);
  if (value === null) return Number.POSITIVE_INFINITY;
  return measure === 'score' ? (score ?? value) : value;
}
