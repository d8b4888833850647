/**
 * The network over all coordinates of a tensor, piece by piece, so that what is worked on stays in the processor's cache. Of the
 * first layer, what is of a row or of a column is computed once for it:
 *
 *   W1 s = A own_ij + B row_i + C column_j           W1 = [A; B; C], 18 + 6 + 6 rows
 *
 * Features come in as they are: what makes their mean square 1 is multiplied into W1.
 */
import type { Vector } from 'optbench';
import {
  type FusedEngine,
  fusedEngine,
  type Node,
  type Numbers,
  type Rows,
  type Tape,
  type Weights,
} from 'optbench/learn';
import { type Moments, OWN, SHARED } from './features.ts';

/** Units of a layer. */
export const H = 8;
/** Coordinates in a piece, where a row is not longer. */
const PIECE = 4096;
/** What is divided by is no less. */
const TINY = 1e-30;

/** One engine for all rules at work in this thread: they take turns. Its kernels give the same numbers on every machine. */
let engine: FusedEngine | undefined;
let own = new Float32Array(PIECE * OWN);

/** Takes a tensor's averages on and writes the network's output for each of its coordinates. */
export function direction(weights: Weights, moments: Moments, x: Vector, gradient: Vector, out: Vector): void {
  const { rows, cols } = moments;
  engine ??= fusedEngine('plain');
  moments.follow(gradient);
  const pieces = cut(rows, cols);
  const squares = moments.squares(x, gradient);
  const shared = engine.evaluate(weights, (tape, { W1 }) => ({
    rows: ofLines(tape, tape.numbers(W1!), OWN, rows, moments.ofRows()),
    columns: ofLines(tape, tape.numbers(W1!), OWN + SHARED, cols, moments.ofColumns()),
  }));
  for (const piece of pieces) {
    moments.own(x, gradient, piece, own);
    const count = (piece.to - piece.from) * cols;
    engine.evaluate(weights, (tape, { W1, b1, W2, b2, W3, b3 }) => {
      const A = scaled(tape, tape.numbers(W1!), 0, squares, rows * cols);
      const one = tape.product(tape.constant(own.subarray(0, count * OWN), count, OWN), A, b1!);
      spread(tape.numbers(one), shared.rows.subarray(piece.from * H, piece.to * H), shared.columns);
      const two = tape.product(one, W2!, b2!);
      read(
        tape.numbers(two),
        tape.numbers(W3!),
        tape.numbers(b3!)[0]!,
        out.subarray(piece.from * cols, piece.to * cols),
      );
    });
  }
}

/** Whole rows, as many at a time as there is room for. */
function cut(rows: number, cols: number): readonly Rows[] {
  const most = Math.max(1, Math.floor(PIECE / cols));
  if (cols > own.length / OWN) own = new Float32Array(cols * OWN);
  return Array.from({ length: Math.ceil(rows / most) }, (_, i) => ({
    from: i * most,
    to: Math.min(rows, (i + 1) * most),
  }));
}

/** B row_i for all rows, or C column_j for all columns. */
function ofLines(tape: Tape, W1: Numbers, from: number, count: number, features: Float32Array): Numbers {
  const squares = new Float64Array(SHARED);
  for (let i = 0; i < features.length; i++) squares[i % SHARED]! += features[i]! * features[i]!;
  const W = scaled(tape, W1, from, squares, count);
  return tape.numbers(tape.product(tape.constant(features, count, SHARED), W)).slice();
}

/** The rows of W1 from this one on, for features whose squares have these sums. */
function scaled(tape: Tape, W1: Numbers, from: number, squares: Float64Array, count: number): Node {
  const part = new Float32Array(squares.length * H);
  for (let i = 0; i < part.length; i++) {
    part[i] = W1[from * H + i]! / (Math.sqrt(squares[Math.floor(i / H)]! / count) + TINY);
  }
  return tape.constant(part, squares.length, H);
}

/** Adds what is a row's and what is a column's to every coordinate's; then the units of the first layer. Written out for speed. */
function spread(one: Numbers, ofRows: Numbers, ofColumns: Numbers): void {
  for (let row = 0, at = 0; row < ofRows.length; row += H) {
    const r0 = ofRows[row]!;
    const r1 = ofRows[row + 1]!;
    const r2 = ofRows[row + 2]!;
    const r3 = ofRows[row + 3]!;
    const r4 = ofRows[row + 4]!;
    const r5 = ofRows[row + 5]!;
    const r6 = ofRows[row + 6]!;
    const r7 = ofRows[row + 7]!;
    for (let j = 0; j < ofColumns.length; j += H, at += H) {
      one[at] = relu(one[at]! + r0 + ofColumns[j]!);
      one[at + 1] = relu(one[at + 1]! + r1 + ofColumns[j + 1]!);
      one[at + 2] = relu(one[at + 2]! + r2 + ofColumns[j + 2]!);
      one[at + 3] = relu(one[at + 3]! + r3 + ofColumns[j + 3]!);
      one[at + 4] = relu(one[at + 4]! + r4 + ofColumns[j + 4]!);
      one[at + 5] = relu(one[at + 5]! + r5 + ofColumns[j + 5]!);
      one[at + 6] = relu(one[at + 6]! + r6 + ofColumns[j + 6]!);
      one[at + 7] = relu(one[at + 7]! + r7 + ofColumns[j + 7]!);
    }
  }
}

/** The units of the second layer, and what is read from them: a. */
function read(two: Numbers, W3: Numbers, b3: number, out: Vector): void {
  const w0 = W3[0]!;
  const w1 = W3[1]!;
  const w2 = W3[2]!;
  const w3 = W3[3]!;
  const w4 = W3[4]!;
  const w5 = W3[5]!;
  const w6 = W3[6]!;
  const w7 = W3[7]!;
  for (let i = 0, at = 0; i < out.length; i++, at += H) {
    out[i] =
      b3 +
      w0 * relu(two[at]!) +
      w1 * relu(two[at + 1]!) +
      w2 * relu(two[at + 2]!) +
      w3 * relu(two[at + 3]!) +
      w4 * relu(two[at + 4]!) +
      w5 * relu(two[at + 5]!) +
      w6 * relu(two[at + 6]!) +
      w7 * relu(two[at + 7]!);
  }
}

/** max(0, a) without a branch: half of all signs would be guessed wrong. */
function relu(a: number): number {
  return 0.5 * (a + Math.abs(a));
}
