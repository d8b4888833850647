/**
 * A tape: matrices that remember how they were made, so that a loss's gradient can be followed back to the weights. Rules,
 * families and losses are written once over this interface; two engines carry it out:
 *
 *   fused       kernels of our own (fused.ts): what training runs on
 *   reference   TensorFlow.js, every operation in its plain terms and differentiated by it (reference.ts): what the first
 *               is held against, and the engine for anything that the first has no kernel for
 *
 * Everything is a matrix of single-precision numbers, row by row; a batch of B problems has B rows.
 */

import type { MemorySizes } from './external-memory.ts';

/** A matrix on a tape. */
export interface Node {
  readonly rows: number;
  readonly cols: number;
}

/** Numbers of a node, row by row. */
export type Numbers = Float32Array<ArrayBufferLike>;

/** An operation written as plain loops, with a gradient of its own. Arrays stay valid until the way back is done. */
export interface Loops {
  readonly inputs: readonly Node[];
  readonly rows: number;
  readonly cols: number;
  /** Fills `out`, all zeros at first, from the inputs' numbers. */
  forward(out: Numbers, ...inputs: readonly Numbers[]): void;
  /** From d, the gradient of `out`, adds to each input's gradient; undefined where nobody asks for it. */
  backward(d: Numbers, ...gradients: readonly (Numbers | undefined)[]): void;
}

/** Sums of random waves, one function per row: f_b(x) = sum_j weight_bj cos(omega_bj . x + phase_bj). */
export interface Waves {
  /** B x (d m): for every row d lists of m angular frequencies. m is a multiple of four. */
  readonly omega: Node;
  /** B x m */
  readonly phase: Node;
  /** B x m */
  readonly weight: Node;
}

/** What rules, families and losses are written over. */
export interface Tape {
  /** Numbers that nothing is learned from. */
  constant(numbers: ArrayLike<number>, rows: number, cols: number): Node;
  /** The numbers of a node. */
  numbers(node: Node): Numbers;
  /** a W, or a W + b: [B, k] by [k, n], b a row. */
  product(a: Node, W: Node, b?: Node): Node;
  /**
   * One step of a long short-term memory. Hochreiter & Schmidhuber (1997), with the forget gate of Gers et al. (2000):
   *
   *   z = [x, h] W + b, cut into i | f | g | o
   *   c' = sigmoid(f) c + sigmoid(i) tanh(g)                         (1)
   *   h' = sigmoid(o) tanh(c')                                       (2)
   *
   *   B  rows           x  B x I     W  (I + H) x 4H     carry  B x 2H, every row h | c; so is the result
   *   H  units, a multiple of four   b  1 x 4H
   */
  lstm(x: Node, carry: Node, W: Node, b: Node): Node;
  /**
   * One step of an external memory, B x state, steered by the interface z, B x interface: the memory after it. Equations and
   * the order of a row's parts in external-memory.ts; words and their numbers are multiples of four.
   */
  access(memory: Node, z: Node, sizes: MemorySizes): Node;
  /** f_b(x_b) for every row: [B, d] -> [B, 1]. The gradient goes to x alone. */
  waves(x: Node, functions: Waves): Node;
  /** Columns from, ..., to - 1. */
  columns(a: Node, from: number, to: number): Node;
  /** One beside the other: [B, m], [B, n], ... -> [B, m + n + ...]. */
  beside(...parts: readonly Node[]): Node;
  /** One below the other: [A, n], [B, n], ... -> [A + B + ..., n]. */
  below(...parts: readonly Node[]): Node;
  /** The same numbers under another shape. */
  reshape(a: Node, rows: number, cols: number): Node;
  /** sigmoid or tanh of every number. */
  squash(a: Node, by: 'sigmoid' | 'tanh'): Node;
  /** An operation written as plain loops. */
  loops(operation: Loops): Node;
}

/** A function of weights: a loss, 1 x 1, made on the tape it is given. */
export type Objective = (tape: Tape, theta: Readonly<Record<string, Node>>) => Node;

/** A loss with its gradient, weight by weight. */
export interface Slope {
  readonly loss: number;
  readonly gradient: Readonly<Record<string, Float32Array>>;
}
