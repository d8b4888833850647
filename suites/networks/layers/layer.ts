/** What a network is made of: layers that go forward on a batch, and back with the slope of the loss. */
import type { Vector } from 'optbench';

/** One tensor of parameters: how it is called, its shape, and what its first values are scaled by. */
export interface Tensor {
  /** 'weight', 'bias': unique within its layer. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Biases begin at 0 where weights are scaled by fan-in and fan-out. */
  readonly bias: boolean;
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * A layer at work. It keeps its outputs and what it needs for the way back in buffers of its own, which last until its next
 * call; arrays may be longer than the batch.
 */
export interface Layer {
  /** What it is, 'dense': its tensors are named after it. */
  readonly kind: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly tensors: readonly Tensor[];
  /** y [rows, outputs] from x [rows, inputs], row by row. theta: this layer's parameters. */
  forward(x: Vector, rows: number, theta: Vector): Vector;
  /**
   * After `forward`: writes dL/dtheta into `gradient`, and gives dL/dx where that is wanted. dy, dL/dy, may be overwritten.
   */
  backward(dy: Vector, rows: number, theta: Vector, gradient: Vector, wanted: boolean): Vector | undefined;
}

/** The buffer itself where it is long enough, else a longer one. */
export function grown(buffer: Vector, length: number): Vector {
  return buffer.length >= length ? buffer : new Float64Array(length);
}
