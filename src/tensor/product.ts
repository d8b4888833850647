/**
 * TensorFlow.js's matrix product with a gradient that transposes by hand. The WebAssembly backend multiplies plain operands
 * with SIMD and transposed ones without (ten times as slow), so no product here has a transposed operand:
 *
 *   C = A B        dA = dC (B^T)        dB = (A^T) dC        A  m x k   B  k x n
 */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { tf } from './engine.ts';

/** A B, or A B + c. */
export function product(a: Tensor2D, b: Tensor2D, c?: Tensor1D): Tensor2D {
  const { add, customGrad, matMul } = tf();
  const operation = customGrad((...given) => {
    (given[2] as unknown as (tensors: Tensor[]) => void)([a, b]); // the tape keeps both for the way back
    return {
      value: matMul(a, b),
      gradFunc: (gradient: Tensor, saved: Tensor[]) => {
        const [d, left, right] = [gradient, ...saved] as [Tensor2D, Tensor2D, Tensor2D];
        return [matMul(d, transposed(right)), matMul(transposed(left), d)];
      },
    };
  });
  const result = operation(a, b) as Tensor2D;
  return c ? add(result, c) : result;
}

const transposes = new WeakMap<Tensor, Tensor2D>();

/** A^T; computed once for a matrix that serves many steps. */
function transposed(a: Tensor2D): Tensor2D {
  const known = transposes.get(a);
  if (known !== undefined && !known.isDisposed) return known;
  const result = tf().transpose(a) as Tensor2D;
  transposes.set(a, result);
  return result;
}
