/** What is minimised. A maximiser flips its sign here, once. */
import type { Rng } from './math/random.ts';
import type { Vector } from './math/vector.ts';
import type { Penalty } from './penalty.ts';
import type { Space } from './space.ts';

/** 0 reveals values; 1 reveals values and gradients. */
export type Order = 0 | 1;

/** What one evaluation gives. */
export interface Observation {
  readonly value: number;
  /** df/dpoint, one number per coordinate of the space; where order 1 was asked for. */
  readonly gradient?: Vector;
  /** What the report judges, where it comes free: the noise-free value, the held-out loss of the model just trained. */
  readonly score?: number;
  /** By how much constraints c_j(x) <= 0 are violated, sum_j max(c_j(x), 0); 0, or absent, where x is feasible. */
  readonly violation?: number;
}

/** Which evaluation this is. */
export interface Ticket {
  readonly id: number;
  /** What the optimizer will be told: an oracle may leave the gradient out at 0. */
  readonly order: Order;
  readonly signal: AbortSignal;
}

/**
 * Evaluates points. Its randomness (noise, minibatch) is a function of the rng it was opened with and of the ticket's id,
 * never of what was evaluated before: that is what lets a run be replayed, resumed and evaluated out of order.
 */
export interface Oracle<Point = unknown> {
  evaluate(point: Point, ticket: Ticket): Observation | Promise<Observation>;
  close?(): void | Promise<void>;
}

/** How x splits into named tensors: a network's weights and biases. */
export interface Block {
  readonly name: string;
  readonly shape: readonly number[];
}

/** How many numbers a tensor of this shape holds. */
export function sizeOf({ shape }: { readonly shape: readonly number[] }): number {
  return shape.reduce((size, side) => size * side, 1);
}

/** Something to minimise. Its coordinates are its own (no unit cube); the loop translates by the space. */
export interface Problem<Point = unknown> {
  /** Unique in its suite and fit for a file name: 'hartmann6-i03'. */
  readonly id: string;
  readonly space: Space<Point>;
  /** The most it can reveal. */
  readonly order: Order;
  /** The least possible score, where it is known. */
  readonly optimum?: number;
  /** Points that attain the optimum. */
  readonly minimizers?: readonly Point[];
  /** Paper and equation. */
  readonly source: string;
  /** Whatever else defines it and is worth publishing: an instance's input map, a data set's name. JSON. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly blocks?: readonly Block[];
  /** The part of the objective that optimizers are told, where there is one; only on R^n. */
  readonly penalty?: Penalty;
  /** The same problem with its true gradients, where those that it reveals are not: noise was added, elements left out. */
  readonly clean?: Problem<Point>;
  /** The score of a point, where it costs: called at checkpoints, outside the budget. */
  judge?(point: Point): number;
  /** Beside the score, where there are classes: the share of held-out examples that are put in the right one. */
  accuracy?(point: Point): number;
  /** Where local methods begin, the same for every optimizer. Without it: uniform in the box, or 0 in R^n. */
  init?(rng: Rng): Point;
  /** Opens what an evaluation needs: data, a child process. */
  start(rng: Rng): Oracle<Point> | Promise<Oracle<Point>>;
}

/** A problem given by a formula: deterministic, with or without a gradient. */
export interface Formula<Point> extends Omit<Problem<Point>, 'order' | 'start'> {
  value(point: Point): number;
  gradient?(point: Point): Vector;
}

/** Makes a problem of a formula; it is of order 1 where the formula has a gradient. */
export function formula<Point>(spec: Formula<Point>): Problem<Point> {
  const { value, gradient, ...facts } = Object.getOwnPropertyDescriptors(spec);
  const problem = { order: spec.gradient === undefined ? 0 : 1, start: () => oracle };
  const oracle: Oracle<Point> = {
    evaluate: (point, { order }) =>
      order === 1 && spec.gradient !== undefined
        ? { value: spec.value(point), gradient: spec.gradient(point) }
        : { value: spec.value(point) },
  };
  // Descriptors rather than values, so that facts that cost to find (an optimum) may be getters.
  return Object.defineProperties(problem, facts) as unknown as Problem<Point>;
}

/** A problem given by a function that computes its value and its gradient in one pass. */
export interface Differentiable extends Omit<Problem<Vector>, 'order' | 'start'> {
  /** f(x); where `gradient` is handed in, all of it is overwritten by df/dx. */
  f(x: Vector, gradient?: Vector): number;
}

/** Makes a deterministic problem of order 1 of such a function. */
export function differentiable(spec: Differentiable): Problem<Vector> {
  const { f, ...facts } = Object.getOwnPropertyDescriptors(spec);
  const oracle: Oracle<Vector> = {
    evaluate(x, { order }) {
      if (order === 0) return { value: spec.f(x) };
      const gradient = new Float64Array(x.length);
      return { value: spec.f(x, gradient), gradient };
    },
  };
  return Object.defineProperties({ order: 1, start: () => oracle }, facts) as unknown as Problem<Vector>;
}

/** Where a run begins: the problem's own start, else uniform in the box or 0 in R^n. */
export function startingPoint(problem: Problem, rng: Rng): Vector {
  const { space } = problem;
  if (problem.init !== undefined) return space.encode(problem.init(rng));
  return space.bounded
    ? space.snap(Float64Array.from({ length: space.dim }, () => rng.next()))
    : new Float64Array(space.dim);
}
