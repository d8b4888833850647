/**
 * The tape in plain double-precision loops, without a way back: what differences are taken on. A difference of two losses in
 * single precision drowns in rounding; here it is exact to ten digits, so that a gradient can be held against it weight by
 * weight.
 */
import { Access } from '../tensor/access.ts';
import { emptyMemory } from '../tensor/external-memory.ts';
import type { Loops, Node, Numbers, Objective, Tape, Waves } from '../tensor/tape.ts';
import { matrixShape, type Weights } from '../tensor/weights.ts';

/** Theta in double precision. */
export type Doubles = Readonly<Record<string, Float64Array>>;

/** Weights in double precision. */
export function doubles(weights: Weights): Doubles {
  return Object.fromEntries(Object.entries(weights).map(([name, { data }]) => [name, Float64Array.from(data)]));
}

/** A loss at these numbers; the shapes are those of `weights`. */
export function plainLoss(weights: Weights, numbers: Doubles, objective: Objective): number {
  const theta = Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [
      name,
      { ...shaped(...matrixShape(weight, name)), data: numbers[name]! },
    ]),
  );
  return (objective(plainTape, theta) as Matrix).data[0]!;
}

/** The slope of a loss along a direction, by central differences: (f(w + h u) - f(w - h u)) / 2 h. */
export function differenceAlong(weights: Weights, direction: Doubles, objective: Objective, h: number): number {
  const at = (step: number): number => {
    const moved = Object.entries(doubles(weights)).map(([name, data]): [string, Float64Array] => {
      const u = direction[name];
      return [name, u === undefined ? data : data.map((value, i) => value + step * u[i]!)];
    });
    return plainLoss(weights, Object.fromEntries(moved), objective);
  };
  return (at(h) - at(-h)) / (2 * h);
}

interface Matrix extends Node {
  readonly data: Float64Array;
}

const shaped = (rows: number, cols: number): Node => ({ rows, cols });
const dataOf = (node: Node): Float64Array => (node as Matrix).data;
/** What plain loops are written for is the same in double precision. */
const asNumbers = (data: Float64Array): Numbers => data as unknown as Numbers;

function matrix(rows: number, cols: number, fill: (data: Float64Array) => void): Matrix {
  const data = new Float64Array(rows * cols);
  fill(data);
  return { rows, cols, data };
}

const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

/** The tape. */
export const plainTape: Tape = {
  constant: (numbers, rows, cols) => matrix(rows, cols, (data) => data.set(numbers)),
  numbers: (node) => asNumbers(dataOf(node)),
  product(a, W, b) {
    const [A, w, bias] = [dataOf(a), dataOf(W), b && dataOf(b)];
    const [k, n] = [W.rows, W.cols];
    return matrix(a.rows, n, (out) => {
      for (let row = 0; row < a.rows; row++) {
        for (let i = 0; i < k; i++) {
          const value = A[row * k + i]!;
          for (let j = 0; j < n; j++) out[row * n + j]! += value * w[i * n + j]!;
        }
        if (bias) for (let j = 0; j < n; j++) out[row * n + j]! += bias[j]!;
      }
    });
  },
  lstm(x, carry, W, b) {
    const H = carry.cols / 2;
    const before = dataOf(carry);
    const z = dataOf(plainTape.product(plainTape.beside(x, plainTape.columns(carry, 0, H)), W, b));
    return matrix(x.rows, 2 * H, (out) => {
      for (let row = 0; row < x.rows; row++) {
        for (let j = 0; j < H; j++) {
          const gate = (g: number): number => z[(4 * row + g) * H + j]!;
          const c = logistic(gate(1)) * before[(2 * row + 1) * H + j]! + logistic(gate(0)) * Math.tanh(gate(2)); // (1)
          out[(2 * row + 1) * H + j] = c;
          out[2 * row * H + j] = logistic(gate(3)) * Math.tanh(c); // (2)
        }
      }
    });
  },
  access(memory, z, sizes) {
    const [before, after, step] = [emptyMemory(sizes), emptyMemory(sizes), new Access(sizes)];
    return matrix(memory.rows, memory.cols, (out) => {
      for (let row = 0; row < memory.rows; row++) {
        before.row.set(dataOf(memory).subarray(row * memory.cols, (row + 1) * memory.cols));
        step.signals.row.set(dataOf(z).subarray(row * z.cols, (row + 1) * z.cols));
        step.step(before, after);
        out.set(after.row, row * memory.cols);
      }
    });
  },
  waves(x, functions: Waves) {
    const [X, omega, phase, weight] = [x, functions.omega, functions.phase, functions.weight].map(dataOf) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const [d, m] = [x.cols, functions.phase.cols];
    return matrix(x.rows, 1, (out) => {
      for (let row = 0; row < x.rows; row++) {
        for (let j = 0; j < m; j++) {
          let angle = phase[row * m + j]!;
          for (let k = 0; k < d; k++) angle += X[row * d + k]! * omega[(row * d + k) * m + j]!;
          out[row]! += weight[row * m + j]! * Math.cos(angle);
        }
      }
    });
  },
  columns: (a, from, to) =>
    matrix(a.rows, to - from, (out) => {
      for (let row = 0; row < a.rows; row++) {
        out.set(dataOf(a).subarray(row * a.cols + from, row * a.cols + to), row * (to - from));
      }
    }),
  beside(...parts) {
    const [rows, cols] = [parts[0]!.rows, parts.reduce((sum, part) => sum + part.cols, 0)];
    return matrix(rows, cols, (out) => {
      for (let row = 0, at = 0; row < rows; row++) {
        for (const part of parts) {
          out.set(dataOf(part).subarray(row * part.cols, (row + 1) * part.cols), at);
          at += part.cols;
        }
      }
    });
  },
  below(...parts) {
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    return matrix(rows, parts[0]!.cols, (out) => {
      let at = 0;
      for (const part of parts) {
        out.set(dataOf(part), at);
        at += dataOf(part).length;
      }
    });
  },
  reshape: (a, rows, cols) => matrix(rows, cols, (out) => out.set(dataOf(a))),
  squash: (a, by) => {
    const f = by === 'sigmoid' ? logistic : Math.tanh;
    return matrix(a.rows, a.cols, (out) => out.set(dataOf(a).map(f)));
  },
  loops: ({ inputs, rows, cols, forward }: Loops) =>
    matrix(rows, cols, (out) => forward(asNumbers(out), ...inputs.map((input) => asNumbers(dataOf(input))))),
};
