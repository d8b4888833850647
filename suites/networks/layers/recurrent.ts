/**
 * A recurrent layer, Elman (1990): h_t = f(x_t V + h_{t-1} W + b), h_0 = 0; its output is h_T. Back through all of time.
 *
 *   x  rows x T x n      V  n x units      W  units x units      b  units
 *   h  (T + 1) x rows x units              da  rows x units, the slope before f
 */
import type { Vector } from 'optbench';
import { matrix, product, transposed } from '../product/product.ts';
import { type ActivationName, activations } from './activation.ts';
import { grown, type Layer } from './layer.ts';

/** A recurrent layer over T steps of n numbers each. */
export function recurrent(T: number, n: number, units: number, name: ActivationName): Layer {
  const { value, slope } = activations[name];
  const w = n * units;
  const bias = w + units * units;
  let x: Vector = new Float64Array();
  let h: Vector = new Float64Array();
  let dh: Vector = new Float64Array();
  let dx: Vector = new Float64Array();
  /** x_t: one step of every row. */
  const step = (data: Vector, t: number) => ({ data, offset: t * n, row: T * n, column: 1 });
  return {
    kind: 'recurrent',
    inputs: T * n,
    outputs: units,
    tensors: [
      { name: 'input', shape: [n, units], bias: false, fanIn: n, fanOut: units },
      { name: 'recurrent', shape: [units, units], bias: false, fanIn: units, fanOut: units },
      { name: 'bias', shape: [units], bias: true, fanIn: n, fanOut: units },
    ],
    forward(given, rows, theta) {
      x = given;
      const size = rows * units;
      h = grown(h, (T + 1) * size);
      h.fill(0, 0, size);
      for (let t = 0; t < T; t++) {
        const [before, after] = [t * size, (t + 1) * size];
        for (let k = 0; k < size; k += units) for (let j = 0; j < units; j++) h[after + k + j] = theta[bias + j]!;
        const H = matrix(h, units, after);
        product([rows, n, units], step(x, t), matrix(theta, units), H, true);
        product([rows, units, units], matrix(h, units, before), matrix(theta, units, w), H, true);
        for (let k = after; k < after + size; k++) h[k] = value(h[k]!);
      }
      return h.subarray(T * size, (T + 1) * size);
    },
    backward(dy, rows, theta, gradient, wanted) {
      const size = rows * units;
      gradient.fill(0);
      if (wanted) dx = grown(dx, rows * T * n);
      dh = grown(dh, 2 * size);
      let da = dh.subarray(0, size);
      let spare = dh.subarray(size, 2 * size);
      da.set(dy.subarray(0, size));
      for (let t = T - 1; t >= 0; t--) {
        const [before, after] = [t * size, (t + 1) * size];
        for (let k = 0; k < size; k++) da[k]! *= slope(h[after + k]!);
        const dA = matrix(da, units);
        product([n, rows, units], transposed(step(x, t)), dA, matrix(gradient, units), true);
        product([units, rows, units], transposed(matrix(h, units, before)), dA, matrix(gradient, units, w), true);
        for (let k = 0; k < size; k += units) for (let j = 0; j < units; j++) gradient[bias + j]! += da[k + j]!;
        if (wanted) product([rows, units, n], dA, transposed(matrix(theta, units)), step(dx, t));
        product([rows, units, units], dA, transposed(matrix(theta, units, w)), matrix(spare, units));
        [da, spare] = [spare, da];
      }
      return wanted ? dx : undefined;
    },
  };
}
