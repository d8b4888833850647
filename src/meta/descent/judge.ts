/**
 * How good a gradient method is on problems of a family: one number, less is better; and the same for tuned Adam, the
 * yardstick that stands beside every learning curve.
 */
import type { UpdateRule } from '../../descent.ts';
import { stream } from '../../math/random.ts';
import type { Vector } from '../../math/vector.ts';
import type { Setup } from '../../optimizer.ts';
import { plainAdam } from './adam.ts';
import type { OpenProblem, ProblemBatch } from './problems.ts';
import type { DescentValidation } from './recipe.ts';

/** Values before and after every step. */
export function trajectory(problem: OpenProblem, steps: number, rule: (setup: Setup) => UpdateRule): Float64Array {
  const { start, problem: of } = problem;
  const step = rule({
    space: of.space,
    ...(of.blocks && { blocks: of.blocks }),
    x0: start,
    budget: steps,
    workers: 1,
    rng: stream('begin', of.id),
  });
  const values = new Float64Array(steps + 1);
  let x = start;
  for (let t = 0; t <= steps; t++) {
    const { value, gradient } = problem.look(x, t);
    values[t] = value;
    if (t < steps) x = stepped(step, x, gradient, value);
  }
  return values;
}

/** Where a rule goes; a coordinate that overflowed stays where it was. */
export function stepped(rule: UpdateRule, x: Vector, gradient: Vector, value: number): Vector {
  const next = rule(x, gradient, value, new Float64Array(x.length));
  return next.every(Number.isFinite) ? next : next.map((v, i) => (Number.isFinite(v) ? v : x[i]!));
}

/** A trajectory's worth. */
export function measured(values: Float64Array, first: number, measure: DescentValidation['measure']): number {
  const log = (value: number): number => Math.log10(Math.max(value, 1e-12 * Math.max(Math.abs(first), 1e-12)));
  const mean = (part: Float64Array, of: (value: number) => number): number =>
    part.reduce((sum, value) => sum + of(value), 0) / part.length;
  if (measure === 'sum') return mean(values, (value) => value);
  if (measure === 'log') return mean(values, (value) => log(value) - log(Math.abs(first)));
  return log(mean(values.subarray(Math.floor(0.9 * values.length)), (value) => value));
}

/** The mean over a batch. */
export function judged(
  batch: ProblemBatch,
  { steps, measure }: Pick<DescentValidation, 'steps' | 'measure'>,
  rule: (setup: Setup) => UpdateRule,
): number {
  const scores = batch.problems.map((problem) => measured(trajectory(problem, steps, rule), problem.first, measure));
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Adam at the best of these rates. */
const RATES = [1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1];

/** Tuned Adam on these very problems: better informed than anything that is judged beside it. */
export function tunedAdam(batch: ProblemBatch, validation: DescentValidation): number {
  return Math.min(...RATES.map((rate) => judged(batch, validation, ({ x0 }) => plainAdam(x0.length, rate))));
}
