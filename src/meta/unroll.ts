/** Backpropagation through time: one trajectory per problem of a batch, its loss, and the loss's gradient in theta. */
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs';
import type { Batch } from '../family.ts';
import type { LearnedOptimizer, Theta, Weights } from '../learned.ts';
import { tf } from '../tensor/engine.ts';
import { gathered } from '../tensor/gather.ts';
import { numbersOf } from '../tensor/loops.ts';
import { batchLoss, type LossName } from './losses.ts';

/** A loss with its gradient. */
export interface MetaGradient {
  readonly loss: number;
  readonly gradient: Readonly<Record<string, Float32Array>>;
  /** The mean over the batch of min f so far, after every step. */
  readonly best: Float64Array;
}

/** The values f(x_1), ..., f(x_T) of every problem in the batch, on the tape. */
export function unroll<State>(rule: LearnedOptimizer<State>, theta: Theta, batch: Batch, horizon: number): Tensor1D[] {
  const values: Tensor1D[] = [];
  const shared = Object.fromEntries(Object.entries(theta).map(([name, weight]) => [name, gathered(weight)]));
  let { x, state } = rule.begin(shared, { dim: batch.space.dim, size: batch.size });
  for (let t = 1; t <= horizon; t++) {
    const value = batch.value(x);
    values.push(value);
    if (t < horizon) ({ x, state } = rule.step(shared, state, { x, value }));
  }
  return values;
}

/** One batch's meta-loss and its gradient. */
export function metaGradient<State>(
  rule: LearnedOptimizer<State>,
  weights: Weights,
  batch: Batch,
  { horizon, loss }: { readonly horizon: number; readonly loss: LossName },
): MetaGradient {
  const { grads, tensor, tidy } = tf();
  const names = Object.keys(weights);
  let best: Float64Array = new Float64Array(horizon);
  let total = Number.NaN;
  let slopes: Float32Array[] = [];
  tidy(() => {
    const objective = (...tensors: Tensor[]): Scalar => {
      const theta = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
      const values = unroll(rule, theta, batch, horizon);
      best = bestSoFar(values.map(numbersOf));
      const result = batchLoss(loss, values) as Scalar;
      total = numbersOf(result)[0]!;
      return result;
    };
    const given = names.map((name) => tensor(weights[name]!.data, weights[name]!.shape as number[]));
    slopes = grads(objective)(given).map((gradient) => numbersOf(gradient).slice());
  });
  return { loss: total, best, gradient: Object.fromEntries(names.map((name, i) => [name, slopes[i]!])) };
}

/** The mean over problems of the best value after every step: values[t][b]. */
export function bestSoFar(values: readonly Float32Array[]): Float64Array {
  const best = Float64Array.from(values[0]!);
  return Float64Array.from(values, (row) => {
    let sum = 0;
    for (let b = 0; b < best.length; b++) {
      best[b] = Math.min(best[b]!, row[b]!);
      sum += best[b]!;
    }
    return sum / best.length;
  });
}
