/**
 * One step of a long short-term memory. Hochreiter & Schmidhuber (1997), with the forget gate of Gers et al. (2000):
 *
 *   z = [x, h] W + b, cut into i | f | g | o
 *   c' = sigmoid(f) c + sigmoid(i) tanh(g)                         (1)
 *   h' = sigmoid(o) tanh(c')                                       (2)
 *
 *   B  rows           x  B x I     W  (I + H) x 4H     carry  B x 2H, every row h | c
 *   H  units          h, c  B x H  b  4H
 *
 * The step is one operation on the tape: its two products by the engine, everything else in one loop each way.
 */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { sigmoid, tanh } from '../math/tanh.ts';
import { tf } from './engine.ts';
import { originOf, share } from './gather.ts';
import { numbersOf } from './loops.ts';
import { transposed } from './product.ts';

/** carry' from the input, the carry, W and b. */
export function lstm(x: Tensor2D, carry: Tensor2D, W: Tensor2D, b: Tensor1D): Tensor2D {
  const { customGrad, matMul, tensor1d, tensor2d } = tf();
  const [B, I, H] = [x.shape[0], x.shape[1], carry.shape[1] / 2];
  const R = I + H;
  const operation = customGrad(() => {
    const before = numbersOf(carry).slice();
    const inputs = concatenated(numbersOf(x), before, B, I, H);
    const z = matMul(tensor2d(inputs, [B, R]), W);
    const { after, gates } = forward(numbersOf(z), numbersOf(b), before, B, H);
    return {
      value: tensor2d(after, [B, 2 * H]),
      gradFunc: (gradient: Tensor) => {
        const { dz, db, dc } = backward(numbersOf(gradient), gates, before, B, H);
        const dzs = tensor2d(dz, [B, 4 * H]);
        const dInputs = numbersOf(matMul(dzs, transposed(originOf(W))));
        const [dx, dCarry] = separated(dInputs, dc, B, I, H);
        return [
          tensor2d(dx, [B, I]),
          tensor2d(dCarry, [B, 2 * H]),
          share(W, transpose(inputs, B, R), dz, B),
          tensor1d(db),
        ];
      },
    };
  });
  return operation(x, carry, W, b) as Tensor2D;
}

/** Equations 1 and 2. `gates` keeps sigmoid(i) | sigmoid(f) | tanh(g) | sigmoid(o) | tanh(c') for the way back. */
function forward(z: Float32Array, b: Float32Array, before: Float32Array, B: number, H: number) {
  const after = new Float32Array(B * 2 * H);
  const gates = new Float32Array(B * 5 * H);
  for (let row = 0; row < B; row++) {
    const [zs, cs, gs] = [row * 4 * H, row * 2 * H, row * 5 * H];
    for (let j = 0; j < H; j++) {
      const i = sigmoid(z[zs + j]! + b[j]!);
      const f = sigmoid(z[zs + H + j]! + b[H + j]!);
      const g = tanh(z[zs + 2 * H + j]! + b[2 * H + j]!);
      const o = sigmoid(z[zs + 3 * H + j]! + b[3 * H + j]!);
      const c = f * before[cs + H + j]! + i * g;
      const s = tanh(c);
      after[cs + j] = o * s;
      after[cs + H + j] = c;
      gates[gs + j] = i;
      gates[gs + H + j] = f;
      gates[gs + 2 * H + j] = g;
      gates[gs + 3 * H + j] = o;
      gates[gs + 4 * H + j] = s;
    }
  }
  return { after, gates };
}

/** dz and db, and the part of dc that comes through equation 1. */
function backward(dAfter: Float32Array, gates: Float32Array, before: Float32Array, B: number, H: number) {
  const dz = new Float32Array(B * 4 * H);
  const db = new Float32Array(4 * H);
  const dc = new Float32Array(B * H);
  for (let row = 0; row < B; row++) {
    const [zs, cs, gs] = [row * 4 * H, row * 2 * H, row * 5 * H];
    for (let j = 0; j < H; j++) {
      const i = gates[gs + j]!;
      const f = gates[gs + H + j]!;
      const g = gates[gs + 2 * H + j]!;
      const o = gates[gs + 3 * H + j]!;
      const s = gates[gs + 4 * H + j]!;
      const dh = dAfter[cs + j]!;
      const d = dAfter[cs + H + j]! + dh * o * (1 - s * s);
      const di = d * g * i * (1 - i);
      const df = d * before[cs + H + j]! * f * (1 - f);
      const dg = d * i * (1 - g * g);
      const dOut = dh * s * o * (1 - o);
      dz[zs + j] = di;
      dz[zs + H + j] = df;
      dz[zs + 2 * H + j] = dg;
      dz[zs + 3 * H + j] = dOut;
      db[j]! += di;
      db[H + j]! += df;
      db[2 * H + j]! += dg;
      db[3 * H + j]! += dOut;
      dc[row * H + j] = d * f;
    }
  }
  return { dz, db, dc };
}

/** [x, h], row by row. */
function concatenated(x: Float32Array, carry: Float32Array, B: number, I: number, H: number): Float32Array {
  const R = I + H;
  const result = new Float32Array(B * R);
  for (let row = 0; row < B; row++) {
    for (let i = 0; i < I; i++) result[row * R + i] = x[row * I + i]!;
    for (let j = 0; j < H; j++) result[row * R + I + j] = carry[row * 2 * H + j]!;
  }
  return result;
}

/** The gradient of [x, h] and of c, as gradients of x and of the carry. */
function separated(d: Float32Array, dc: Float32Array, B: number, I: number, H: number): [Float32Array, Float32Array] {
  const R = I + H;
  const dx = new Float32Array(B * I);
  const dCarry = new Float32Array(B * 2 * H);
  for (let row = 0; row < B; row++) {
    for (let i = 0; i < I; i++) dx[row * I + i] = d[row * R + i]!;
    for (let j = 0; j < H; j++) {
      dCarry[row * 2 * H + j] = d[row * R + I + j]!;
      dCarry[row * 2 * H + H + j] = dc[row * H + j]!;
    }
  }
  return [dx, dCarry];
}

function transpose(a: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(a.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) result[c * rows + r] = a[r * columns + c]!;
  return result;
}
