/**
 * Gaussian-process regression. Rasmussen & Williams (2006), Algorithm 2.1.
 *
 *   X  n x d   points told                    K  n x n   their covariance, noise included
 *   y  n       their values, less the mean m  L  n x n   lower Cholesky factor of K
 *   R  n x n   L^-1                           a  n       K^-1 y
 *   x  d       a point asked about            k  n       its covariances with X, v k(s)
 */
import { cholesky, invertLower, type Lower, solveLower, solveUpper } from '../cholesky.ts';
import type { Vector } from '../vector.ts';
import { covariance, type Hyperparameters, type Kernel, type Unordered } from './kernel.ts';

/** What is believed of the noise-free function at one point. */
export interface Prediction {
  readonly mean: number;
  readonly std: number;
}

/** A prediction and how it changes with the point; 0 along unordered coordinates. */
export interface Slopes extends Prediction {
  readonly meanGradient: Vector;
  readonly stdGradient: Vector;
}

/** A Gaussian process given observations. */
export interface Posterior {
  readonly hyperparameters: Hyperparameters;
  /** The Cholesky factor of the observations' covariance. */
  readonly L: Lower;
  predict(x: Vector): Prediction;
  slopes(x: Vector): Slopes;
}

/** Conditions a Gaussian process with this constant prior mean on observations. Throws where K is beyond repair. */
export function posterior(
  kernel: Kernel,
  hyperparameters: Hyperparameters,
  points: readonly Vector[],
  values: Vector,
  { unordered, mean: m = 0 }: { readonly unordered?: Unordered | undefined; readonly mean?: number } = {},
): Posterior {
  const { signalVariance, lengthScales } = hyperparameters;
  const n = points.length;
  const d = lengthScales.length;
  const L = cholesky(covariance(kernel, hyperparameters, points, unordered))?.L;
  if (L === undefined) {
    throw new Error('posterior: the covariance of the points must be positive definite; give the model more noise');
  }
  const a = solveUpper(
    L,
    solveLower(
      L,
      values.map((y) => y - m),
    ),
  ); // Algorithm 2.1, line 3
  const R = invertLower(L);

  const weights = lengthScales.map((l) => 1 / (l * l));
  // Column i holds coordinate i of all points: the loops below run along it.
  const columns = Array.from({ length: d }, (_, i) => Float64Array.from(points, (point) => point[i]!));
  const s = new Float64Array(n);
  const k = new Float64Array(n);
  const slope = new Float64Array(n);
  const Rk = new Float64Array(n);
  const b = new Float64Array(n);

  const correlate = (x: Vector, slopes?: Vector): void => {
    s.fill(0);
    for (let i = 0; i < d; i++) {
      const column = columns[i]!;
      const weight = weights[i]!;
      const xi = x[i]!;
      if (unordered?.[i]) for (let j = 0; j < n; j++) s[j]! += column[j] === xi ? 0 : weight;
      else for (let j = 0; j < n; j++) s[j]! += weight * (xi - column[j]!) ** 2;
    }
    kernel.evaluate(s, k, slopes);
  };
  /** The mean by line 4; the variance by lines 5 and 6: v - |L^-1 k|^2. */
  const predict = (x: Vector, slopes?: Vector): Prediction => {
    correlate(x, slopes);
    let mean = 0;
    let explained = 0;
    for (let i = 0, row = 0; i < n; row += ++i) {
      mean += k[i]! * a[i]!;
      const sum = rowTimes(R, row, k, i + 1);
      Rk[i] = sum;
      explained += sum * sum;
    }
    return {
      mean: m + signalVariance * mean,
      std: Math.sqrt(signalVariance * Math.max(1 - signalVariance * explained, Number.EPSILON)),
    };
  };
  return {
    hyperparameters,
    L,
    predict: (x) => predict(x),
    slopes(x) {
      const { mean, std } = predict(x, slope);
      // b = K^-1 k; d std / dx = -b' (dk/dx) / std
      b.fill(0);
      for (let i = 0, row = 0; i < n; row += ++i) {
        const v = Rk[i]!;
        for (let j = 0; j <= i; j++) b[j]! += v * R[row + j]!;
      }
      const meanGradient = new Float64Array(d);
      const stdGradient = new Float64Array(d);
      for (let i = 0; i < d; i++) {
        if (unordered?.[i]) continue;
        const column = columns[i]!;
        const xi = x[i]!;
        let up = 0;
        let down = 0;
        for (let j = 0; j < n; j++) {
          const change = slope[j]! * (xi - column[j]!);
          up += a[j]! * change;
          down += b[j]! * change;
        }
        const scale = 2 * weights[i]! * signalVariance;
        meanGradient[i] = scale * up;
        stdGradient[i] = (-scale * signalVariance * down) / std;
      }
      return { mean, std, meanGradient, stdGradient };
    },
  };
}

/** The product of one row of a packed triangle with the head of a vector: four sums at a time, which a processor can overlap. */
function rowTimes(R: Lower, row: number, k: Vector, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let j = 0;
  for (; j + 4 <= length; j += 4) {
    s0 += R[row + j]! * k[j]!;
    s1 += R[row + j + 1]! * k[j + 1]!;
    s2 += R[row + j + 2]! * k[j + 2]!;
    s3 += R[row + j + 3]! * k[j + 3]!;
  }
  for (; j < length; j++) s0 += R[row + j]! * k[j]!;
  return s0 + s1 + (s2 + s3);
}
