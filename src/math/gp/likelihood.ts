/**
 * The log marginal likelihood of a Gaussian process and its gradient. Rasmussen & Williams (2006), eqs. 2.30 and 5.9.
 *
 *   theta  d + 2   log v, log l_1, ..., log l_d, log w
 *   D_i    pairs   squared differences in coordinate i, of all pairs of points, row by row below the diagonal
 *   A      n x n   a a' - K^-1
 */
import { cholesky, gram, invertLower, logDeterminant } from '../cholesky.ts';
import type { Vector } from '../vector.ts';
import type { Hyperparameters, Kernel, Unordered } from './kernel.ts';

/** log p(y | X, theta); its gradient with respect to theta is written where asked. -Infinity where K is beyond repair. */
export type LogLikelihood = (theta: Vector, gradient?: Vector) => number;

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

/** The log marginal likelihood of these values (prior mean 0) at these points, as a function of theta. */
export function logLikelihood(
  kernel: Kernel,
  points: readonly Vector[],
  y: Vector,
  unordered?: Unordered,
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

  return (theta, gradient) => {
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
    const a = new Float64Array(n);
    for (let i = 0, row = 0; i < n; row += ++i) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += R[row + j]! * y[j]!;
      Ry[i] = sum;
      for (let j = 0; j <= i; j++) a[j]! += sum * R[row + j]!;
    }
    const fit = Ry.reduce((sum, r) => sum + r * r, 0); // y' K^-1 y
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
