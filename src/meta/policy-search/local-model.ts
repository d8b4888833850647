/**
 * What is linear around the trajectories on one function, fitted to them: the dynamics, the policy and the cost at each step.
 * Levine & Abbeel (2014), section 3.1 and appendix A.3; the policy's part is Montgomery & Levine (2016), Guided Policy Search
 * via Approximate Mirror Descent, section 4.
 *
 *   z = (s, a, y)   a transition; y what the step found out (rollouts.ts)        R   trajectories
 *   m_0, S_0        what a mixture of Gaussians over all the function's transitions says of those at step t
 *   m, S            mean and covariance at step t
 *
 *   S = (S_0 + R S_t + R / (R + 1) (m_t - m_0) (m_t - m_0)') / (R + 1)           (1) normal-inverse-Wishart, strength 1
 *   a | s and y | s, a by conditioning N(m, S)                                   (2)
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import {
  choleskySolve,
  column,
  type Dense,
  dense,
  part,
  place,
  plus,
  symmetric,
  times,
  timesTransposed,
  transposed,
  transposedTimes,
} from '../../math/dense.ts';
import type { Vector } from '../../math/vector.ts';
import { factored, inverted, type LinearDynamics, type LinearGaussian, type QuadraticCost } from './linear-gaussian.ts';
import type { Surroundings } from './lqg.ts';
import { expectation, fitMixture, responsibilities } from './mixture.ts';
import { bookkeeping, type Rollouts, stateLength, stateOf } from './rollouts.ts';

/** A model around mean states and actions. */
export interface LocalModel extends Surroundings {
  /** Mean states, t = 0, ..., T - 1. */
  readonly states: readonly Vector[];
  /** Mean steps. */
  readonly actions: readonly Vector[];
}

/** What decides a fit. */
export interface FitSettings {
  readonly history: number;
  /** Gaussians in the mixture. */
  readonly mixture: number;
}

const EM_STEPS = 3;
const RIDGE = 1e-6;

/** Fits a model to trajectories. */
export function fitLocalModel(rollouts: Rollouts, { history, mixture: count }: FitSettings): LocalModel {
  const { rows, dim: n } = rollouts;
  const T = rollouts.a.length;
  const d = stateLength(n, history);
  const transitions = Array.from({ length: T }, (_, t) =>
    Array.from({ length: rows }, (_, r) => {
      const after = stateOf(rollouts, t + 1, r, history);
      const step = rollouts.a[t]!.subarray(r * n, (r + 1) * n);
      return Float64Array.of(...stateOf(rollouts, t, r, history), ...step, ...after.subarray(n, 2 * n + 1));
    }),
  );
  const unit = scales(transitions.flat());
  const scaled = transitions.map((at) => at.map((z) => z.map((v, i) => v / unit[i]!)));
  const mixture = fitMixture(scaled.flat(), count, EM_STEPS);
  const { r } = responsibilities(mixture, scaled.flat());
  const moments = scaled.map((points, t) => posterior(points, expectation(mixture, r.slice(t * rows, (t + 1) * rows))));
  const states = transitions.map((at) => mean(at).subarray(0, d));
  const actions = transitions.map((at) => mean(at).subarray(d, d + n));
  const dynamics: LinearDynamics[] = [];
  const reference: LinearGaussian[] = [];
  const costs: QuadraticCost[] = [];
  for (let t = 0; t < T; t++) {
    const policy = conditional(moments[t]!, unit, d, d + n);
    const found = conditional(moments[t]!, unit, d + n, d + 2 * n + 1);
    const { inverse: P, logDet } = inverted(policy.covariance, 'the covariance of a policy');
    // In deviations from the means of these trajectories, through which both regressions pass but for the prior's pull.
    const centre = mean(transitions[t]!);
    reference.push({ K: policy.by, k: offset(policy, centre, d, d + n), C: policy.covariance, P, logDet });
    const { A, B } = bookkeeping(n, history, t);
    const next = t + 1 < T ? states[t + 1]! : mean(lastStates(rollouts, history));
    const expected = plus(times(A, column(centre.subarray(0, d + n))), times(B, column(centre.subarray(d + n))));
    dynamics.push({
      F: plus(A, times(B, found.by)),
      f: plus(plus(expected, column(next), -1), times(B, offset(found, centre, d + n, d + 2 * n + 1))),
      W: symmetric(timesTransposed(times(B, found.covariance), B)),
    });
    costs.push(costAt(rollouts, next.subarray(0, n), t + 1, d));
  }
  const start = { mean: dense(d, 1), covariance: dense(d, d) };
  return { dynamics, costs, reference, start, states, actions };
}

