/**
 * Which learning rate a method should have: the best for each task, and the best over all.
 *
 *   s_r   mean score of rate r on a task, over seeds and draws; none where a run of it diverged
 *   lost  the share of the best rate's progress that r misses: (s_r - min s) / (0 - min s), 1 for no progress, 2 for divergence
 *
 * The best overall has the least mean of `lost` over the tasks: every task counts the same, however far one can come on it.
 */
import type { Score } from './score.ts';

/** How one rate did on one task. */
export interface RateResult {
  readonly rate: number;
  /** By seed: the mean over the seed's draws; null where one of them diverged. */
  readonly scores: readonly Score[];
}

/** How a method did on one task, rate by rate. */
export interface TaskResult {
  readonly task: string;
  readonly rates: readonly RateResult[];
}

/** The mean over the seeds; null where a run diverged. */
export function meanScore({ scores }: RateResult): Score {
  let sum = 0;
  for (const score of scores) {
    if (score === null) return null;
    sum += score;
  }
  return sum / scores.length;
}

const LEAST_PROGRESS = 0.01; // a task on which no rate comes down by 2 % says nothing
const TIE = 1e-9;

/** The share of the best rate's progress that each rate misses. */
export function lostShares({ rates }: TaskResult): readonly number[] {
  const means = rates.map(meanScore);
  const best = Math.min(0, ...means.filter((mean) => mean !== null));
  return means.map((mean) => (mean === null ? 2 : best > -LEAST_PROGRESS ? 0 : Math.min(1, (mean - best) / -best)));
}

/** The best rate on one task; of equals the one nearest to `usual`. */
export function bestRate(result: TaskResult, usual: number): number {
  return nearest(result.rates, lostShares(result), usual);
}

/** The best rate over all tasks. */
export function bestOverall(results: readonly TaskResult[], usual: number): number {
  const { rates } = results[0]!;
  const shares = results.map(lostShares);
  const mean = rates.map((_, i) => shares.reduce((sum, share) => sum + share[i]!, 0) / shares.length);
  return nearest(rates, mean, usual);
}

function nearest(rates: readonly RateResult[], lost: readonly number[], usual: number): number {
  const least = Math.min(...lost);
  const far = (rate: number): number => Math.abs(Math.log(rate / usual));
  return rates
    .filter((_, i) => lost[i]! <= least + TIE)
    .reduce((best, { rate }) => (far(rate) < far(best) ? rate : best), rates[lost.indexOf(least)]!.rate);
}
