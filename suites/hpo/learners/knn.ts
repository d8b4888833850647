/**
 * Nearest neighbours by brute force. Cover & Hart (1967), Nearest Neighbor Pattern Classification; weights 1/distance as in
 * Dudani (1976).
 *
 *   distance: (sum |u - v|^p)^(1/p), Minkowski's, p real. Of equally distant neighbours the earlier row comes first.
 */
import { choice, integer, real, space } from 'optbench';
import type { Learner, Matrix } from '../learner.ts';

/** Nearest neighbours. */
export const knn: Learner = {
  name: 'knn',
  about: 'Nearest neighbours under a Minkowski distance (own code, brute force).',
  source: 'Cover & Hart (1967), Nearest Neighbor Pattern Classification',
  // Its probabilities are honestly 0 or 1 at times, which a log loss would punish without limit.
  metric: (kind) => (kind === 'classification' ? 'brier-score' : 'relative-squared-error'),
  space: () => space({ k: integer(1, 60, 'log'), weights: choice('uniform', 'distance'), p: real(1, 6, 'log') }),
  open:
    ({ classes }) =>
    (point, { x, y }, query) => {
      const { k, p } = point as Readonly<Record<string, number>>;
      const width = Math.max(1, classes);
      const all = new Float64Array(query.rows * width);
      const power = new Float64Array(x.rows);
      for (let i = 0; i < query.rows; i++) {
        powers(query, i, x, p!, power);
        const near = nearest(power, k!);
        // A neighbour at no distance outweighs all others.
        const exact = power[near[0]!] === 0;
        let total = 0;
        for (const j of near) {
          const weight = point['weights'] === 'uniform' ? 1 : exact ? Number(power[j] === 0) : power[j]! ** (-1 / p!);
          total += weight;
          if (classes > 0) all[i * width + y[j]!]! += weight;
          else all[i]! += weight * y[j]!;
        }
        for (let c = 0; c < width; c++) all[i * width + c]! /= total;
      }
      return all;
    },
};

/** The distance to the power p of row i to every training row. */
function powers(
  { data: u, columns: d }: Matrix,
  i: number,
  { data: v, rows }: Matrix,
  p: number,
  out: Float64Array,
): void {
  for (let j = 0; j < rows; j++) {
    let sum = 0;
    for (let c = 0; c < d; c++) {
      const gap = Math.abs(u[i * d + c]! - v[j * d + c]!);
      if (gap > 0) sum += gap ** p;
    }
    out[j] = sum;
  }
}

/** The rows of the k least values, least first, by insertion. */
function nearest(values: Float64Array, k: number): Int32Array {
  const size = Math.min(k, values.length);
  const best = new Int32Array(size);
  let held = 0;
  for (let j = 0; j < values.length; j++) {
    const value = values[j]!;
    if (held === size && value >= values[best[held - 1]!]!) continue;
    let place = held < size ? held++ : held - 1;
    for (; place > 0 && values[best[place - 1]!]! > value; place--) best[place] = best[place - 1]!;
    best[place] = j;
  }
  return best;
}
