/**
 * Stationary kernels with a length-scale per coordinate. Rasmussen & Williams (2006), section 4.2.1, eqs. 4.9, 4.17 and
 * 5.1; choices are compared by the Hamming distance.
 *
 *   s         squared distance, sum_i D_i / l_i^2
 *   D_i       (x_i - x'_i)^2, or 0 | 1 where coordinate i is unordered: equal or not
 *   l         d   length-scales
 *   v, w      signal and noise variance: cov(y, y') = v k(s) + w [same observation]
 */
import type { Lower } from '../cholesky.ts';
import type { Vector } from '../vector.ts';

/** A correlation as a function of the squared distance. */
export interface Kernel {
  readonly name: string;
  /** k(s) and, where wanted, dk/ds of many squared distances at one stroke. */
  evaluate(s: Vector, k: Vector, slope?: Vector): void;
}

/** What a Gaussian process with a stationary kernel is made of. */
export interface Hyperparameters {
  readonly signalVariance: number;
  readonly lengthScales: Vector;
  readonly noiseVariance: number;
}

/** Which coordinates are unordered, so that points are equal there or at distance 1. Without it: none. */
export type Unordered = readonly boolean[];

/** Infinitely smooth: exp(-s / 2). */
export const rbf: Kernel = {
  name: 'rbf',
  evaluate(s, k, slope) {
    for (let p = 0; p < s.length; p++) {
      const e = Math.exp(-0.5 * s[p]!);
      k[p] = e;
      if (slope !== undefined) slope[p] = -0.5 * e;
    }
  },
};

/** Continuous, nowhere differentiable: exp(-r). Its slope at s = 0, which is infinite, is taken as 0. */
export const matern12: Kernel = {
  name: 'matern12',
  evaluate(s, k, slope) {
    for (let p = 0; p < s.length; p++) {
      const r = Math.sqrt(s[p]!);
      const e = Math.exp(-r);
      k[p] = e;
      if (slope !== undefined) slope[p] = r === 0 ? 0 : (-0.5 * e) / r;
    }
  },
};

/** Once differentiable: (1 + sqrt(3) r) exp(-sqrt(3) r). */
export const matern32: Kernel = {
  name: 'matern32',
  evaluate(s, k, slope) {
    for (let p = 0; p < s.length; p++) {
      const a = Math.sqrt(3 * s[p]!);
      const e = Math.exp(-a);
      k[p] = (1 + a) * e;
      if (slope !== undefined) slope[p] = -1.5 * e;
    }
  },
};

/** Twice differentiable: (1 + sqrt(5) r + 5 r^2 / 3) exp(-sqrt(5) r). */
export const matern52: Kernel = {
  name: 'matern52',
  evaluate(s, k, slope) {
    for (let p = 0; p < s.length; p++) {
      const a = Math.sqrt(5 * s[p]!);
      const e = Math.exp(-a);
      k[p] = (1 + a + (a * a) / 3) * e;
      if (slope !== undefined) slope[p] = (-5 / 6) * (1 + a) * e;
    }
  },
};

/** K + w I over the points, packed: the lower triangle by rows. */
export function covariance(
  kernel: Kernel,
  { signalVariance, lengthScales, noiseVariance }: Hyperparameters,
  points: readonly Vector[],
  unordered?: Unordered,
): Lower {
  const n = points.length;
  const K = new Float64Array((n * (n + 1)) / 2);
  for (let i = 0, p = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) K[p++] = squaredDistance(points[i]!, points[j]!, lengthScales, unordered);
  }
  kernel.evaluate(K, K);
  for (let p = 0; p < K.length; p++) K[p]! *= signalVariance;
  for (let i = 0; i < n; i++) K[(i * (i + 3)) / 2]! += noiseVariance;
  return K;
}

/** s, the squared distance of two points in length-scales. */
export function squaredDistance(a: Vector, b: Vector, lengthScales: Vector, unordered?: Unordered): number {
  let s = 0;
  for (let i = 0; i < lengthScales.length; i++) {
    const difference = unordered?.[i] ? Number(a[i] !== b[i]) : a[i]! - b[i]!;
    s += (difference / lengthScales[i]!) ** 2;
  }
  return s;
}
