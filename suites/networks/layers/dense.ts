/**
 * A fully connected layer: y = x W + b.
 *
 *   x  rows x inputs      W  inputs x outputs      b  outputs      y  rows x outputs
 */
import type { Vector } from 'optbench';
import { matrix, product, transposed } from '../product/product.ts';
import { grown, type Layer } from './layer.ts';

/** A fully connected layer. */
export function dense(inputs: number, outputs: number): Layer {
  const weights = inputs * outputs;
  let x: Vector = new Float64Array();
  let y: Vector = new Float64Array();
  let dx: Vector = new Float64Array();
  return {
    kind: 'dense',
    inputs,
    outputs,
    tensors: [
      { name: 'weight', shape: [inputs, outputs], bias: false, fanIn: inputs, fanOut: outputs },
      { name: 'bias', shape: [outputs], bias: true, fanIn: inputs, fanOut: outputs },
    ],
    forward(given, rows, theta) {
      x = given;
      y = grown(y, rows * outputs);
      for (let i = 0; i < rows; i++) for (let j = 0; j < outputs; j++) y[i * outputs + j] = theta[weights + j]!;
      product([rows, inputs, outputs], matrix(x, inputs), matrix(theta, outputs), matrix(y, outputs), true);
      return y;
    },
    backward(dy, rows, theta, gradient, wanted) {
      const dY = matrix(dy, outputs);
      product([inputs, rows, outputs], transposed(matrix(x, inputs)), dY, matrix(gradient, outputs));
      gradient.fill(0, weights, weights + outputs);
      for (let i = 0; i < rows; i++) for (let j = 0; j < outputs; j++) gradient[weights + j]! += dy[i * outputs + j]!;
      if (!wanted) return undefined;
      dx = grown(dx, rows * inputs);
      product([rows, outputs, inputs], dY, transposed(matrix(theta, outputs)), matrix(dx, inputs));
      return dx;
    },
  };
}
