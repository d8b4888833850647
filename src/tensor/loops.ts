/**
 * Operations written as plain loops, with gradients of their own. Where an engine would start twenty small kernels for a
 * handful of numbers a row, one loop is several times as fast, and it is the loop that a reader can check.
 */
import type { Rank, ShapeMap, Tensor } from '@tensorflow/tfjs';
import { tf } from './engine.ts';

/** What a forward pass leaves: its result, and from the result's gradient the gradient of every input, in order. */
export interface Passed {
  readonly out: Float32Array;
  readonly backward: (gradient: Float32Array) => readonly (Float32Array | undefined)[];
}

/**
 * One operation on the tape. `forward` gets the inputs' numbers, which are valid during the call only; `backward` may say
 * undefined where an input has no gradient.
 */
export function loops<R extends Rank>(
  inputs: readonly Tensor[],
  shape: ShapeMap[R],
  forward: (...numbers: readonly Float32Array[]) => Passed,
): Tensor<R> {
  const { customGrad, tensor, zerosLike } = tf();
  const operation = customGrad(() => {
    const { out, backward } = forward(...inputs.map(numbersOf));
    return {
      value: tensor(out, shape),
      gradFunc: (gradient: Tensor) =>
        backward(numbersOf(gradient)).map((numbers, i) => {
          const input = inputs[i]!;
          return numbers === undefined ? zerosLike(input) : tensor(numbers, input.shape);
        }),
    };
  });
  return operation(...inputs) as Tensor<R>;
}

/** The numbers of a tensor. */
export function numbersOf(tensor: Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}
