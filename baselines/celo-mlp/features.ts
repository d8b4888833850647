/**
 * What the network is shown of every coordinate of a tensor, 30 numbers: the table of Metz et al. (2022), Practical Tradeoffs
 * between Memory, Compute, and Performance in Learned Optimizers, in the selection of Celo2 (2026).
 *
 *   of the coordinate, 18
 *     g, clip(g)                gradient, and into [-0.1, 0.1]
 *     p                         where it stands
 *     m_k                       averages of g, decays 0.9, 0.99, 0.999
 *     v, s = 1 / sqrt v         average of g^2, decay 0.95
 *     g s, m_k s
 *     f_k g, f_k m_k            f_k = (r_k c_k / mean r_k)^(-1/2), Adafactor's second moment (Shazeer & Stern 2018, eq. 4)
 *   of its row, 6               r_k, 1 / sqrt r_k: averages of the mean of g^2, decays as those of m_k
 *   of its column, 6            c_k, 1 / sqrt c_k
 *
 * A tensor of more than two axes is a matrix of its last axis; a vector is a matrix of one column, whose f_k is 1 / sqrt r_k exactly.
 *
 * Deviation: what keeps a root from 0 is added in units of the tensor's mean, not of 1, so that but for clip(g) nothing changes
 * where a problem is given in other units. And for a vector c_k is a constant, not a second copy of r_k.
 */
import { type Block, sizeOf, type Vector } from 'optbench';
import type { Numbers, Rows } from 'optbench/learn';

/** How many numbers are of the coordinate itself, and how many of its row or column. */
export const [OWN, SHARED] = [18, 6];
/** All of them. */
export const FEATURES = OWN + 2 * SHARED;

const [DECAY0, DECAY1, DECAY2] = [0.9, 0.99, 0.999] as const;
const V_DECAY = 0.95;
const CLIP = 0.1;
/** Beside a second moment, in units of its mean over the tensor. */
const EPSILON = 1e-3;
/** The least mean that is divided by. */
const TINY = 1e-30;
/** Larger gradients would overflow in single precision. */
const LARGEST = 1e15;

/** One tensor's averages. */
export class Moments {
  readonly rows: number;
  readonly cols: number;
  private readonly m: readonly [Float32Array, Float32Array, Float32Array];
  private readonly v: Float32Array;
  private vMean = 0;
  private readonly r: readonly [Lines, Lines, Lines];
  private readonly c: readonly [Lines, Lines, Lines];

  constructor(block: Block) {
    this.cols = block.shape.length < 2 ? 1 : block.shape.at(-1)!;
    this.rows = sizeOf(block) / this.cols;
    const { rows, cols } = this;
    const average = (): Float32Array => new Float32Array(rows * cols);
    this.m = [average(), average(), average()];
    this.v = average();
    this.r = [new Lines(rows, DECAY0), new Lines(rows, DECAY1), new Lines(rows, DECAY2)];
    this.c = [new Lines(cols, DECAY0), new Lines(cols, DECAY1), new Lines(cols, DECAY2)];
  }

  get size(): number {
    return this.rows * this.cols;
  }

  /** Takes all averages on. */
  follow(gradient: Vector): void {
    const { rows, cols, v } = this;
    const [m0, m1, m2] = this.m;
    const [ofRow, ofCol] = [new Float64Array(rows), new Float64Array(cols)];
    let sum = 0;
    for (let i = 0, e = 0; i < rows; i++) {
      let inRow = 0;
      for (let j = 0; j < cols; j++, e++) {
        const g = clamp(gradient[e]!, LARGEST);
        inRow += g * g;
        ofCol[j]! += g * g;
        m0[e] = DECAY0 * m0[e]! + (1 - DECAY0) * g;
        m1[e] = DECAY1 * m1[e]! + (1 - DECAY1) * g;
        m2[e] = DECAY2 * m2[e]! + (1 - DECAY2) * g;
        v[e] = V_DECAY * v[e]! + (1 - V_DECAY) * g * g;
      }
      ofRow[i] = inRow / cols;
      sum += inRow;
    }
    for (let j = 0; j < cols; j++) ofCol[j]! /= rows;
    this.vMean = V_DECAY * this.vMean + (1 - V_DECAY) * (sum / this.size);
    for (const lines of this.r) lines.follow(ofRow);
    for (const lines of this.c) lines.follow(ofCol);
  }

  /** What is the same along a row, rows x 6. */
  ofRows(): Float32Array {
    return shown(this.r, this.rows);
  }

  /** What is the same along a column, columns x 6. */
  ofColumns(): Float32Array {
    return shown(this.c, this.cols);
  }

