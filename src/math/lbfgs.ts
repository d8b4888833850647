/**
 * Minimisation of a smooth function in a box: projected L-BFGS. The quasi-Newton step is taken in the free coordinates only,
 * those that are not held at a bound by the gradient, and is bent along the box by projection (Bertsekas 1982, Projected
 * Newton methods, SIAM J. Control Optim. 20; Kim, Sra & Dhillon 2010). Two-loop recursion: Nocedal & Wright (2006),
 * Algorithm 7.4; sufficient decrease: eq. 3.4; interpolation: eq. 3.57.
 *
 *   x, g  n   the iterate and its gradient        s, y   n   their last changes, up to `memory` pairs
 *   p     n   search direction                    t      step along it
 */
import { dot, type Vector } from './vector.ts';

/** A function that writes its gradient where it is told to. It may return Infinity or NaN where it is not defined. */
export type Differentiable = (x: Vector, gradient: Vector) => number;

/** The settings of a minimisation. */
export interface LbfgsOptions {
  /** Lower bounds; none where left out. */
  readonly low?: Vector;
  /** Upper bounds; none where left out. */
  readonly high?: Vector;
  readonly iterations?: number;
  readonly evaluations?: number;
  /** Ends where no component of the projected gradient is above this. */
  readonly gradientTolerance?: number;
  /** Ends where a step gains less than this, relative to the value or 1. */
  readonly valueTolerance?: number;
  readonly memory?: number;
}

/** Where a minimisation ended. */
export interface Minimum {
  readonly x: Vector;
  readonly value: number;
  readonly evaluations: number;
}

interface Pair {
  readonly s: Vector;
  readonly y: Vector;
  /** 1 / s'y */
  readonly rho: number;
}

const SUFFICIENT = 1e-4;
const CURVATURE = 1e-10;

/** Minimises from x0, which is projected into the box first. Never returns a value above the one there. */
export function lbfgs(f: Differentiable, x0: Vector, options: LbfgsOptions = {}): Minimum {
  const { iterations = 100, evaluations: limit = 10 * iterations, memory = 8 } = options;
  const { gradientTolerance = 1e-8, valueTolerance = 1e-14 } = options;
  const low = options.low ?? new Float64Array(x0.length).fill(Number.NEGATIVE_INFINITY);
  const high = options.high ?? new Float64Array(x0.length).fill(Number.POSITIVE_INFINITY);
  const clip = (value: number, i: number): number => Math.min(high[i]!, Math.max(low[i]!, value));

  const pairs: Pair[] = [];
  let x: Vector = x0.map(clip);
  let g: Vector = new Float64Array(x.length);
  let value = f(x, g);
  let evaluations = 1;
  for (let iteration = 0; iteration < iterations && Number.isFinite(value); iteration++) {
    const free = g.map((gi, i) => ((x[i]! <= low[i]! && gi > 0) || (x[i]! >= high[i]! && gi < 0) ? 0 : 1));
    const steepest = g.map((gi, i) => -gi * free[i]!);
    const size = largest(steepest);
    if (size <= gradientTolerance) break;
    let p = pairs.length === 0 ? steepest : quasiNewton(steepest, free, pairs);
    if (dot(p, g) >= 0) p = steepest;
    // Nothing is known of the curvature before the first step: move by at most 1 / 10.
    let t = pairs.length === 0 ? Math.min(1, 0.1 / size) : 1;

    let accepted: { readonly x: Vector; readonly g: Vector; readonly value: number } | undefined;
    while (evaluations < limit) {
      const next = x.map((xi, i) => clip(xi + t * p[i]!, i));
      const gained = next.reduce((sum, xi, i) => sum + g[i]! * (xi - x[i]!), 0);
      if (gained >= 0) break;
      const nextG = new Float64Array(x.length);
      const nextValue = f(next, nextG);
      evaluations++;
      if (nextValue <= value + SUFFICIENT * gained) {
        accepted = { x: next, g: nextG, value: nextValue };
        break;
      }
      // The least of the parabola through what is known, kept within [t / 10, t / 2].
      const parabola = (-0.5 * gained) / (nextValue - value - gained);
      t *= Number.isFinite(nextValue) ? Math.min(0.5, Math.max(0.1, parabola)) : 0.1;
    }
    if (accepted === undefined) {
      if (pairs.length === 0 || evaluations >= limit) break;
      pairs.length = 0;
      continue;
    }
    const s = accepted.x.map((xi, i) => xi - x[i]!);
    const y = accepted.g.map((gi, i) => gi - g[i]!);
    const curvature = dot(s, y);
    if (curvature > CURVATURE * Math.sqrt(dot(s, s) * dot(y, y))) {
      pairs.push({ s, y, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
    const gain = value - accepted.value;
    ({ x, g, value } = accepted);
    if (gain <= valueTolerance * Math.max(1, Math.abs(value))) break;
  }
  return { x, value, evaluations };
}

/** Algorithm 7.4 in the free coordinates: -H g. */
function quasiNewton(steepest: Vector, free: Vector, pairs: readonly Pair[]): Vector {
  const p = steepest.slice();
  const alpha = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, rho } = pairs[k]!;
    alpha[k] = rho * dot(s, p);
    for (let i = 0; i < p.length; i++) p[i]! -= alpha[k]! * y[i]! * free[i]!;
  }
  const { y, rho } = pairs.at(-1)!;
  const scale = 1 / (rho * dot(y, y));
  for (let i = 0; i < p.length; i++) p[i]! *= scale;
  for (const [k, { s, y, rho }] of pairs.entries()) {
    const beta = rho * dot(y, p);
    for (let i = 0; i < p.length; i++) p[i]! += (alpha[k]! - beta) * s[i]! * free[i]!;
  }
  return p;
}

function largest(a: Vector): number {
  let size = 0;
  for (const value of a) size = Math.max(size, Math.abs(value));
  return size;
}
