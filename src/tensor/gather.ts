/**
 * One large product in place of many small ones. A matrix W that serves T steps gets its gradient as a sum of T products,
 * sum_t A_t^T D_t, which is one product of the stacked matrices, twice as fast:
 *
 *   A_t  B x k  what the step multiplied W by        D_t  B x n  the gradient of A_t W        W  k x n
 *
 * `gathered(W)` is W with a place to collect the pairs; steps hand theirs in on the way back, and when all have, which
 * the tape sees to, the product is made.
 */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { tf } from './engine.ts';

interface Pair {
  /** k x B: A_t, transposed. */
  readonly left: Float32Array;
  /** B x n */
  readonly right: Float32Array;
}

const places = new WeakMap<Tensor, { readonly origin: Tensor; readonly pairs: Pair[] }>();

/** W, to be used in many steps. */
export function gathered<T extends Tensor>(W: T): T {
  const { add, customGrad, matMul, tensor2d } = tf();
  if (W.shape.length !== 2) return W;
  const [k, n] = W.shape as [number, number];
  const pairs: Pair[] = [];
  const operation = customGrad(() => ({
    value: tf().clone(W),
    gradFunc: (gradient: Tensor) => {
      if (pairs.length === 0) return gradient;
      const rows = pairs.reduce((sum, { right }) => sum + right.length / n, 0);
      const lefts = new Float32Array(k * rows);
      const rights = new Float32Array(rows * n);
      let row = 0;
      for (const { left, right } of pairs) {
        const B = right.length / n;
        rights.set(right, row * n);
        for (let i = 0; i < k; i++) lefts.set(left.subarray(i * B, (i + 1) * B), i * rows + row);
        row += B;
      }
      return add(gradient, matMul(tensor2d(lefts, [k, rows]), tensor2d(rights, [rows, n])));
    },
  }));
  const result = operation(W) as T;
  places.set(result, { origin: W, pairs });
  return result;
}

/** The matrix that was gathered: it outlives the forward pass, the other does not. */
export function originOf<T extends Tensor>(W: T): T {
  return (places.get(W)?.origin ?? W) as T;
}

/** A^T D, the step's share of W's gradient: made at once, or handed in where W is gathered. */
export function share(W: Tensor2D, left: Float32Array, right: Float32Array, rows: number): Tensor {
  const { matMul, tensor2d, zerosLike } = tf();
  const pairs = places.get(W)?.pairs;
  if (pairs === undefined) {
    return matMul(tensor2d(left, [W.shape[0], rows]), tensor2d(right, [rows, W.shape[1]]));
  }
  pairs.push({ left, right });
  return zerosLike(W);
}