/** Mean and covariance, in units of `unit`. */
interface Moments {
  readonly mean: Vector;
  readonly covariance: Dense;
}

/** (1) */
function posterior(points: readonly Vector[], prior: Moments): Moments {
  const [R, D] = [points.length, prior.mean.length];
  const own = mean(points);
  const covariance = dense(D, D);
  const off = own.map((v, i) => v - prior.mean[i]!);
  for (let i = 0; i < D; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = (R / (R + 1)) * off[i]! * off[j]!;
      for (const point of points) sum += (point[i]! - own[i]!) * (point[j]! - own[j]!);
      const value = (prior.covariance.data[i * D + j]! + sum) / (R + 1) + (i === j ? RIDGE : 0);
      covariance.data[i * D + j] = value;
      covariance.data[j * D + i] = value;
    }
  }
  return { mean: own.map((v, i) => (prior.mean[i]! + R * v) / (R + 1)), covariance };
}

/** A linear regression of some coordinates on those before them, in the units of the transitions. */
interface Regression {
  readonly by: Dense;
  readonly covariance: Dense;
  readonly mean: Vector;
}

/** (2): the coordinates from, ..., to - 1 given all before them. */
function conditional({ mean, covariance: S }: Moments, unit: Vector, from: number, to: number): Regression {
  const [z, y] = [[0, from] as const, [from, to] as const];
  const Szy = part(S, z, y);
  const by = transposed(choleskySolve(factored(part(S, z, z), 'the covariance of states'), Szy));
  const rest = plus(part(S, y, y), times(by, Szy), -1);
  const width = to - from;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < from; j++) by.data[i * from + j]! *= unit[from + i]! / unit[j]!;
    for (let j = 0; j < width; j++) rest.data[i * width + j]! *= unit[from + i]! * unit[from + j]!;
  }
  return { by, covariance: symmetric(rest), mean: mean.map((v, i) => v * unit[i]!) };
}

/** How far a regression is from the centre's y at the centre's z. */
function offset({ by, mean }: Regression, centre: Vector, from: number, to: number): Dense {
  const z = column(centre.subarray(0, from).map((v, i) => v - mean[i]!));
  return plus(times(by, z), column(centre.subarray(from, to).map((v, i) => v - mean[from + i]!)), -1);
}

/**
 * f around a point: its gradient, and its second derivative by central differences of gradients, negative curvature left out.
 */
function costAt({ problem }: Rollouts, x: Vector, t: number, d: number): QuadraticCost {
  const n = x.length;
  const H = dense(n, n);
  for (let i = 0; i < n; i++) {
    const h = 1e-5 * Math.max(1, Math.abs(x[i]!));
    const slope = (by: number): Vector => problem.look(x.with(i, x[i]! + by), t).gradient;
    const [up, down] = [slope(h), slope(-h)];
    for (let j = 0; j < n; j++) H.data[i * n + j] = (up[j]! - down[j]!) / (2 * h);
  }
  const whole = dense(d, d);
  place(whole, convex(symmetric(H)), 0, 0);
  const h = dense(d, 1);
  h.data.set(problem.look(x, t).gradient);
  return { H: whole, h };
}

/** The matrix without its negative eigenvalues. */
function convex({ rows: n, data }: Dense): Dense {
  const matrix = Matrix.from1DArray(n, n, data);
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const rows = dense(n, n); // of eigenvectors, by the roots of their eigenvalues
  realEigenvalues.forEach((value, k) => {
    const root = Math.sqrt(Math.max(0, value));
    for (let i = 0; i < n; i++) rows.data[k * n + i] = root * eigenvectorMatrix.get(i, k);
  });
  return transposedTimes(rows, rows);
}

function lastStates(rollouts: Rollouts, history: number): readonly Vector[] {
  return Array.from({ length: rollouts.rows }, (_, r) => stateOf(rollouts, rollouts.a.length, r, history));
}

function mean(points: readonly Vector[]): Vector {
  const sum = new Float64Array(points[0]!.length);
  for (const point of points) for (let i = 0; i < sum.length; i++) sum[i]! += point[i]!;
  return sum.map((v) => v / points.length);
}

/** The standard deviation of each coordinate; 1 where it does not vary. */
function scales(points: readonly Vector[]): Vector {
  const centre = mean(points);
  const squares = new Float64Array(centre.length);
  for (const point of points) for (let i = 0; i < squares.length; i++) squares[i]! += (point[i]! - centre[i]!) ** 2;
  return squares.map((v) => Math.sqrt(v / points.length) || 1);
}
