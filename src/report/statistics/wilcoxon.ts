/**
 * Whether paired differences centre on 0: Wilcoxon's signed-rank test (1945), two-sided; zero differences are left out.
 *
 * Up to 100 differences the distribution of W is counted exactly, ties or not: under the null hypothesis every rank carries
 * either sign with probability 1/2, so the distribution of the doubled sum (midranks doubled are whole numbers) is built
 * by adding one rank after another. Above, the normal approximation with the correction for ties.
 */
import { distributions } from './distributions.ts';
import { midranks } from './midranks.ts';

const EXACT_UP_TO = 100;

/** The outcome of a signed-rank test. */
export interface Wilcoxon {
  /** Differences that are not zero. */
  readonly n: number;
  /** The sum of the ranks of positive differences. */
  readonly plus: number;
  /** The sum of the ranks of negative differences. */
  readonly minus: number;
  readonly p: number;
}

/** Tests paired differences. */
export async function wilcoxon(differences: readonly number[]): Promise<Wilcoxon> {
  const d = differences.filter((value) => value !== 0);
  const ranks = midranks(d.map(Math.abs));
  const total = (d.length * (d.length + 1)) / 2;
  const plus = ranks.reduce((sum, rank, i) => (d[i]! > 0 ? sum + rank : sum), 0);
  const minus = total - plus;
  const result = { n: d.length, plus, minus };
  if (d.length === 0) return { ...result, p: 1 };
  if (d.length <= EXACT_UP_TO) return { ...result, p: exact(ranks, Math.min(plus, minus)) };
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  const { pnorm } = await distributions();
  return { ...result, p: Math.min(1, 2 * pnorm((Math.min(plus, minus) - total / 2) / Math.sqrt(variance))) };
}

/** 2 P(W <= w), W the sum of the ranks that drew a plus. The distribution is symmetric, so one tail is enough. */
function exact(ranks: readonly number[], w: number): number {
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  let chances = Float64Array.of(1);
  for (const rank of doubled) {
    const next = new Float64Array(chances.length + rank);
    for (let sum = 0; sum < chances.length; sum++) {
      next[sum]! += chances[sum]! / 2;
      next[sum + rank]! += chances[sum]! / 2;
    }
    chances = next;
  }
  let tail = 0;
  for (let sum = 0; sum <= Math.round(2 * w); sum++) tail += chances[sum]!;
  return Math.min(1, 2 * tail);
}
