/**
 * A batch's meta-loss and its gradient in theta, in shares: every share of the batch is a tape of its own, and the shares'
 * gradients are summed in order. How a batch is cut depends on its size alone, so one thread and eight give the same sums.
 */
import type { Family, Rows } from '../family.ts';
import type { LearnedOptimizer } from '../learned.ts';
import { type Label, stream } from '../math/random.ts';
import type { FusedEngine } from '../tensor/fused.ts';
import type { Objective, Slope } from '../tensor/tape.ts';
import type { Weights } from '../tensor/weights.ts';
import { type Evolution, evolutionSlope } from './evolution.ts';
import { isLesson, type Lesson, lessonLoss } from './imitation.ts';
import { type Loss, meanLoss, withAuxiliary } from './losses.ts';
import type { Schedule } from './schedule.ts';
import { unroll } from './unroll.ts';

/** One batch's work: which functions, how far, towards what. */
export interface Assignment {
  readonly address: readonly Label[];
  readonly schedule: Schedule;
  readonly loss: Loss | Lesson;
  /** Where the gradient is estimated from losses: how, and by which random steps. */
  readonly evolution?: Evolution | undefined;
}

/** The largest share of a batch, enough rows to feed the kernels, and the least that is worth a thread. */
const [MOST, LEAST] = [64, 16];

/** A batch's shares: two at least, where it is large enough. */
export function shares(size: number): readonly Rows[] {
  const count = Math.max(Math.ceil(size / MOST), Math.min(2, Math.floor(size / LEAST)), 1);
  return Array.from({ length: count }, (_, i) => ({
    from: Math.round((i * size) / count),
    to: Math.round(((i + 1) * size) / count),
  }));
}

/** The meta-loss of some rows, the rule's own losses with it: the mean over them. */
export function objective(rule: LearnedOptimizer, family: Family, work: Assignment, rows: Rows): Objective {
  const batch = family.batch(work.address, rows);
  const { schedule, loss } = work;
  return (tape, theta) => {
    if (isLesson(loss)) return lessonLoss(tape, rule, theta, loss, batch, schedule);
    const trajectories = unroll(tape, rule, theta, batch, schedule);
    return withAuxiliary(tape, meanLoss(tape, loss, trajectories, batch), trajectories.auxiliary);
  };
}

/** One share's loss and gradient. */
export function shareSlope(
  engine: FusedEngine,
  rule: LearnedOptimizer,
  weights: Weights,
  family: Family,
  work: Assignment,
  rows: Rows,
): Slope {
  const loss = objective(rule, family, work, rows);
  if (work.evolution === undefined) return engine.slope(weights, loss);
  return evolutionSlope(engine, weights, loss, work.evolution, stream('evolution', ...work.address));
}

/** The batch's loss and gradient from its shares', in order; `counts` says how much of the whole each is. */
export function summed(parts: readonly Slope[], counts: readonly number[]): Slope {
  const gradient: Record<string, Float32Array> = {};
  let loss = 0;
  parts.forEach((part, p) => {
    const count = counts[p]!;
    loss += count * part.loss;
    for (const [name, slope] of Object.entries(part.gradient)) {
      gradient[name] ??= new Float32Array(slope.length);
      const sum = gradient[name];
      for (let i = 0; i < sum.length; i++) sum[i]! += count * slope[i]!;
    }
  });
  return { loss, gradient };
}

/** What means over some rows each count for in the mean over all. */
export function portions(rows: readonly Rows[]): readonly number[] {
  const size = rows.at(-1)!.to;
  return rows.map(({ from, to }) => (to - from) / size);
}
