/**
 * A layer of long short-term memory, Hochreiter & Schmidhuber (1997) with the forget gate of Gers et al. (2000):
 *
 *   [i f g o] = x_t V + h_{t-1} W + b        c_t = s(f) c_{t-1} + s(i) tanh(g)        h_t = s(o) tanh(c_t)
 *
 * s is the logistic function; h_0 = c_0 = 0; the output is h_T.
 *
 *   x  rows x T x n      V  n x 4 units      W  units x 4 units      b  4 units
 *   a  T x rows x 4 units, the gates, after their functions          c, h  (T + 1) x rows x units
 */
import type { Vector } from 'optbench';
import { matrix, product, transposed } from '../product/product.ts';
import { grown, type Layer } from './layer.ts';

/** An LSTM layer over T steps of n numbers each. */
export function lstm(T: number, n: number, units: number): Layer {
  const gates = 4 * units;
  const w = n * gates;
  const bias = w + units * gates;
  let x: Vector = new Float64Array();
  let a: Vector = new Float64Array();
  let c: Vector = new Float64Array();
  let h: Vector = new Float64Array();
  let [da, dc, dh, dx]: Vector[] = [new Float64Array(), new Float64Array(), new Float64Array(), new Float64Array()];
  const step = (data: Vector, t: number) => ({ data, offset: t * n, row: T * n, column: 1 });
  return {
    kind: 'lstm',
    inputs: T * n,
    outputs: units,
    tensors: [
      { name: 'input', shape: [n, gates], bias: false, fanIn: n, fanOut: units },
      { name: 'recurrent', shape: [units, gates], bias: false, fanIn: units, fanOut: units },
      { name: 'bias', shape: [gates], bias: true, fanIn: n, fanOut: units },
    ],
    forward(given, rows, theta) {
      x = given;
      const size = rows * units;
      a = grown(a, T * rows * gates);
      c = grown(c, (T + 1) * size).fill(0, 0, size);
      h = grown(h, (T + 1) * size).fill(0, 0, size);
      for (let t = 0; t < T; t++) {
        const at = t * rows * gates;
        for (let k = 0; k < rows * gates; k += gates) for (let j = 0; j < gates; j++) a[at + k + j] = theta[bias + j]!;
        const A = matrix(a, gates, at);
        product([rows, n, gates], step(x, t), matrix(theta, gates), A, true);
        product([rows, units, gates], matrix(h, units, t * size), matrix(theta, gates, w), A, true);
        for (let r = 0; r < rows; r++) {
          for (let j = 0; j < units; j++) {
            const [p, q] = [at + r * gates + j, t * size + r * units + j];
            const i = sigmoid(a[p]!);
            const f = sigmoid(a[p + units]!);
            const g = Math.tanh(a[p + 2 * units]!);
            const o = sigmoid(a[p + 3 * units]!);
            [a[p], a[p + units], a[p + 2 * units], a[p + 3 * units]] = [i, f, g, o];
            c[q + size] = f * c[q]! + i * g;
            h[q + size] = o * Math.tanh(c[q + size]!);
          }
        }
      }
      return h.subarray(T * size, (T + 1) * size);
    },
    backward(dy, rows, theta, gradient, wanted) {
      const size = rows * units;
      gradient.fill(0);
      da = grown(da!, rows * gates);
      dc = grown(dc!, size).fill(0);
      dh = grown(dh!, size);
      dh.set(dy.subarray(0, size));
      if (wanted) dx = grown(dx!, rows * T * n);
      for (let t = T - 1; t >= 0; t--) {
        for (let r = 0; r < rows; r++) {
          for (let j = 0; j < units; j++) {
            const [p, q, k] = [t * rows * gates + r * gates + j, t * size + r * units + j, r * units + j];
            const [i, f, g, o] = [a[p]!, a[p + units]!, a[p + 2 * units]!, a[p + 3 * units]!];
            const bent = Math.tanh(c[q + size]!);
            const slope = dc[k]! + dh[k]! * o * (1 - bent * bent);
            const d = r * gates + j;
            da[d] = slope * g * i * (1 - i);
            da[d + units] = slope * c[q]! * f * (1 - f);
            da[d + 2 * units] = slope * i * (1 - g * g);
            da[d + 3 * units] = dh[k]! * bent * o * (1 - o);
            dc[k] = slope * f;
          }
        }
        const dA = matrix(da, gates);
        product([n, rows, gates], transposed(step(x, t)), dA, matrix(gradient, gates), true);
        product([units, rows, gates], transposed(matrix(h, units, t * size)), dA, matrix(gradient, gates, w), true);
        for (let k = 0; k < rows * gates; k += gates) {
          for (let j = 0; j < gates; j++) gradient[bias + j]! += da[k + j]!;
        }
        if (wanted) product([rows, gates, n], dA, transposed(matrix(theta, gates)), step(dx!, t));
        product([rows, gates, units], dA, transposed(matrix(theta, gates, w)), matrix(dh, units));
      }
      return wanted ? dx : undefined;
    },
  };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
