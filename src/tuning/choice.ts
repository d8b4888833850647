/**
 * Which learning rate a method should have: the best for each task, and the best over all.
 *
 *   s_r   score of rate r on a task and a seed; none where a run of it diverged
 *   lost  the share of the best rate's progress that r misses: (s_r - min s) / (0 - min s), 1 for no progress, 2 for divergence
 *
 * The best overall has the least mean of `lost` over tasks and seeds: every task counts the same, however far one can come on it.
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

/** The share of the best rate's progress that each rate misses, the mean over the seeds. */
export function lostShares({ rates }: TaskResult): readonly number[] {
  const seeds = rates[0]!.scores.map((_, seed) => {
    const scores = rates.map((rate) => rate.scores[seed]!);
    const best = Math.min(0, ...scores.filter((score) => score !== null));
    return scores.map((score) =>
      score === null ? 2 : best > -LEAST_PROGRESS ? 0 : Math.min(1, (score - best) / -best),
    );
  });
  return rates.map((_, i) => seeds.reduce((sum, shares) => sum + shares[i]!, 0) / seeds.length);
}

/** The best rate on one task: the least mean score, of those that never diverged; of equals the one nearest to `usual`. */
export function bestRate(result: TaskResult, usual: number): number {
  const means = result.rates.map((rate) => meanScore(rate) ?? Number.POSITIVE_INFINITY);
  return nearest(result.rates, means.some(Number.isFinite) ? means : lostShares(result), usual);
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
