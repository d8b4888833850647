/**
 * The same problem in other units: f(x / c), begun at c x_0, with a factor for every coordinate. Wichrowska et al. (2017)
 * rescale by one factor; Lv et al. (2017), Learning Gradient Descent: Better Generalization and Longer Horizons, section 4.1, by one for every coordinate.
 */
import type { Rng } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import { type Block, type Observation, type Problem, sizeOf } from '../problem.ts';
import { changed, relayed } from './change.ts';

/** f(x / c) on R^n; c is one factor, or one for every coordinate. */
export function rescaled(problem: Problem, factor: number | Vector): Problem {
  const { space } = problem;
  if (space.bounded) throw new Error(`rescaled: ${problem.id} lives in a box, which has units of its own`);
  const c = typeof factor === 'number' ? new Float64Array(space.dim).fill(factor) : factor;
  if (c.length !== space.dim || !c.every((v) => v > 0 && v < Number.POSITIVE_INFINITY)) {
    throw new Error(`rescaled: ${problem.id} needs ${space.dim} factors above 0, got [${c.slice(0, 6).join(', ')}]`);
  }
  const down = (x: Vector): Vector => quotient(x, c);
  const up = (theta: unknown): Vector => (theta as Vector).map((v, i) => v * c[i]!);
  const { init, judge, accuracy, clean } = problem;
  return changed(problem, {
    facts: { ...problem.facts, scale: typeof factor === 'number' ? factor : Array.from(factor) },
    get minimizers() {
      return problem.minimizers?.map(up);
    },
    init: (rng) => up(init === undefined ? new Float64Array(space.dim) : init.call(problem, rng)),
    ...(judge !== undefined && { judge: (x: unknown) => judge.call(problem, down(x as Vector)) }),
    ...(accuracy !== undefined && { accuracy: (x: unknown) => accuracy.call(problem, down(x as Vector)) }),
    ...(clean !== undefined && { clean: rescaled(clean, factor) }),
    start: relayed(problem, {
      question: down,
      answer: (observation: Observation) =>
        observation.gradient === undefined
          ? observation
          : { ...observation, gradient: quotient(observation.gradient, c) },
    }),
  });
}

/** Factors drawn log-uniformly from [1 / most, most]: one for every coordinate, or for every one of these blocks. */
export function drawFactors(most: number, dim: number, blocks: readonly Block[] | undefined, rng: Rng): Vector {
  const draw = (): number => most ** (2 * rng.next() - 1);
  if (blocks === undefined) return Float64Array.from({ length: dim }, draw);
  return Float64Array.from(blocks.flatMap((block) => new Array<number>(sizeOf(block)).fill(draw())));
}

function quotient(x: Vector, c: Vector): Vector {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = x[i]! / c[i]!;
  return result;
}
