/**
 * Linear-quadratic-Gaussian control with a penalty for leaving a reference: the controllers that minimise
 *
 *   E_p[ sum_t c_t(s_t) ] + eta sum_t E_p[ KL(p_t(a | s) || r_t(a | s)) ]                                         (1)
 *
 * by one pass backward, and the divergence that they have come to by one pass forward. Levine & Abbeel (2014), section 3 and
 * appendix A; with eta -> 0 it is the linear-quadratic regulator.
 *
 *   Q(s, a) = -log r(a | s) + V'(F [s; a] + f),  V' with c(s') / eta                                               (2)
 *   K = -Q_aa^-1 Q_as,  k = -Q_aa^-1 q_a,  C = Q_aa^-1                                                             (3)
 *   V = Q_ss + Q_sa K,  v = q_s + Q_sa k                                                                           (4)
 */
import {
  choleskyLogDet,
  choleskyOf,
  choleskySolve,
  dense,
  identity,
  part,
  place,
  plus,
  scaled,
  symmetric,
  times,
  timesTransposed,
  traceOfProduct,
  transposed,
  transposedTimes,
} from '../../math/dense.ts';
import type { Gaussian, LinearDynamics, LinearGaussian, QuadraticCost } from './linear-gaussian.ts';

/** A trajectory's surroundings: dynamics and reference for T steps, costs of the T states after them. */
export interface Surroundings {
  readonly dynamics: readonly LinearDynamics[];
  readonly costs: readonly QuadraticCost[];
  readonly reference: readonly LinearGaussian[];
  /** Where trajectories begin. */
  readonly start: Gaussian;
}

/** The controllers that minimise (1); undefined where rounding leaves no Q_aa positive definite, at too small an eta. */
export function backward(
  { dynamics, costs, reference }: Surroundings,
  eta: number,
): readonly LinearGaussian[] | undefined {
  const T = dynamics.length;
  const controllers: LinearGaussian[] = new Array(T);
  const d = dynamics[0]!.F.rows;
  let V = dense(d, d);
  let v = dense(d, 1);
  for (let t = T - 1; t >= 0; t--) {
    const { F, f } = dynamics[t]!;
    const { K: R, k: r, P } = reference[t]!;
    V = plus(V, costs[t]!.H, 1 / eta);
    v = plus(v, costs[t]!.h, 1 / eta);
    const Q = transposedTimes(F, times(V, F)); // (2)
    const q = transposedTimes(F, plus(times(V, f), v));
    const [s, a, all] = [[0, d] as const, [d, F.cols] as const, [0, 1] as const];
    const PR = times(P, R);
    const Pr = times(P, r);
    const Qss = plus(part(Q, s, s), transposedTimes(R, PR));
    const Qas = plus(part(Q, a, s), PR, -1);
    const Qaa = symmetric(plus(part(Q, a, a), P));
    const qs = plus(part(q, s, all), transposedTimes(R, Pr));
    const qa = plus(part(q, a, all), Pr, -1);
    const L = choleskyOf(Qaa);
    if (L === undefined) return undefined;
    const C = symmetric(choleskySolve(L, identity(Qaa.rows)));
    const [K, k] = [scaled(times(C, Qas), -1), scaled(times(C, qa), -1)]; // (3)
    controllers[t] = { K, k, C, P: Qaa, logDet: -choleskyLogDet(L) };
    V = symmetric(plus(Qss, transposedTimes(Qas, K))); // (4)
    v = plus(qs, transposedTimes(Qas, k));
  }
  return controllers;
}

/** sum_t E_p[ KL(p_t || r_t) ], p being what the controllers make of the dynamics. */
export function divergence(
  controllers: readonly LinearGaussian[],
  { dynamics, reference, start }: Surroundings,
): number {
  let states = start;
  let sum = 0;
  controllers.forEach((p, t) => {
    const r = reference[t]!;
    const D = plus(p.K, r.K, -1);
    const off = plus(times(D, states.mean), plus(p.k, r.k, -1));
    const spread = plus(timesTransposed(times(D, states.covariance), D), plus(p.C, timesTransposed(off, off)));
    sum += 0.5 * (traceOfProduct(r.P, spread) - r.P.rows + r.logDet - p.logDet);
    states = onward(states, p, dynamics[t]!);
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
  const [m, d] = [K.rows, K.cols];
  const both = dense(d + m, d + m);
  const KS = times(K, S);
  place(both, S, 0, 0);
  place(both, KS, d, 0);
  place(both, transposed(KS), 0, d);
  place(both, plus(timesTransposed(KS, K), C), d, d);
  const centre = dense(d + m, 1);
  place(centre, mean, 0, 0);
  place(centre, plus(times(K, mean), k), d, 0);
  return {
    mean: plus(times(F, centre), f),
    covariance: symmetric(plus(timesTransposed(times(F, both), F), W)),
  };
}
