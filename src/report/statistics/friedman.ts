/**
 * Whether several treatments differ, by their ranks within blocks. Friedman (1937), with the correction for ties of
 * Conover (1999), section 5.8, and the less conservative F statistic of Iman & Davenport (1980), as in Demsar (2006), 3.2.2.
 *
 *   N    blocks (problems)          R_j  sum of the ranks of treatment j
 *   k    treatments (optimizers)    C    1 - sum (t^3 - t) / (N k (k^2 - 1)), t the sizes of the groups of ties
 */

import { distributions } from './distributions.ts';
import { midranks } from './midranks.ts';

/** The outcome of a Friedman test. */
export interface Friedman {
  readonly blocks: number;
  readonly treatments: number;
  /** Each treatment's mean rank. */
  readonly meanRanks: readonly number[];
  readonly chiSquared: number;
  readonly p: number;
  /** Iman and Davenport's statistic and its probability. */
  readonly f: number;
  readonly pF: number;
}

/** Tests N blocks of k values each. undefined where there is nothing to test: fewer than 2 blocks or treatments. */
export async function friedman(blocks: readonly (readonly number[])[]): Promise<Friedman | undefined> {
  const N = blocks.length;
  const k = blocks[0]?.length ?? 0;
  if (N < 2 || k < 2) return undefined;
  const sums = new Array<number>(k).fill(0);
  let ties = 0;
  for (const block of blocks) {
    midranks(block).forEach((rank, j) => {
      sums[j]! += rank;
    });
    for (const t of tieSizes(block)) ties += t ** 3 - t;
  }
  const meanRanks = sums.map((sum) => sum / N);
  const C = 1 - ties / (N * k * (k * k - 1));
  if (C <= 0) return { blocks: N, treatments: k, meanRanks, chiSquared: 0, p: 1, f: 0, pF: 1 };
  const squares = sums.reduce((sum, R) => sum + R * R, 0);
  const chiSquared = Math.max(0, ((12 / (N * k * (k + 1))) * squares - 3 * N * (k + 1)) / C);
  const f = ((N - 1) * chiSquared) / Math.max(0, N * (k - 1) - chiSquared);
  const { pchisq, pf } = await distributions();
  return {
    blocks: N,
    treatments: k,
    meanRanks,
    chiSquared,
    p: pchisq(chiSquared, k - 1, undefined, false),
    f,
    pF: f === Number.POSITIVE_INFINITY ? 0 : pf(f, k - 1, (k - 1) * (N - 1), undefined, false),
  };
}

function tieSizes(values: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()];
}