  /** What is a coordinate's own, 18 numbers each, in some of the rows. */
  own(x: Vector, gradient: Vector, rows: Rows, out: Numbers): void {
    const { cols, v } = this;
    const [m0, m1, m2] = this.m;
    const [row0, row1, row2] = this.r.map(({ roots }) => roots) as [Float64Array, Float64Array, Float64Array];
    const [col0, col1, col2] = this.c.map(({ roots }) => roots) as [Float64Array, Float64Array, Float64Array];
    const [root0, root1, root2] = this.r.map(({ mean }) => Math.sqrt(mean)) as [number, number, number];
    const least = EPSILON * this.vMean + TINY;
    // Written out, feature by feature: this loop is a good part of a step's time.
    for (let i = rows.from, e = i * cols, to = 0; i < rows.to; i++) {
      const inRow0 = root0 * row0[i]!;
      const inRow1 = root1 * row1[i]!;
      const inRow2 = root2 * row2[i]!;
      for (let j = 0; j < cols; j++, e++, to += OWN) {
        const g = clamp(gradient[e]!, LARGEST);
        const u0 = m0[e]!;
        const u1 = m1[e]!;
        const u2 = m2[e]!;
        const square = v[e]!;
        const s = 1 / Math.sqrt(square + least);
        const f0 = inRow0 * col0[j]!;
        const f1 = inRow1 * col1[j]!;
        const f2 = inRow2 * col2[j]!;
        out[to] = g;
        out[to + 1] = clamp(g, CLIP);
        out[to + 2] = x[e]!;
        out[to + 3] = u0;
        out[to + 4] = u1;
        out[to + 5] = u2;
        out[to + 6] = square;
        out[to + 7] = s;
        out[to + 8] = g * s;
        out[to + 9] = u0 * s;
        out[to + 10] = u1 * s;
        out[to + 11] = u2 * s;
        out[to + 12] = f0 * g;
        out[to + 13] = f1 * g;
        out[to + 14] = f2 * g;
        out[to + 15] = f0 * u0;
        out[to + 16] = f1 * u1;
        out[to + 17] = f2 * u2;
      }
    }
  }

  /** The sum of squares over the tensor of each of the 18, without taking roots. */
  squares(x: Vector, gradient: Vector): Float64Array {
    const sums = new Float64Array(OWN);
    this.plainSquares(x, gradient, sums);
    this.factoredSquares(gradient, sums);
    return sums;
  }

  private plainSquares(x: Vector, gradient: Vector, sums: Float64Array): void {
    const { v, size } = this;
    const [m0, m1, m2] = this.m;
    const least = EPSILON * this.vMean + TINY;
    let ofG = 0;
    let ofClipped = 0;
    let ofX = 0;
    let ofU0 = 0;
    let ofU1 = 0;
    let ofU2 = 0;
    let ofV = 0;
    let ofS = 0;
    let ofGs = 0;
    let ofU0s = 0;
    let ofU1s = 0;
    let ofU2s = 0;
    for (let e = 0; e < size; e++) {
      const g = clamp(gradient[e]!, LARGEST);
      const clipped = clamp(g, CLIP);
      const square = v[e]!;
      const gg = g * g;
      const uu0 = m0[e]! * m0[e]!;
      const uu1 = m1[e]! * m1[e]!;
      const uu2 = m2[e]! * m2[e]!;
      const ss = 1 / (square + least);
      ofG += gg;
      ofClipped += clipped * clipped;
      ofX += x[e]! * x[e]!;
      ofU0 += uu0;
      ofU1 += uu1;
      ofU2 += uu2;
      ofV += square * square;
      ofS += ss;
      ofGs += gg * ss;
      ofU0s += uu0 * ss;
      ofU1s += uu1 * ss;
      ofU2s += uu2 * ss;
    }
    sums.set([ofG, ofClipped, ofX, ofU0, ofU1, ofU2, ofV, ofS, ofGs, ofU0s, ofU1s, ofU2s]);
  }

  private factoredSquares(gradient: Vector, sums: Float64Array): void {
    const { rows, cols } = this;
    this.m.forEach((m, k) => {
      const [{ roots: ofRow, mean }, { roots: ofCol }] = [this.r[k]!, this.c[k]!];
      for (let i = 0, e = 0; i < rows; i++) {
        let ofG = 0;
        let ofU = 0;
        for (let j = 0; j < cols; j++, e++) {
          const g = clamp(gradient[e]!, LARGEST) * ofCol[j]!;
          const u = m[e]! * ofCol[j]!;
          ofG += g * g;
          ofU += u * u;
        }
        sums[12 + k]! += mean * ofRow[i]! * ofRow[i]! * ofG;
        sums[15 + k]! += mean * ofRow[i]! * ofRow[i]! * ofU;
      }
    });
  }
}

/** Averages of the mean square of rows, or of columns, and what belongs to them. */
class Lines {
  readonly average: Float64Array;
  /** 1 / sqrt of each. */
  readonly roots: Float64Array;
  mean = 0;
  private readonly decay: number;

  constructor(count: number, decay: number) {
    this.average = new Float64Array(count);
    this.roots = new Float64Array(count);
    this.decay = decay;
  }

  follow(now: Float64Array): void {
    const { average, roots, decay } = this;
    let sum = 0;
    for (let i = 0; i < now.length; i++) {
      average[i] = decay * average[i]! + (1 - decay) * now[i]!;
      sum += average[i]!;
    }
    this.mean = sum / now.length;
    const least = EPSILON * this.mean + TINY;
    for (let i = 0; i < now.length; i++) roots[i] = 1 / Math.sqrt(average[i]! + least);
  }
}

/** What the network is shown of rows or columns. */
function shown(lines: readonly Lines[], count: number): Float32Array {
  const out = new Float32Array(count * SHARED);
  lines.forEach(({ average, roots }, k) => {
    for (let i = 0; i < count; i++) {
      out[i * SHARED + 2 * k] = average[i]!;
      out[i * SHARED + 2 * k + 1] = roots[i]!;
    }
  });
  return out;
}

/** Into [-most, most]. */
function clamp(value: number, most: number): number {
  return value > most ? most : value < -most ? -most : value;
}
