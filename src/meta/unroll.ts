/** A batch of trajectories on a tape, and what a loss makes of them. Chen et al. (2017), section 2, figure 1. */
import type { Batch } from '../family.ts';
import type { LearnedOptimizer, Theta } from '../learned.ts';
import type { Node, Tape } from '../tensor/tape.ts';
import type { Schedule } from './schedule.ts';

/** What B trajectories of T evaluations leave on the tape. */
export interface Trajectories {
  /** T times [B, n]. */
  readonly points: readonly Node[];
  /** f at the points, without noise: T times [B, 1]. */
  readonly values: readonly Node[];
  /** T times [B, 1], where the family has constraints. */
  readonly violations: readonly Node[];
  /** The rule's own losses, step by step, where it has any. */
  readonly auxiliary: readonly Node[];
}

/** Runs a rule on a batch. */
export function unroll<State>(
  tape: Tape,
  rule: LearnedOptimizer<State>,
  theta: Theta,
  batch: Batch,
  { told }: Schedule,
): Trajectories {
  const functions = batch.on(tape);
  const [points, values, violations]: [Node[], Node[], Node[]] = [[], [], []];
  const [seen, auxiliary]: [Node[], Node[]] = [[], []];
  let state = rule.begin(tape, theta, { dim: batch.space.dim, size: batch.size });
  for (const from of told) {
    const result =
      from === undefined
        ? undefined
        : { x: points[from]!, value: seen[from]!, ...(functions.violation && { violation: violations[from]! }) };
    const standing = rule.step(tape, theta, state, result);
    state = standing.state;
    if (standing.auxiliary) auxiliary.push(standing.auxiliary);
    const value = functions.value(standing.x);
    points.push(standing.x);
    values.push(value);
    seen.push(functions.observed?.(standing.x, value) ?? value);
    if (functions.violation) violations.push(functions.violation(standing.x));
  }
  return { points, values, violations, auxiliary };
}

/**
 * The mean over problems of the best value after every step: values[t][b]. Under constraints infeasible steps do not count;
 * until a problem's first feasible step it counts with the worst of all its values.
 */
export function bestSoFar(
  values: readonly ArrayLike<number>[],
  violations: readonly ArrayLike<number>[] = [],
): Float64Array {
  const best = Float64Array.from(values[0]!, (_, b) =>
    violations.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...values.map((row) => row[b]!)),
  );
  return Float64Array.from(values, (row, t) => {
    let sum = 0;
    for (let b = 0; b < best.length; b++) {
      const infeasible = violations.length > 0 && violations[t]![b]! > 0;
      if (!infeasible) best[b] = Math.min(best[b]!, row[b]!);
      sum += best[b]!;
    }
    return sum / best.length;
  });
}
