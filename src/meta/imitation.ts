/**
 * Imitation of a teacher: a rule learns to propose what another, already trained, would propose in its place. Some rows of a batch
 * go where the teacher goes; the others go where the rule goes itself, and are told what the teacher would have done there, so
 * that it also learns the way back from its own mistakes (Ross, Gordon & Bagnell 2011, A reduction of imitation learning and
 * structured prediction to no-regret online learning: dataset aggregation).
 *
 *   loss = mean over steps and coordinates of (5 (x_t - x'_t))^2,  x' the teacher's; and the rule's own losses
 *
 * In units of a fifth of the cube, as networks see points. No gradient goes through a point or its value: there is no search in
 * this loss, only memory and habit. What it is for: the loss of a trajectory tells a network hardly anything before it can
 * remember where it found what.
 */
import type { Batch } from '../family.ts';
import type { LearnedOptimizer, Theta } from '../learned.ts';
import type { Node, Tape } from '../tensor/tape.ts';
import { matrixShape, type Weights } from '../tensor/weights.ts';
import { type Loss, squaredMiss, withAuxiliary } from './losses.ts';
import type { Schedule } from './schedule.ts';

/** Whom to imitate: a rule and its trained weights for a dimension. */
export interface Teacher {
  readonly rule: LearnedOptimizer;
  weights(dim: number): Weights;
}

/** What a phase is for, where it is not a loss of trajectories. JSON. */
export interface Imitation {
  readonly imitation: {
    /** The share of a batch's rows that go where the rule itself proposes, from 0 to 1. */
    readonly own: number;
  };
}

/** The same with its teacher. */
export interface Lesson extends Imitation {
  readonly teacher: Teacher;
}

/** Whether a phase is for imitation. */
export function isImitation(loss: Loss | Imitation): loss is Imitation {
  return typeof loss === 'object' && 'imitation' in loss;
}

/** Whether its teacher is known. */
export function isLesson(loss: Loss | Lesson): loss is Lesson {
  return typeof loss === 'object' && 'teacher' in loss;
}

const UNIT = 5;

/** The loss of a batch of lessons, 1 x 1. */
export function lessonLoss<State>(
  tape: Tape,
  rule: LearnedOptimizer<State>,
  theta: Theta,
  { teacher, imitation: { own } }: Lesson,
  batch: Batch,
  { told }: Schedule,
): Node {
  const [B, dim] = [batch.size, batch.space.dim];
  const functions = batch.on(tape);
  const mastery = constants(tape, teacher.weights(dim));
  const [points, values, violations]: [Node[], Node[], Node[]] = [[], [], []];
  const [misses, auxiliary]: [Node[], Node[]] = [[], []];
  let state = rule.begin(tape, theta, { dim, size: B });
  let wisdom = teacher.rule.begin(tape, mastery, { dim, size: B });
  for (const from of told) {
    const seen =
      from === undefined
        ? undefined
        : { x: points[from]!, value: values[from]!, ...(functions.violation && { violation: violations[from]! }) };
    const standing = rule.step(tape, theta, state, seen);
    const right = teacher.rule.step(tape, mastery, wisdom, seen);
    [state, wisdom] = [standing.state, right.state];
    if (standing.auxiliary) auxiliary.push(standing.auxiliary);
    misses.push(squaredMiss(tape, standing.x, tape.numbers(right.x), UNIT));
    const next = Float32Array.from(tape.numbers(right.x));
    const free = Math.round(own * B) * dim;
    next.set(tape.numbers(standing.x).subarray(0, free));
    const x = tape.constant(next, B, dim);
    const value = functions.value(x);
    points.push(x);
    values.push(functions.observed?.(x, value) ?? value);
    if (functions.violation) violations.push(functions.violation(x));
  }
  return withAuxiliary(tape, withAuxiliary(tape, tape.constant([0], 1, 1), misses), auxiliary);
}

/** Weights that are not learned. */
function constants(tape: Tape, weights: Weights): Theta {
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [name, tape.constant(weight.data, ...matrixShape(weight, name))]),
  );
}
