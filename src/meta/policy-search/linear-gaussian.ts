/**
 * What guided policy search reckons with around a trajectory: all of it linear, quadratic or Gaussian, time step by time step,
 * in deviations from that trajectory. Levine & Abbeel (2014), Learning Neural Network Policies with Guided Policy Search under
 * Unknown Dynamics, section 3.
 *
 *   s  d      state         a  m      action         T  steps
 */
import { choleskyLogDet, choleskyOf, choleskySolve, type Dense, identity, symmetric } from '../../math/dense.ts';

/** a ~ N(K s + k, C). */
export interface LinearGaussian {
  /** m x d */
  readonly K: Dense;
  /** m x 1 */
  readonly k: Dense;
  /** m x m */
  readonly C: Dense;
  /** C^-1 */
  readonly P: Dense;
  /** log det C */
  readonly logDet: number;
}

/** s' ~ N(F [s; a] + f, W). */
export interface LinearDynamics {
  /** d x (d + m) */
  readonly F: Dense;
  /** d x 1 */
  readonly f: Dense;
  /** d x d */
  readonly W: Dense;
}

/** 1/2 s' H s + h' s, H positive semidefinite. */
export interface QuadraticCost {
  /** d x d */
  readonly H: Dense;
  /** d x 1 */
  readonly h: Dense;
}

/** A Gaussian over states. */
export interface Gaussian {
  readonly mean: Dense;
  readonly covariance: Dense;
}

/** The Cholesky factor of a matrix that must be positive definite. */
export function factored(A: Dense, what: string): Dense {
  const L = choleskyOf(A);
  if (L === undefined) throw new Error(`guided policy search: ${what} is not positive definite`);
  return L;
}

/** A^-1 and log det A, A symmetric positive definite. */
export function inverted(A: Dense, what: string): { readonly inverse: Dense; readonly logDet: number } {
  const L = factored(A, what);
  return { inverse: symmetric(choleskySolve(L, identity(A.rows))), logDet: choleskyLogDet(L) };
}
