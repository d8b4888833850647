/**
 * Methods that choose a direction and search along it, every evaluation of the search being one of the budget: quasi-Newton
 * methods and conjugate gradients. A method says the direction; the rest is the same for all of them.
 *
 *   x, f, g  n   the iterate, its value and its gradient       p  n   direction       P    projection onto the box
 *   s, y     n   their changes in the last step                t      step: the point tried is P(x + t p)
 *
 * In a box the coordinates held at a bound by the gradient are left out of p, and the path is bent along the box (Bertsekas
 * 1982, Projected Newton Methods). A search that finds nothing, be it for noise or for rounding, ends in evaluating x anew
 * and going on from there with steepest descent; a failed evaluation is a step that was too long.
 */
import { legalise } from '../descent.ts';
import { dot, type Vector } from '../math/vector.ts';
import { type Optimizer, type Sequence, type Setup, sequential, type Trial } from '../optimizer.ts';
import { lineSearch } from './line-search.ts';
import type { Method } from './settings.ts';

/** The last step that was taken, from which the next direction may be told. */
export interface LineStep {
  readonly p: Vector;
  /** The gradient where the step began. */
  readonly before: Vector;
  readonly s: Vector;
  readonly y: Vector;
}

/** The direction at a point with gradient g; `last` is undefined at the start and after a search that found nothing. */
export type Direction = (g: Vector, last: LineStep | undefined) => Vector;

const EVALUATIONS = 20; // of one search
const LONGEST = 1e10;
const GROWTH = 2; // of the first step of a search over the last one taken; near a minimum eq. 3.60 goes far beyond it

/** A method of this kind. */
export function lineMethod(spec: {
  readonly name: string;
  readonly source: string;
  /** The first step along the gradient is this times min(1, 1 / |g|_1). */
  readonly rate: number;
  readonly tuned?: number;
  /** How flat the line must be where a search ends: 0.9 for quasi-Newton methods, 0.1 for conjugate gradients. */
  readonly eta: number;
  /** Whether the natural step is 1, as Newton's; else it is told from the last one (Nocedal & Wright 2006, eq. 3.60). */
  readonly newton: boolean;
  readonly begin: (setup: Setup) => Direction;
}): Method {
  const { name, source, rate, tuned } = spec;
  return {
    name,
    rate,
    ...(tuned !== undefined && { tuned }),
    schedules: false,
    make: ({ name, rate }): Optimizer => ({
      name,
      source,
      order: 1,
      start(setup) {
        let x = setup.x0;
        const steps = () =>
          descend({ ...spec, rate, direction: spec.begin(setup) }, setup, (accepted) => {
            x = accepted;
          });
        return { ...sequential({ name, source, order: 1, steps }).start(setup), current: () => x };
      },
    }),
  };
}

interface Plan {
  readonly rate: number;
  readonly eta: number;
  readonly newton: boolean;
  readonly direction: Direction;
}

function* descend(
  { rate, eta, newton, direction }: Plan,
  { space: { dim, bounded }, x0, rng }: Setup,
  stand: (x: Vector) => void,
): Sequence {
  let x = x0;
  let here = yield x;
  while (here.gradient === undefined) {
    // The start fails: begin elsewhere.
    x = x0.map((v) => (bounded ? rng.next() : v + rng.normal()));
    stand(x);
    here = yield x;
  }
  let g = here.gradient;
  let f = here.value;
  let last: LineStep | undefined;
  let [decrease, step] = [0, 0]; // t d and t of the last step
  for (;;) {
    let p = free(direction(g, last), x, g, bounded);
    let d = dot(p, g);
    if (!(d < 0)) {
      last = undefined;
      p = free(
        g.map((v) => -v),
        x,
        g,
        bounded,
      );
      d = dot(p, g);
    }
    let taken: { readonly x: Vector; readonly trial: Trial; readonly t: number } | undefined;
    if (d < 0 && Number.isFinite(d)) {
      const natural = newton ? 1 : Math.min(GROWTH * step, decrease / d);
      const first = last === undefined ? rate * Math.min(1, 1 / sumOfSizes(g)) : natural;
      const search = lineSearch({ f, d }, first > 0 && first < LONGEST ? first : rate, {
        eta,
        longest: LONGEST,
        evaluations: EVALUATIONS,
      });
      const tried = new Map<number, { readonly x: Vector; readonly trial: Trial }>();
      let asked = search.next();
      while (!asked.done) {
        const t = asked.value;
        const next = new Float64Array(dim);
        for (let i = 0; i < dim; i++) next[i] = x[i]! + t * p[i]!;
        legalise(next, bounded, x);
        const trial: Trial = yield next;
        tried.set(t, { x: next, trial });
        const { gradient, value } = trial;
        asked = search.next(gradient && { f: value, d: slope(p, gradient, next, bounded) });
      }
      if (asked.value !== undefined) taken = { ...tried.get(asked.value.t)!, t: asked.value.t };
    }
    if (taken === undefined) {
      // Nothing lower along the line: what was known of x may be noise, and what was known of the curvature wrong.
      last = undefined;
      const again: Trial = yield x;
      if (again.gradient !== undefined) {
        f = again.value;
        g = again.gradient;
      }
      continue;
    }
    const after = taken.trial.gradient!;
    const s = new Float64Array(dim);
    const y = new Float64Array(dim);
    for (let i = 0; i < dim; i++) {
      s[i] = taken.x[i]! - x[i]!;
      y[i] = after[i]! - g[i]!;
    }
    last = { p, before: g, s, y };
    [decrease, step] = [taken.t * d, taken.t];
    ({ x } = taken);
    g = after;
    f = taken.trial.value;
    stand(x);
  }
}

/** The direction without the coordinates that stand at a bound and would leave the box; in place. */
function free(p: Vector, x: Vector, g: Vector, bounded: boolean): Vector {
  if (!bounded) return p;
  for (let i = 0; i < p.length; i++) {
    const held = (x[i]! <= 0 && (g[i]! > 0 || p[i]! < 0)) || (x[i]! >= 1 && (g[i]! < 0 || p[i]! > 0));
    if (held) p[i] = 0;
  }
  return p;
}

/** The slope along the bent path, where coordinates that have met a bound no longer move. */
function slope(p: Vector, g: Vector, x: Vector, bounded: boolean): number {
  if (!bounded) return dot(p, g);
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const met = (x[i]! <= 0 && p[i]! < 0) || (x[i]! >= 1 && p[i]! > 0);
    if (!met) sum += p[i]! * g[i]!;
  }
  return sum;
}

function sumOfSizes(a: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]!);
  return sum;
}
