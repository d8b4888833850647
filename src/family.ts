/** A distribution of differentiable problems, for meta-training; batched, because training needs it. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Label } from './math/random.ts';
import type { Problem } from './problem.ts';
import type { Space } from './space.ts';

/** Problems for learning the weights, and for choosing among them. No family draws from the problems of a test. */
export type TrainingSplit = 'train' | 'validation';

/** Several problems over one space, evaluated together. */
export interface Batch {
  readonly space: Space;
  readonly size: number;
  /** f_b(x_b) for every row b: [size, n] -> [size], on the tape. x as an optimizer sees it. */
  value(x: Tensor2D): Tensor1D;
}

/** A distribution of problems of one split. The address of a draw is all that decides it. */
export interface Family {
  readonly name: string;
  readonly split: TrainingSplit;
  readonly space: Space;
  batch(address: readonly Label[], size: number): Batch;
  /** One problem: row b of `batch(address, size)` is `sample([...address, b])`. */
  sample(address: readonly Label[]): Problem;
}
