/**
 * The LSTM controller. Hochreiter & Schmidhuber (1997), with the forget gate of Gers et al. (2000); equations at
 * `Tape.lstm`. Fresh weights: orthogonal recurrent weights, forget-gate bias 4.
 */
import type { Rng } from 'optbench';
import { sigmoid, tanh, type Weight, type Weights } from 'optbench/learn';
import type { Controller, PlainController } from './controller.ts';

/** An LSTM of H units, a multiple of four. */
export function lstm(H: number): Controller {
  return {
    name: `lstm-${H}`,
    outputs: H,
    weights: (inputs, rng) => lstmWeights(inputs, H, rng),
    begin: (tape, _, size) => [tape.constant(new Float32Array(size * 2 * H), size, 2 * H)],
    step(tape, theta, [carry], seen) {
      const next = tape.lstm(seen, carry!, theta['W']!, theta['b']!);
      return { state: [next], output: tape.columns(next, 0, H) };
    },
    plain: (theta) => new PlainLstm(theta['W']!.data, theta['b']!.data),
  };
}

/** Fresh W, (inputs + H) x 4H, and b. */
export function lstmWeights(inputs: number, H: number, rng: Rng): { readonly W: Weight; readonly b: Weight } {
  const W = new Float32Array((inputs + H) * 4 * H);
  for (let i = 0; i < inputs * 4 * H; i++) W[i] = rng.normal() / Math.sqrt(inputs);
  for (let gate = 0; gate < 4; gate++) {
    orthogonal(H, rng).forEach((row, i) => {
      row.forEach((q, j) => {
        W[(inputs + i) * 4 * H + gate * H + j] = q;
      });
    });
  }
  const b = new Float32Array(4 * H).fill(4, H, 2 * H);
  return { W: { shape: [inputs + H, 4 * H], data: W }, b: { shape: [4 * H], data: b } } satisfies Weights;
}

/** The cell in plain numbers. */
export class PlainLstm implements PlainController {
  private readonly W: Float32Array;
  private readonly b: Float32Array;
  private readonly h: Float64Array;
  private readonly c: Float64Array;
  private readonly z: Float64Array;

  constructor(W: Float32Array, b: Float32Array, from?: PlainLstm) {
    this.W = W;
    this.b = b;
    this.h = from?.h.slice() ?? new Float64Array(b.length / 4);
    this.c = from?.c.slice() ?? new Float64Array(b.length / 4);
    this.z = new Float64Array(b.length);
  }

  fork(): PlainLstm {
    return new PlainLstm(this.W, this.b, this);
  }

  step(seen: Float64Array): Float64Array {
    const { W, b, h, c, z } = this;
    const [H, wide] = [h.length, z.length];
    z.set(b);
    const rows = seen.length + H;
    const at = (i: number): number => (i < seen.length ? seen[i]! : h[i - seen.length]!);
    let i = 0;
    for (; i + 4 <= rows; i += 4) {
      // Four rows at a time, summed in the order of one by one.
      const [v0, v1, v2, v3] = [at(i), at(i + 1), at(i + 2), at(i + 3)];
      let [r0, r1, r2, r3] = [i * wide, (i + 1) * wide, (i + 2) * wide, (i + 3) * wide];
      for (let j = 0; j < wide; j++) {
        z[j] = z[j]! + v0 * W[r0++]! + v1 * W[r1++]! + v2 * W[r2++]! + v3 * W[r3++]!;
      }
    }
    for (; i < rows; i++) {
      const value = at(i);
      for (let j = 0; j < wide; j++) z[j]! += value * W[i * wide + j]!;
    }
    for (let j = 0; j < H; j++) {
      c[j] = sigmoid(z[H + j]!) * c[j]! + sigmoid(z[j]!) * tanh(z[2 * H + j]!);
      h[j] = sigmoid(z[3 * H + j]!) * tanh(c[j]!);
    }
    return h;
  }
}

/** A random orthogonal matrix: normal rows, made orthonormal by Gram-Schmidt. */
function orthogonal(n: number, rng: Rng): number[][] {
  const rows: number[][] = [];
  while (rows.length < n) {
    const row = Array.from({ length: n }, () => rng.normal());
    for (const q of rows) {
      const dot = q.reduce((sum, value, i) => sum + value * row[i]!, 0);
      for (let i = 0; i < n; i++) row[i]! -= dot * q[i]!;
    }
    const length = Math.hypot(...row);
    rows.push(row.map((value) => value / length));
  }
  return rows;
}
