/** Rows that belong to groups, coordinates to tensors and tensors to problems: what a group tells its rows, and their mean. */
import type { Node, Tape } from 'optbench/learn';

/** The group of every row, and how many rows each group has. */
export interface Groups {
  readonly of: Int32Array;
  readonly sizes: Float64Array;
}

/** Rows in groups, from the group of each. */
export function groups(of: Int32Array): Groups {
  const sizes = new Float64Array(of.reduce((most, group) => Math.max(most, group), 0) + 1);
  for (const group of of) sizes[group]!++;
  return { of, sizes };
}

/** Every row of a plus its group's row of b. */
export function added(tape: Tape, a: Node, b: Node, { of }: Groups): Node {
  const cols = a.cols;
  return tape.loops({
    inputs: [a, b],
    rows: a.rows,
    cols,
    forward(out, A, B) {
      for (let r = 0, at = 0; r < of.length; r++) {
        for (let k = 0, from = of[r]! * cols; k < cols; k++, at++, from++) out[at] = A![at]! + B![from]!;
      }
    },
    backward(d, dA, dB) {
      if (dA) for (let at = 0; at < d.length; at++) dA[at]! += d[at]!;
      if (!dB) return;
      for (let r = 0, at = 0; r < of.length; r++) {
        for (let k = 0, from = of[r]! * cols; k < cols; k++, at++, from++) dB[from]! += d[at]!;
      }
    },
  });
}

/** The mean over every group's rows. */
export function meanOver(tape: Tape, a: Node, { of, sizes }: Groups): Node {
  const cols = a.cols;
  return tape.loops({
    inputs: [a],
    rows: sizes.length,
    cols,
    forward(out, A) {
      for (let r = 0, at = 0; r < of.length; r++) {
        for (let k = 0, to = of[r]! * cols; k < cols; k++, at++, to++) out[to]! += A![at]! / sizes[of[r]!]!;
      }
    },
    backward(d, dA) {
      for (let r = 0, at = 0; r < of.length; r++) {
        for (let k = 0, from = of[r]! * cols; k < cols; k++, at++, from++) dA![at]! += d[from]! / sizes[of[r]!]!;
      }
    },
  });
}

/** One row for all of so many rows. */
export function repeated(tape: Tape, row: Node, rows: number): Node {
  const zeros = tape.constant(new Float32Array(rows * row.cols), rows, row.cols);
  return added(tape, zeros, row, groups(new Int32Array(rows)));
}
