/**
 * What guided policy search reckons with around a trajectory: all of it linear, quadratic or Gaussian, time step by time step,
 * in deviations from that trajectory. Levine & Abbeel (2014), Learning Neural Network Policies with Guided Policy Search under
 * Unknown Dynamics, section 3.
 *
 *   s  d      state         a  m      action         T  steps
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** a ~ N(K s + k, C). */
export interface LinearGaussian {
  /** m x d */
  readonly K: Matrix;
  /** m x 1 */
  readonly k: Matrix;
  /** m x m */
  readonly C: Matrix;
  /** C^-1 */
  readonly P: Matrix;
  /** log det C */
  readonly logDet: number;
}

/** s' ~ N(F [s; a] + f, W). */
export interface LinearDynamics {
  /** d x (d + m) */
  readonly F: Matrix;
  /** d x 1 */
  readonly f: Matrix;
  /** d x d */
  readonly W: Matrix;
}

/** 1/2 s' H s + h' s, H positive semidefinite. */
export interface QuadraticCost {
  /** d x d */
  readonly H: Matrix;
  /** d x 1 */
  readonly h: Matrix;
}

/** A Gaussian over states. */
export interface Gaussian {
  readonly mean: Matrix;
  readonly covariance: Matrix;
}

/** (A + A') / 2. */
export function symmetric(A: Matrix): Matrix {
  return Matrix.add(A, A.transpose()).mul(0.5);
}

/** A Cholesky factor of a matrix that must be positive definite. */
export function factored(A: Matrix, what: string): CholeskyDecomposition {
  const factor = new CholeskyDecomposition(A);
  if (!factor.isPositiveDefinite()) throw new Error(`guided policy search: ${what} is not positive definite`);
  return factor;
}

/** log det of what was factored. */
export function logDeterminant(factor: CholeskyDecomposition): number {
  const L = factor.lowerTriangularMatrix;
  let sum = 0;
  for (let i = 0; i < L.rows; i++) sum += Math.log(L.get(i, i));
  return 2 * sum;
}

/** A^-1 and log det A, A symmetric positive definite. */
export function inverted(A: Matrix, what: string): { readonly inverse: Matrix; readonly logDet: number } {
  const factor = factored(A, what);
  return { inverse: symmetric(factor.solve(Matrix.eye(A.rows))), logDet: logDeterminant(factor) };
}
