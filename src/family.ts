/** A distribution of differentiable problems, for meta-training; batched, because training needs it. */
import type { Label } from './math/random.ts';
import type { Problem } from './problem.ts';
import type { Space } from './space.ts';
import type { Node, Tape } from './tensor/tape.ts';

/** Problems for learning the weights, and for choosing among them. No family draws from the problems of a test. */
export type TrainingSplit = 'train' | 'validation';

/** A batch's functions on a tape. x as an optimizer sees it, in [0, 1]^n. */
export interface Functions {
  /** f_b(x_b) for every row b, without noise: [B, n] -> [B, 1]. */
  value(x: Node): Node;
  /** What an optimizer is told instead, where the family has noise; the same numbers under the same address. */
  observed?(x: Node, value: Node): Node;
  /** By how much x_b violates the constraints of row b, sum_j max(c_j(x), 0): [B, n] -> [B, 1]. */
  violation?(x: Node): Node;
}

/** The Gaussian process that a function was drawn from, where there is one: what the loss of expected improvement asks. */
export interface Prior {
  readonly kernel: 'rbf' | 'matern52';
  readonly lengthScale: number;
}

/** Several problems over one space, evaluated together. */
export interface Batch {
  readonly space: Space;
  readonly size: number;
  /** Puts the functions on a tape. */
  on(tape: Tape): Functions;
  /** Row by row, what they were drawn from. */
  readonly priors?: readonly Prior[];
}

/** Rows from, ..., to - 1 of a batch: a share of it for one thread. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** A distribution of problems of one split. The address of a draw is all that decides it. */
export interface Family {
  readonly name: string;
  readonly split: TrainingSplit;
  readonly space: Space;
  batch(address: readonly Label[], rows: Rows): Batch;
  /** One problem: row b of a batch is `sample([...address, b])`. */
  sample(address: readonly Label[]): Problem;
}

/**
 * A distribution of problems of order 1 of one split, for training gradient methods. Row b of the batch at an address is
 * `sample([...address, b])`; all rows of a batch have the same space and the same blocks, so whatever else differs between
 * the family's members (kind, size) is drawn from the address without its last label.
 */
export interface DescentFamily {
  readonly name: string;
  readonly split: TrainingSplit;
  sample(address: readonly Label[]): Problem;
}
