/**
 * Linear-quadratic-Gaussian control with a penalty for leaving a reference: the controllers that minimise
 *
 *   E_p[ sum_t c_t(s_t) ] + eta sum_t E_p[ KL(p_t(a | s) || r_t(a | s)) ]                                         (1)
 *
 * by one pass backward, and the divergence that they have come to by one pass forward. Levine & Abbeel (2014), section 3 and
 * appendix A; with eta -> 0 it is the linear-quadratic regulator.
 *
 *   Q(s, a) = c(s) / eta - log r(a | s) + V'(F [s; a] + f)                                                          (2)
 *   K = -Q_aa^-1 Q_as,  k = -Q_aa^-1 q_a,  C = Q_aa^-1                                                              (3)
 *   V = Q_ss + Q_sa K,  v = q_s + Q_sa k                                                                            (4)
 */
import { Matrix } from 'ml-matrix';
import {
  type Gaussian,
  inverted,
  type LinearDynamics,
  type LinearGaussian,
  type QuadraticCost,
  symmetric,
} from './linear-gaussian.ts';

/** A trajectory's surroundings: dynamics and reference for T steps, costs of the T states after them. */
export interface Surroundings {
  readonly dynamics: readonly LinearDynamics[];
  readonly costs: readonly QuadraticCost[];
  readonly reference: readonly LinearGaussian[];
  /** Where trajectories begin. */
  readonly start: Gaussian;
}

/** The controllers that minimise (1). */
export function backward({ dynamics, costs, reference }: Surroundings, eta: number): readonly LinearGaussian[] {
  const T = dynamics.length;
  const controllers: LinearGaussian[] = new Array(T);
  const d = dynamics[0]!.F.rows;
  let V = Matrix.zeros(d, d);
  let v = Matrix.zeros(d, 1);
  for (let t = T - 1; t >= 0; t--) {
    const { F, f } = dynamics[t]!;
    const { K, k, P } = reference[t]!;
    V.add(Matrix.mul(costs[t]!.H, 1 / eta));
    v.add(Matrix.mul(costs[t]!.h, 1 / eta));
    const Ft = F.transpose();
    const Q = Ft.mmul(V).mmul(F); // (2)
    const q = Ft.mmul(Matrix.add(V.mmul(f), v));
    const n = F.columns;
    const part = (rows: readonly [number, number], cols: readonly [number, number]): Matrix =>
      Q.subMatrix(rows[0], rows[1] - 1, cols[0], cols[1] - 1);
    const [s, a] = [[0, d] as const, [d, n] as const];
    const PK = P.mmul(K);
    const Pk = P.mmul(k);
    const Kt = K.transpose();
    const Qss = part(s, s).add(Kt.mmul(PK));
    const Qas = part(a, s).sub(PK);
    const Qaa = part(a, a).add(P);
    const qs = q.subMatrix(0, d - 1, 0, 0).add(Kt.mmul(Pk));
    const qa = q.subMatrix(d, n - 1, 0, 0).sub(Pk);
    const { inverse: C, logDet } = inverted(symmetric(Qaa), 'Q_aa');
    const next = { K: Matrix.mul(C.mmul(Qas), -1), k: Matrix.mul(C.mmul(qa), -1), C, P: Qaa, logDet: -logDet }; // (3)
    controllers[t] = next;
    const Qsa = Qas.transpose();
    V = symmetric(Matrix.add(Qss, Qsa.mmul(next.K))); // (4)
    v = Matrix.add(qs, Qsa.mmul(next.k));
  }
  return controllers;
}

/** sum_t E_p[ KL(p_t || r_t) ], p being what the controllers make of the dynamics. */
export function divergence(
  controllers: readonly LinearGaussian[],
  { dynamics, reference, start }: Surroundings,
): number {
  let { mean, covariance } = start;
  let sum = 0;
  controllers.forEach((p, t) => {
    const r = reference[t]!;
    const dK = Matrix.sub(p.K, r.K);
    const off = Matrix.add(dK.mmul(mean), Matrix.sub(p.k, r.k));
    const spread = Matrix.add(dK.mmul(covariance).mmul(dK.transpose()), p.C);
    sum +=
      0.5 * (traceOf(r.P, spread) - r.P.rows + r.logDet - p.logDet + off.transpose().mmul(r.P.mmul(off)).get(0, 0));
    ({ mean, covariance } = onward({ mean, covariance }, p, dynamics[t]!));
  });
  return sum;
}

/** The states after one step. */
export function onward(
  { mean, covariance: S }: Gaussian,
  { K, k, C }: LinearGaussian,
  dynamics: LinearDynamics,
): Gaussian {
  const { F, f, W } = dynamics;
  const [d, m] = [K.columns, K.rows];
  const both = Matrix.zeros(d + m, d + m);
  const KS = K.mmul(S);
  both.setSubMatrix(S, 0, 0);
  both.setSubMatrix(KS, d, 0);
  both.setSubMatrix(KS.transpose(), 0, d);
  both.setSubMatrix(Matrix.add(KS.mmul(K.transpose()), C), d, d);
  const centre = Matrix.zeros(d + m, 1);
  centre.setSubMatrix(mean, 0, 0);
  centre.setSubMatrix(Matrix.add(K.mmul(mean), k), d, 0);
  return {
    mean: Matrix.add(F.mmul(centre), f),
    covariance: symmetric(Matrix.add(F.mmul(both).mmul(F.transpose()), W)),
  };
}

/** tr(A B), both symmetric. */
function traceOf(A: Matrix, B: Matrix): number {
  let sum = 0;
  for (let i = 0; i < A.rows; i++) for (let j = 0; j < A.columns; j++) sum += A.get(i, j) * B.get(i, j);
  return sum;
}
