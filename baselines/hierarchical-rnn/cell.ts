/**
 * A gated recurrent unit that is told a bias from above. Cho et al. (2014), Learning Phrase Representations using RNN
 * Encoder-Decoder, eqs. 5 to 8, with the bias of Wichrowska et al. (2017), section 3.1:
 *
 *   r, u = sigmoid([x, h] A + a + bias)           reset and update, from one product
 *   s    = tanh([x, r h] C + c + bias_s)
 *   h'   = u h + (1 - u) s
 *
 *   x  R x I      h  R x H      A  (I + H) x 2H      C  (I + H) x H      bias  3H for each group of rows: r | u | s
 */
import type { Rng } from 'optbench';
import type { Node, Tape, Theta, Weight, Weights } from 'optbench/learn';
import { added, type Groups } from './groups.ts';

/** The released code's: an update gate of 0.9. */
const GATES = 2.2;

/** A bias from above, and who is told which row of it. */
export interface Bias {
  readonly bias: Node;
  readonly groups: Groups;
}

/** Fresh weights of a unit. */
export function cellWeights(inputs: number, units: number, rng: Rng): Weights {
  return {
    A: normal(inputs + units, 2 * units, rng.split('A')),
    a: { shape: [2 * units], data: new Float32Array(2 * units).fill(GATES) },
    C: normal(inputs + units, units, rng.split('C')),
    c: { shape: [units], data: new Float32Array(units) },
  };
}

/** N(0, (0.5 / sqrt inputs)^2), as in the released code. */
export function normal(inputs: number, outputs: number, rng: Rng): Weight {
  const data = Float32Array.from({ length: inputs * outputs }, () => (0.5 / Math.sqrt(inputs)) * rng.normal());
  return { shape: [inputs, outputs], data };
}

/** One step; `name` is what the weights are called by. */
export function cell(tape: Tape, theta: Theta, name: string, x: Node, h: Node, above?: Bias): Node {
  const H = h.cols;
  const weight = (of: string): Node => theta[`${name}.${of}`]!;
  const told = (z: Node, from: number, to: number): Node =>
    above === undefined ? z : added(tape, z, tape.columns(above.bias, from, to), above.groups);
  const z = tape.product(tape.beside(x, h), weight('A'), weight('a'));
  const gates = tape.squash(told(z, 0, 2 * H), 'sigmoid');
  const proposed = tape.product(tape.beside(x, reset(tape, gates, h)), weight('C'), weight('c'));
  return mixed(tape, gates, h, tape.squash(told(proposed, 2 * H, 3 * H), 'tanh'));
}

/** r h. */
function reset(tape: Tape, gates: Node, h: Node): Node {
  const H = h.cols;
  const [G, old] = [tape.numbers(gates), tape.numbers(h)];
  return tape.loops({
    inputs: [gates, h],
    rows: h.rows,
    cols: H,
    forward(out) {
      for (let row = 0, at = 0; row < h.rows; row++) {
        for (let k = 0, r = row * 2 * H; k < H; k++, at++, r++) out[at] = G[r]! * old[at]!;
      }
    },
    backward(d, dG, dh) {
      for (let row = 0, at = 0; row < h.rows; row++) {
        for (let k = 0, r = row * 2 * H; k < H; k++, at++, r++) {
          if (dG) dG[r]! += d[at]! * old[at]!;
          if (dh) dh[at]! += d[at]! * G[r]!;
        }
      }
    },
  });
}

/** u h + (1 - u) s. */
function mixed(tape: Tape, gates: Node, h: Node, s: Node): Node {
  const H = h.cols;
  const [G, old, now] = [tape.numbers(gates), tape.numbers(h), tape.numbers(s)];
  return tape.loops({
    inputs: [gates, h, s],
    rows: h.rows,
    cols: H,
    forward(out) {
      for (let row = 0, at = 0; row < h.rows; row++) {
        for (let k = 0, u = row * 2 * H + H; k < H; k++, at++, u++) {
          out[at] = G[u]! * old[at]! + (1 - G[u]!) * now[at]!;
        }
      }
    },
    backward(d, dG, dh, ds) {
      for (let row = 0, at = 0; row < h.rows; row++) {
        for (let k = 0, u = row * 2 * H + H; k < H; k++, at++, u++) {
          if (dG) dG[u]! += d[at]! * (old[at]! - now[at]!);
          if (dh) dh[at]! += d[at]! * G[u]!;
          if (ds) ds[at]! += d[at]! * (1 - G[u]!);
        }
      }
    },
  });
}
