/**
 * What a run is worth in tuning: the logarithm of how far it has come down. Less is better.
 *
 *   f    value where it stands       f*   the least possible value where it is known, else 0: losses are not negative
 *   score = log10((median of f over the last tenth - f*) / (f at x0 - f*))
 *
 * The median, since minibatches differ. A run whose last tenth is worse
 * than ten times the start, or for the most part without values, has diverged.
 */

import type { Optimizer } from '../optimizer.ts';
import type { Problem } from '../problem.ts';
import { run } from '../run.ts';

/** A score; null where the run diverged. */
export type Score = number | null;

/** Nothing is gained below: the last digits of a quadratic are not worth more than a network's loss. */
export const LEAST_SCORE = -12;

/** The score of one run. */
export async function scoreOf(
  optimizer: Optimizer,
  problem: Problem,
  { suite, seed, budget }: { readonly suite: string; readonly seed: number; readonly budget: number },
): Promise<Score> {
  const { trials } = await run(optimizer, problem, { suite, seed, budget });
  return scoreOfValues(
    trials.map(({ value, current }) => (current ?? { value }).value),
    problem.optimum ?? 0,
    budget,
  );
}

/** The score of the values of a run; null among them are failed evaluations. */
export function scoreOfValues(values: readonly (number | null)[], floor: number, budget: number): Score {
  const first = values[0];
  if (first === undefined || first === null) return null;
  const tail = Array.from(
    { length: Math.ceil(budget / 10) },
    (_, i) => values[budget - 1 - i] ?? Number.POSITIVE_INFINITY,
  );
  const last = tail.sort((a, b) => a - b)[Math.floor(tail.length / 2)]!;
  const score = Math.log10((last - floor) / (first - floor));
  if (!(last - floor > 0)) return LEAST_SCORE;
  return score > 1 ? null : Math.max(LEAST_SCORE, score);
}
