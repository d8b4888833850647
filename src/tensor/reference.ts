/**
 * The tape on TensorFlow.js: every operation in its plain terms, differentiated by the library. Slower than our own kernels
 * by an order of magnitude, and what they are held against.
 */
import type { Rank, Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { access } from './access-reference.ts';
import { tf } from './engine.ts';
import { product } from './product.ts';
import type { Loops, Node, Numbers, Objective, Slope, Tape, Waves } from './tape.ts';
import { matrixShape, type Weights } from './weights.ts';

/** A loss and its gradient; the engine must have been loaded. */
export function referenceSlope(weights: Weights, objective: Objective): Slope {
  const { grads, tensor2d, tidy } = tf();
  const names = Object.keys(weights);
  let loss = Number.NaN;
  const gradients = tidy(() => {
    const given = names.map((name) => tensor2d(weights[name]!.data, [...matrixShape(weights[name]!, name)]));
    const f = (...tensors: Tensor[]): Scalar => {
      const theta = Object.fromEntries(names.map((name, i) => [name, new Matrix(tensors[i]! as Tensor2D)]));
      const result = (objective(tape, theta) as Matrix).tensor;
      loss = result.dataSync()[0]!;
      return result.asScalar();
    };
    return grads(f)(given).map((gradient) => Float32Array.from(gradient.dataSync()));
  });
  return { loss, gradient: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])) };
}

/** A matrix of the library's. */
class Matrix implements Node {
  readonly tensor: Tensor2D;

  constructor(tensor: Tensor2D) {
    this.tensor = tensor;
  }

  get rows(): number {
    return this.tensor.shape[0];
  }

  get cols(): number {
    return this.tensor.shape[1];
  }
}

const tensorOf = (node: Node): Tensor2D => (node as Matrix).tensor;

const tape: Tape = {
  constant: (numbers, rows, cols) => new Matrix(tf().tensor2d(Float32Array.from(numbers), [rows, cols])),
  numbers: (node) => tensorOf(node).dataSync() as Float32Array,
  product(a, W, b) {
    const row = b ? (tf().reshape(tensorOf(b), [-1]) as Tensor1D) : undefined;
    return new Matrix(product(tensorOf(a), tensorOf(W), row));
  },
  lstm(x, carry, W, b) {
    const { add, concat, mul, sigmoid, slice, tanh } = tf();
    const [B, H] = [x.rows, carry.cols / 2];
    const part = (A: Tensor2D, from: number): Tensor2D => slice(A, [0, from], [B, H]);
    const [h, c] = [part(tensorOf(carry), 0), part(tensorOf(carry), H)];
    const z = add(product(concat([tensorOf(x), h], 1), tensorOf(W)), tensorOf(b)) as Tensor2D;
    const [i, f, o] = [sigmoid(part(z, 0)), sigmoid(part(z, H)), sigmoid(part(z, 3 * H))];
    const next = add(mul(f, c), mul(i, tanh(part(z, 2 * H)))) as Tensor2D; // (1)
    return new Matrix(concat([mul(o, tanh(next)) as Tensor2D, next], 1)); // (2)
  },
  access: (memory, z, sizes) => new Matrix(access(tensorOf(memory), tensorOf(z), sizes)),
  waves(x, { omega, phase, weight }: Waves) {
    const { add, cos, mul, reshape, sum } = tf();
    const [B, d, m] = [x.rows, x.cols, phase.cols];
    const turned = mul(reshape(tensorOf(x), [B, d, 1]), reshape(tensorOf(omega), [B, d, m])) as Tensor3D;
    const angle = add(sum(turned, 1), tensorOf(phase));
    return new Matrix(sum(mul(tensorOf(weight), cos(angle)), 1, true) as Tensor2D);
  },
  columns: (a, from, to) => new Matrix(tf().slice(tensorOf(a), [0, from], [a.rows, to - from])),
  beside: (...parts) => new Matrix(tf().concat(parts.map(tensorOf), 1)),
  below: (...parts) => new Matrix(tf().concat(parts.map(tensorOf), 0)),
  reshape: (a, rows, cols) => new Matrix(tf().reshape(tensorOf(a), [rows, cols])),
  squash: (a, by) => new Matrix(tf()[by](tensorOf(a))),
  loops({ inputs, rows, cols, forward, backward }: Loops) {
    const { customGrad, tensor2d } = tf();
    const tensors = inputs.map(tensorOf);
    const operation = customGrad(() => {
      const out: Numbers = new Float32Array(rows * cols);
      forward(out, ...tensors.map((tensor) => (tensor.dataSync() as Float32Array).slice()));
      return {
        value: tensor2d(out as Float32Array, [rows, cols]),
        gradFunc: (d: Tensor) => {
          const gradients = tensors.map((tensor) => new Float32Array(tensor.size));
          backward(d.dataSync() as Float32Array, ...gradients);
          return gradients.map((gradient, i) => tensor2d(gradient, tensors[i]!.shape));
        },
      };
    });
    return new Matrix(operation(...tensors) as Tensor<Rank.R2>);
  },
};
