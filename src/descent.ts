/**
 * Gradient methods as update rules: a method says how to step from a point and its gradient, and is spared what is the same
 * for all of them.
 *
 * Deviation from every rule's paper: in a box the step is projected onto [0,1]^n. And where an evaluation fails, so that
 * there is no gradient, the rule is not told: the step is halved, back towards the last point that had a gradient, until
 * there is one again. Where there never was one yet, the next point is drawn at random, as a restart.
 */
import type { Vector } from './math/vector.ts';
import type { Optimizer, Setup } from './optimizer.ts';

/**
 * The next point, from this one, its gradient and its value; the rule keeps its own state (moments, a step count) and
 * changes neither argument. `next` is a fresh vector of zeros that it may write the answer into and return; a vector of its
 * own that it returns instead is copied.
 */
export type UpdateRule = (x: Vector, gradient: Vector, value: number, next: Vector) => Vector;

/** A rule that stands elsewhere than where it asks for gradients: on an average of its iterates. */
export interface AveragingRule {
  readonly step: UpdateRule;
  /** The point that belongs to the last gradient: what it would have returned if it had been stopped instead of told. */
  stands(): Vector;
}

/** Makes an optimizer of order 1 of an update rule; `rule` is called once a run. */
export function descent(spec: {
  readonly name: string;
  readonly source: string;
  readonly unfit?: Optimizer['unfit'];
  readonly rule: (setup: Setup) => UpdateRule | AveragingRule;
}): Optimizer {
  const { name, source, unfit, rule } = spec;
  return {
    name,
    source,
    order: 1,
    ...(unfit && { unfit }),
    start(setup) {
      const { space, x0, rng } = setup;
      const made = rule(setup);
      const update = typeof made === 'function' ? made : made.step;
      let last: Vector | undefined;
      let x = x0;
      let out = false;
      return {
        ask() {
          if (out) return 'wait';
          out = true;
          return x;
        },
        tell({ gradient, value }) {
          out = false;
          const next = new Float64Array(space.dim);
          if (gradient !== undefined) {
            last = x;
            const answer = update(x, gradient, value, next);
            if (answer !== next) next.set(answer);
            legalise(next, space.bounded, x);
          } else if (last !== undefined) {
            for (let i = 0; i < next.length; i++) next[i] = x[i]! / 2 + last[i]! / 2;
          } else {
            for (let i = 0; i < next.length; i++) next[i] = space.bounded ? rng.next() : x0[i]! + rng.normal();
          }
          x = next;
        },
        ...(typeof made !== 'function' && {
          current() {
            const stand = (last === undefined ? x : made.stands()).slice();
            legalise(stand, space.bounded, x);
            return stand;
          },
        }),
      };
    },
  };
}

/** Projects a point onto the box, in place; a coordinate that overflowed stays where it was. */
export function legalise(next: Vector, bounded: boolean, was: Vector): void {
  if (!bounded && allFinite(next)) return;
  for (let i = 0; i < next.length; i++) {
    const v = next[i]!;
    if (bounded) next[i] = v >= 0 ? Math.min(1, v) : v < 0 ? 0 : was[i]!;
    else if (!Number.isFinite(v)) next[i] = was[i]!;
  }
}

/**
 * Whether all are finite, by their sum: it is not where one of them is not. Numbers so large that their sum overflows are looked at
 * one by one. Four sums, so that no addition waits for another.
 */
function allFinite(x: Vector): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const even = x.length & ~3;
  for (let i = 0; i < even; i += 4) {
    a += x[i]!;
    b += x[i + 1]!;
    c += x[i + 2]!;
    d += x[i + 3]!;
  }
  for (let i = even; i < x.length; i++) a += x[i]!;
  return Number.isFinite(a + b + c + d);
}
