/**
 * Gradient methods as update rules: a method says how to step from a point and its gradient, and is spared what is the same
 * for all of them.
 *
 * Deviation from every rule's paper: in a box the step is projected onto [0,1]^n. And where an evaluation fails, so that
 * there is no gradient, the rule is not told: the step is halved, back towards the last point that had a gradient, until
 * there is one again. Where there never was one yet, the next point is drawn at random, as a restart.
 */
import type { Vector } from './math/vector.ts';
import { type Optimizer, type Sequence, type Setup, sequential } from './optimizer.ts';

/** The next point, from this one, its gradient and its value; the rule keeps its own state (moments, a step count). */
export type UpdateRule = (x: Vector, gradient: Vector, value: number) => Vector;

/** Makes an optimizer of order 1 of an update rule; `rule` is called once a run. */
export function descent(spec: {
  readonly name: string;
  readonly source: string;
  readonly rule: (setup: Setup) => UpdateRule;
}): Optimizer {
  const { name, source, rule } = spec;
  return sequential({
    name,
    source,
    order: 1,
    *steps(setup): Sequence {
      const { space, x0, rng } = setup;
      const update = rule(setup);
      let last: Vector | undefined;
      let x = x0;
      for (;;) {
        const { gradient, value } = yield x;
        if (gradient !== undefined) {
          last = x;
          const next = update(x, gradient, value);
          x = next.map((v, i) => legal(v, space.bounded, x[i]!));
        } else if (last !== undefined) {
          const good = last;
          x = x.map((v, i) => v / 2 + good[i]! / 2);
        } else {
          x = x0.map((v) => (space.bounded ? rng.next() : v + rng.normal()));
        }
      }
    },
  });
}

/** A coordinate that overflowed stays where it was. */
function legal(v: number, bounded: boolean, was: number): number {
  if (bounded) return v >= 0 ? Math.min(1, v) : v < 0 ? 0 : was;
  return Number.isFinite(v) ? v : was;
}
