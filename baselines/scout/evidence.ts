/**
 * How well length-scales and nugget explain the values told: the marginal likelihood, with mean and scale at their best
 * (Rasmussen & Williams 2006, equations 2.30 and 2.44), times a prior that holds the length-scales near a middle and near each
 * other, and the nugget small.
 *
 *   n  values      X  n x d  points, row by row      y  n  values
 */
import type { Vector } from 'optbench';

/** What the nugget may be, the likeliest first. */
export const NUGGETS = [1e-5, 1e-3, 1e-2, 0.1];

/** What is judged. */
export interface Guess {
  /** One for each coordinate. */
  readonly lengthScales: Vector;
  readonly nugget: number;
}

/** What is believed of length-scales before anything is seen: log-normal. */
export interface Prior {
  /** The middle of their geometric mean, and the spread of its logarithm. */
  readonly middle: number;
  readonly spread: number;
  /** How far their logarithms lie apart. */
  readonly apart: number;
}

/** The logarithm of likelihood times prior, but for a constant. */
export function evidence(n: number, X: Vector, y: Vector, guess: Guess, { middle, spread, apart }: Prior): number {
  const L = factor(n, X, guess);
  if (L === undefined) return Number.NEGATIVE_INFINITY;
  // z = L^-1 [1 | y]
  const [ones, z] = [new Float64Array(n), new Float64Array(n)];
  let [logdet, a, b, c] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    let [one, value] = [1, y[i]!];
    for (let j = 0; j < i; j++) {
      one -= L[i * n + j]! * ones[j]!;
      value -= L[i * n + j]! * z[j]!;
    }
    ones[i] = one / L[i * n + i]!;
    z[i] = value / L[i * n + i]!;
    logdet += 2 * Math.log(L[i * n + i]!);
    a += ones[i]! ** 2;
    b += ones[i]! * z[i]!;
    c += z[i]! ** 2;
  }
  const fit = Math.max(c - (b * b) / a, 1e-24 * (1 + c));
  const mean = Math.log(geometricMean(guess.lengthScales));
  let prior = -0.5 * ((mean - Math.log(middle)) / spread) ** 2;
  for (const l of guess.lengthScales) prior -= 0.5 * ((Math.log(l) - mean) / apart) ** 2;
  prior -= 0.5 * (Math.log(guess.nugget / NUGGETS[0]!) / 5) ** 2;
  return -0.5 * (n * Math.log(fit / n) + logdet) + prior;
}

/** The geometric mean. */
export function geometricMean(numbers: Vector): number {
  let sum = 0;
  for (const number of numbers) sum += Math.log(number);
  return Math.exp(sum / numbers.length);
}

/** The Cholesky factor of K; undefined where rounding makes K indefinite. */
function factor(n: number, X: Vector, { lengthScales, nugget }: Guess): Float64Array | undefined {
  const dim = lengthScales.length;
  const L = new Float64Array(n * n);
  const perScale = lengthScales.map((l) => 1 / l);
  const U = new Float64Array(n * dim); // points in length-scales
  for (let i = 0; i < n * dim; i++) U[i] = X[i]! * perScale[i % dim]!;
  for (let i = 0; i < n; i++) {
    const [row, u] = [i * n, i * dim];
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let c = 0; c < dim; c++) square += (U[u + c]! - U[j * dim + c]!) ** 2;
      let sum = Math.exp(-0.5 * square);
      const other = j * n;
      for (let k = 0; k < j; k++) sum -= L[row + k]! * L[other + k]!;
      L[row + j] = sum / L[other + j]!;
    }
    let rest = 1 + nugget;
    for (let k = 0; k < i; k++) rest -= L[row + k]! ** 2;
    if (!(rest > 0)) return undefined;
    L[row + i] = Math.sqrt(rest);
  }
  return L;
}
