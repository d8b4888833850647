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
  const squares = new Float64Array(OWN);
  for (const piece of pieces) moments.own(x, gradient, piece, own, squares);
  const shared = engine.evaluate(weights, (tape, { W1 }) => ({
    rows: ofLines(tape, tape.numbers(W1!), OWN, rows, moments.ofRows()),
    columns: ofLines(tape, tape.numbers(W1!), OWN + SHARED, cols, moments.ofColumns()),
  }));
  for (const piece of pieces) {
    if (pieces.length > 1) moments.own(x, gradient, piece, own, squares.slice());
    const count = (piece.to - piece.from) * cols;
    engine.evaluate(weights, (tape, { W1, b1, W2, b2, W3, b3 }) => {
      const A = scaled(tape, tape.numbers(W1!), 0, squares, rows * cols);
      const one = tape.product(tape.constant(own.subarray(0, count * OWN), count, OWN), A, b1!);
      spread(tape.numbers(one), shared.rows.subarray(piece.from * H, piece.to * H), shared.columns);
      const two = tape.product(one, W2!, b2!);
      rectify(tape.numbers(two));
      out.set(tape.numbers(tape.product(two, W3!, b3!)), piece.from * cols);
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

/** Adds what is a row's and what is a column's to every coordinate's; then the units of the first layer. */
function spread(one: Numbers, ofRows: Numbers, ofColumns: Numbers): void {
  for (let row = 0, at = 0; row < ofRows.length; row += H) {
    for (let column = 0; column < ofColumns.length; column += H) {
      for (let k = 0; k < H; k++, at++) {
        const a = one[at]! + ofRows[row + k]! + ofColumns[column + k]!;
        one[at] = a > 0 ? a : 0;
      }
    }
  }
}

function rectify(a: Numbers): void {
  for (let i = 0; i < a.length; i++) if (!(a[i]! > 0)) a[i] = 0;
}
