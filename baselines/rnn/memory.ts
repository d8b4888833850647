/**
 * What the network is told of the past besides its own state: the incumbent, and the values' running mean and spread.
 * TV et al. (2019), Meta-learning for black-box optimization, incremental normalisation: y_t is seen as
 * (y_t - m_t) / sqrt(s_t^2 + epsilon), mean and variance taken over y_1, ..., y_t, in training and in use.
 *
 *   memory  B x (3 + d), every row m | S | y* | x*
 *   m, S    mean of the values, and sum of their squared deviations (Welford 1962)
 *   y*, x*  least value and its point
 */
import { type Node, squaredMiss, type Tape } from 'optbench/learn';

/** The least value before anything is told. */
const NOTHING = 1e30;

/** The memory of B problems before the first evaluation. */
export function emptyMemory(tape: Tape, size: number, dim: number): Node {
  const row = [0, 0, NOTHING, ...new Array<number>(dim).fill(0.5)];
  return tape.constant(Array.from({ length: size }, () => row).flat(), size, 3 + dim);
}

/** How many values were told, y included: to every row as many, or row by row; a row that was told none learns nothing. */
export type Count = number | ArrayLike<number>;

const countOf = (t: Count, b: number): number => (typeof t === 'number' ? t : t[b]!);

/** The memory after the t-th value y, [B, 1], was found at x, [B, d]. */
export function remember(tape: Tape, memory: Node, x: Node, y: Node, t: Count): Node {
  const [size, width] = [memory.rows, memory.cols];
  const dim = width - 3;
  const better = new Uint8Array(size);
  const delta = new Float64Array(size);
  return tape.loops({
    inputs: [memory, x, y],
    rows: size,
    cols: width,
    forward(out, before, points, values) {
      out.set(before!);
      for (let b = 0, at = 0; b < size; b++, at += width) {
        const n = countOf(t, b);
        if (n === 0) continue;
        const value = values![b]!;
        delta[b] = value - before![at]!;
        out[at] = before![at]! + delta[b]! / n;
        out[at + 1] = before![at + 1]! + delta[b]! * delta[b]! * (1 - 1 / n);
        better[b] = value < before![at + 2]! ? 1 : 0;
        if (better[b] === 0) continue;
        out[at + 2] = value;
        for (let k = 0; k < dim; k++) out[at + 3 + k] = points![b * dim + k]!;
      }
    },
    backward(d, dMemory, dPoints, dValues) {
      for (let b = 0, at = 0; b < size; b++, at += width) {
        const n = countOf(t, b);
        const dDelta = n === 0 ? 0 : d[at]! / n + 2 * d[at + 1]! * delta[b]! * (1 - 1 / n);
        if (dValues) dValues[b]! += dDelta + (better[b] ? d[at + 2]! : 0);
        if (dMemory) {
          dMemory[at]! += d[at]! - dDelta;
          dMemory[at + 1]! += d[at + 1]!;
          if (!better[b]) for (let k = 2; k < width; k++) dMemory[at + k]! += d[at + k]!;
        }
        if (dPoints && better[b]) for (let k = 0; k < dim; k++) dPoints[b * dim + k]! += d[at + 3 + k]!;
      }
    },
  });
}

/** 1 / sqrt(s_t^2 + epsilon); a single value has no spread, and no slope either. */
export function perSpread(S: number, t: number, epsilon: number): number {
  return t < 2 ? 0 : 1 / Math.sqrt(S / t + epsilon);
}

/** (y - m) / sigma and, with `both`, (y* - m) / sigma beside it: [B, 1 or 2], after the t-th value. */
export function normalised(
  tape: Tape,
  memory: Node,
  y: Node,
  { t, epsilon, both }: { readonly t: Count; readonly epsilon: number; readonly both: boolean },
): Node {
  const [size, width] = [memory.rows, memory.cols];
  const cols = both ? 2 : 1;
  const scale = new Float64Array(size);
  let kept: ArrayLike<number>;
  return tape.loops({
    inputs: [memory, y],
    rows: size,
    cols,
    forward(out, memories, values) {
      for (let b = 0, at = 0; b < size; b++, at += width) {
        scale[b] = perSpread(memories![at + 1]!, countOf(t, b), epsilon);
        out[b * cols] = (values![b]! - memories![at]!) * scale[b]!;
        if (both) out[b * cols + 1] = (memories![at + 2]! - memories![at]!) * scale[b]!;
      }
      kept = out;
    },
    backward(d, dMemory, dValues) {
      for (let b = 0, at = 0; b < size; b++, at += width) {
        const dSeen = d[b * cols]! * scale[b]!;
        const dLeast = both ? d[b * cols + 1]! * scale[b]! : 0;
        if (dValues) dValues[b]! += dSeen;
        if (!dMemory) continue;
        dMemory[at + 2]! += dLeast;
        dMemory[at]! -= dSeen + dLeast;
        const sum = dSeen * kept[b * cols]! + (both ? dLeast * kept[b * cols + 1]! : 0);
        dMemory[at + 1]! -= (sum * scale[b]!) / (2 * Math.max(1, countOf(t, b)));
      }
    },
  });
}

/** How far the incumbent is from what a network recalls of it, [B, d]: the mean of (recalled - 5 (x* - 1/2))^2, 1 x 1. */
export function forgotten(tape: Tape, memory: Node, recalled: Node): Node {
  const { rows, cols } = recalled;
  const memories = tape.numbers(memory);
  const goal = Float64Array.from({ length: rows * cols }, (_, i) => {
    const b = Math.floor(i / cols);
    return 5 * (memories[b * memory.cols + 3 + (i - b * cols)]! - 0.5);
  });
  return squaredMiss(tape, recalled, goal);
}
