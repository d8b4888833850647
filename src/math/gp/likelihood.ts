/**
 * The log marginal likelihood of a Gaussian process and its gradient. Rasmussen & Williams (2006), eqs. 2.30 and 5.9. With an
 * unknown constant as its prior mean, that constant takes its most probable value (section 2.7): points that lie close
 * together, and say much the same, then count little more than one.
 *
 *   theta  d + 2   log v, log l_1, ..., log l_d, log w
 *   m      1       prior mean: 0, or the most probable value of a constant m ~ N(0, t^2)
 *   D_i    pairs   squared differences in coordinate i, of all pairs of points, row by row below the diagonal
 *   a      n       K^-1 (y - m)
 *   A      n x n   a a' - K^-1
 */
import { cholesky, gram, invertLower, logDeterminant } from '../cholesky.ts';
import { dot, type Vector } from '../vector.ts';
import type { Hyperparameters, Kernel, Unordered } from './kernel.ts';

/** How well hyper-parameters explain the values. */
export interface LogLikelihood {
  /** log p(y | X, theta), with log p(m) where the mean is unknown; -Infinity where K is beyond repair. Writes its gradient. */
  value(theta: Vector, gradient?: Vector): number;
  /** The prior mean that the last value was computed with. */
  mean(): number;
}

/** The logarithms of the hyper-parameters: signal variance, length-scales, noise variance. */
export function toTheta({ signalVariance, lengthScales, noiseVariance }: Hyperparameters): Vector {
  return Float64Array.of(signalVariance, ...lengthScales, noiseVariance).map(Math.log);
}

/** The hyper-parameters with these logarithms. */
export function fromTheta(theta: Vector): Hyperparameters {
  const [signalVariance, ...rest] = theta.map(Math.exp);
  return {
    signalVariance: signalVariance!,
    lengthScales: Float64Array.from(rest.slice(0, -1)),
    noiseVariance: rest.at(-1)!,
  };
}

/** The log marginal likelihood of these values at these points, as a function of theta. */
export function logLikelihood(
  kernel: Kernel,
  points: readonly Vector[],
  y: Vector,
  { unordered, meanStd = 0 }: { readonly unordered?: Unordered; readonly meanStd?: number } = {},
): LogLikelihood {
  const n = points.length;
  const d = points[0]!.length;
  const pairs = (n * (n - 1)) / 2;
  const D = Array.from({ length: d }, (_, i) => squaredDifferences(points, i, unordered?.[i] ?? false));
  const s = new Float64Array(pairs);
  const k = new Float64Array(pairs);
  const slope = new Float64Array(pairs);
  const K = new Float64Array(pairs + n);
  const A = new Float64Array(pairs);

  let m = 0;

  const value = (theta: Vector, gradient?: Vector): number => {
    const v = Math.exp(theta[0]!);
    const w = Math.exp(theta[d + 1]!);
    s.fill(0);
    for (let i = 0; i < d; i++) {
      const weight = Math.exp(-2 * theta[i + 1]!);
      const Di = D[i]!;
      for (let p = 0; p < pairs; p++) s[p]! += weight * Di[p]!;
    }
    kernel.evaluate(s, k, gradient === undefined ? undefined : slope);
    for (let i = 0, p = 0, q = 0; i < n; i++) {
      for (let j = 0; j < i; j++) K[q++] = v * k[p++]!;
      K[q++] = v + w;
    }
    const L = cholesky(K)?.L;
    if (L === undefined) return Number.NEGATIVE_INFINITY;
    const R = invertLower(L);
    const Ry = new Float64Array(n);
    const R1 = new Float64Array(n);
    for (let i = 0, row = 0; i < n; row += ++i) {
      for (let j = 0; j <= i; j++) {
        Ry[i]! += R[row + j]! * y[j]!;
        R1[i]! += R[row + j]!;
      }
    }
    // 1' K^-1 y / (1' K^-1 1 + 1 / t^2), eq. 2.41 with one basis function
    if (meanStd > 0) m = dot(R1, Ry) / (dot(R1, R1) + meanStd ** -2);
    const a = new Float64Array(n);
    let fit = meanStd > 0 ? (m / meanStd) ** 2 : 0; // (y - m)' K^-1 (y - m)
    for (let i = 0, row = 0; i < n; row += ++i) {
      const r = Ry[i]! - m * R1[i]!;
      fit += r * r;
      for (let j = 0; j <= i; j++) a[j]! += r * R[row + j]!;
    }
    if (gradient !== undefined) {
      // eq. 5.9: 1/2 tr(A dK/dtheta); every pair counts twice
      const inverse = gram(R);
      let trace = 0;
      let signal = 0;
      for (let i = 0, p = 0, q = 0; i < n; i++) {
        for (let j = 0; j < i; j++, p++) {
          const Aij = a[i]! * a[j]! - inverse[q++]!;
          signal += Aij * k[p]!;
          A[p] = Aij * slope[p]!;
        }
        trace += a[i]! * a[i]! - inverse[q++]!;
      }
      gradient[0] = v * (signal + 0.5 * trace);
      for (let i = 0; i < d; i++) {
        const Di = D[i]!;
        let sum = 0;
        for (let p = 0; p < pairs; p++) sum += A[p]! * Di[p]!;
        gradient[i + 1] = -2 * v * Math.exp(-2 * theta[i + 1]!) * sum;
      }
      gradient[d + 1] = 0.5 * w * trace;
    }
    return -0.5 * (fit + logDeterminant(L) + n * Math.log(2 * Math.PI)); // eq. 2.30
  };
  return { value, mean: () => m };
}

function squaredDifferences(points: readonly Vector[], i: number, unordered: boolean): Vector {
  const n = points.length;
  const column = Float64Array.from(points, (point) => point[i]!);
  const D = new Float64Array((n * (n - 1)) / 2);
  for (let j = 1, p = 0; j < n; j++) {
    for (let k = 0; k < j; k++) D[p++] = unordered ? Number(column[j] !== column[k]) : (column[j]! - column[k]!) ** 2;
  }
  return D;
}
