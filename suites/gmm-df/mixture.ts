/**
 * The functions of TV et al. (2019), Meta-learning for black-box optimization, "GMM-DF": sums of Gaussian bumps, some up and
 * some down, on [-4, 4]^d. They maximise; here the sign is flipped, once.
 *
 *   f(x) = -sum_i c_i exp(-1/2 sum_k (x_k - mu_ik)^2 / s_ik)           c_i ~ N(0, 0.2)
 *
 *            mu             s, the diagonals of Sigma_i
 *   d = 2    U(-2, 2)       normal, 0.9 -+ 0.18, truncated
 *   d = 6    U(-3, 3)       normal, 3.0 -+ 0.6, truncated
 *
 * Deviation: bumps of height c_i, without a density's factor, which would make the values of d = 6 a thousand times smaller
 * than those of d = 2, where the paper's regrets are of one size. N(0, 0.2) is read as a variance, "truncated" as cut off at
 * two deviations, and there are eight bumps; docs/suites.md says what speaks for it. In other dimensions the constants lie
 * on a straight line through those of 2 and 6.
 */
import type { Rng } from 'optbench';

/** Bumps in a function. */
export const COUNT = 8;

/** The box is [-REACH, REACH]^d: where the paper draws its first queries from. */
export const REACH = 4;

/** N bumps in d dimensions. */
export interface Mixture {
  readonly dim: number;
  /** N */
  readonly c: Float64Array;
  /** N x d */
  readonly mu: Float64Array;
  /** N x d, 1 / s */
  readonly precision: Float64Array;
}

/** Draws a function. */
export function drawMixture(rng: Rng, dim: number, count: number = COUNT): Mixture {
  const [centre, width] = [2 + (dim - 2) / 4, 0.9 + (2.1 * (dim - 2)) / 4];
  return {
    dim,
    c: Float64Array.from({ length: count }, () => Math.sqrt(0.2) * rng.normal()),
    mu: Float64Array.from({ length: count * dim }, () => centre * (2 * rng.next() - 1)),
    precision: Float64Array.from({ length: count * dim }, () => 1 / (width * (1 + 0.2 * truncatedNormal(rng)))),
  };
}

/** A standard normal within two deviations. */
function truncatedNormal(rng: Rng): number {
  for (;;) {
    const z = rng.normal();
    if (Math.abs(z) <= 2) return z;
  }
}

/** Where a gradient is to be added, and how many times. */
export interface Slope {
  readonly to: Float64Array | Float32Array<ArrayBufferLike>;
  readonly scale: number;
}

/** f at x[at], ..., x[at + d - 1]; with `slope`, its gradient is added to the same places there. */
export function mixtureAt({ dim, c, mu, precision }: Mixture, x: ArrayLike<number>, at: number, slope?: Slope): number {
  let sum = 0;
  for (let i = 0; i < c.length; i++) {
    let q = 0;
    for (let k = 0, j = i * dim; k < dim; k++, j++) q += (x[at + k]! - mu[j]!) ** 2 * precision[j]!;
    const bump = c[i]! * Math.exp(-0.5 * q);
    sum -= bump;
    if (slope === undefined) continue;
    const weight = slope.scale * bump;
    for (let k = 0, j = i * dim; k < dim; k++, j++) slope.to[at + k]! += weight * (x[at + k]! - mu[j]!) * precision[j]!;
  }
  return sum;
}
