/**
 * What a step has at hand, in plain loops.
 *
 *   m, v, gamma   averages of g, g^2, g^3; decays 0.9, 0.999, 0.999, from zero                  Bello et al. (2017), section 3
 *   adam          m1 / (1 - 0.9^t) / (sqrt(v1 / (1 - 0.999^t)) + 1e-8), t from 1                Kingma & Ba (2015), Algorithm 1
 *   rmsprop       g / (sqrt(r) + 1e-8), r the average of g^2 with decay 0.9                     Tieleman & Hinton (2012)
 *   noise         N(0, 0.01), annealed N(0, 1 / (1 + t)^0.55), variances
 *   linear        1 - t / T                  cosine(k)  (1 + cos(2 pi k t / T)) / 2
 *   restart(k)    (1 + cos(pi ((k t) mod T) / T)) / 2
 */
import type { Rng } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import type { Cycle, Signal } from './expression.ts';
import { forget } from './operations.ts';

const EPSILON = 1e-8;

/** One step: where it is taken from, the gradient there, and its number t of T. */
export interface Step {
  w: Vector;
  g: Vector;
  t: number;
  readonly T: number;
}

/** A signal of n numbers: fills `out` at every step. */
export type Source = (out: Vector, step: Step) => void;

/** What makes a signal; it keeps averages of its own. Linear is the one that is a single number. */
export const sources: Readonly<Record<Signal, (dim: number, rng: Rng) => Source>> = {
  g:
    () =>
    (out, { g }) =>
      out.set(g),
  w:
    () =>
    (out, { w }) =>
      out.set(w),
  m:
    () =>
    (out, { g }) =>
      forget(out, g, 1, 0.9),
  v:
    () =>
    (out, { g }) =>
      forget(out, g, 2, 0.999),
  gamma:
    () =>
    (out, { g }) =>
      forget(out, g, 3, 0.999),
  adam(dim) {
    const [m, v] = [new Float64Array(dim), new Float64Array(dim)];
    return (out, { g, t }) => {
      forget(m, g, 1, 0.9);
      forget(v, g, 2, 0.999);
      const [first, second] = [1 - 0.9 ** (t + 1), 1 - 0.999 ** (t + 1)];
      for (let i = 0; i < out.length; i++) out[i] = m[i]! / first / (Math.sqrt(v[i]! / second) + EPSILON);
    };
  },
  rmsprop(dim) {
    const r = new Float64Array(dim);
    return (out, { g }) => {
      forget(r, g, 2, 0.9);
      for (let i = 0; i < out.length; i++) out[i] = g[i]! / (Math.sqrt(r[i]!) + EPSILON);
    };
  },
  noise: (_, rng) => (out) => {
    for (let i = 0; i < out.length; i++) out[i] = 0.1 * rng.normal();
  },
  annealed:
    (_, rng) =>
    (out, { t }) => {
      const deviation = (1 + t) ** (-0.55 / 2);
      for (let i = 0; i < out.length; i++) out[i] = deviation * rng.normal();
    },
  linear:
    () =>
    (out, { t, T }) => {
      out[0] = Math.max(0, 1 - t / T);
    },
};

/** A decay with periods, one number a step. */
export function cycle(name: Cycle, periods: number): Source {
  return name === 'cosine'
    ? (out, { t, T }) => {
        out[0] = (1 + Math.cos((2 * Math.PI * periods * t) / T)) / 2;
      }
    : (out, { t, T }) => {
        out[0] = (1 + Math.cos((Math.PI * ((periods * t) % T)) / T)) / 2;
      };
}
