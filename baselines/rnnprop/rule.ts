/**
 * RNNprop: an LSTM that is shown gradients in units of their own size. Lv, Jiang & Li (2017), Learning Gradient Descent: Better
 * Generalization and Longer Horizons, section 4.
 *
 *   m, v   averages of g and g^2, beta 0.95 each, debiased              (1)
 *   in     g / sqrt(v), m / sqrt(v)        eps 1e-8 beside the root      (2)
 *   net    dense 20, ELU; two LSTM layers of 20; dense 1: a
 *   theta  <- theta - 0.1 tanh(a)                                        (3)
 *
 *   B  problems      n  coordinates      R = B n  rows, one network for all of them
 */
import {
  denseWeights,
  type LearnedDescent,
  lstmLayer,
  type Node,
  type Numbers,
  named,
  type Tape,
} from 'optbench/learn';

const H = 20;
const BETA = 0.95;
const EPSILON = 1e-8;
const STEP = 0.1;

/** The averages, B x n, and the two layers' carries. */
interface State {
  readonly m: Node;
  readonly v: Node;
  readonly first: Node;
  readonly second: Node;
}

/** The rule, under a name: one for each way of training it. */
export function rnnprop(name: string): LearnedDescent<State> {
  return {
    name,
    source: 'Lv, Jiang & Li (2017), Learning Gradient Descent: Better Generalization and Longer Horizons, section 4',
    coordinatewise: true,
    weights: (rng) =>
      named({
        in: denseWeights(2, H, rng.split('in')),
        lstm1: lstmLayer(H, H, rng.split('lstm1')),
        lstm2: lstmLayer(H, H, rng.split('lstm2')),
        out: denseWeights(H, 1, rng.split('out'), 0.1),
      }),
    tape: {
      begin(tape, _, { x }) {
        const [B, n] = [x.rows, x.cols];
        const zeros = tape.constant(new Float32Array(B * n), B, n);
        const carry = tape.constant(new Float32Array(B * n * 2 * H), B * n, 2 * H);
        return { m: zeros, v: zeros, first: carry, second: carry };
      },
      step(tape, theta, state, { gradient, step }) {
        const [B, n] = [gradient.rows, gradient.cols];
        const g = tape.numbers(gradient);
        const average = (node: Node, of: (g: number) => number): Numbers =>
          tape.numbers(node).map((mean, i) => BETA * mean + (1 - BETA) * of(g[i]!)); // (1)
        const m = average(state.m, (g) => g);
        const v = average(state.v, (g) => g * g);
        const debias = 1 - BETA ** (step + 1);
        const seen = new Float32Array(2 * B * n);
        for (let i = 0; i < B * n; i++) {
          const size = Math.sqrt(v[i]! / debias) + EPSILON; // (2)
          seen[2 * i] = g[i]! / size;
          seen[2 * i + 1] = m[i]! / debias / size;
        }
        const hidden = elu(tape, tape.product(tape.constant(seen, B * n, 2), theta['in.W']!, theta['in.b']!));
        const first = tape.lstm(hidden, state.first, theta['lstm1.W']!, theta['lstm1.b']!);
        const second = tape.lstm(tape.columns(first, 0, H), state.second, theta['lstm2.W']!, theta['lstm2.b']!);
        const a = tape.squash(tape.product(tape.columns(second, 0, H), theta['out.W']!, theta['out.b']!), 'tanh');
        return {
          step: scaled(tape, tape.reshape(a, B, n), -STEP), // (3)
          state: { m: tape.constant(m, B, n), v: tape.constant(v, B, n), first, second },
        };
      },
    },
  };
}

/** x where x > 0, e^x - 1 elsewhere. Clevert et al. (2016). */
function elu(tape: Tape, a: Node): Node {
  let made: Numbers;
  return tape.loops({
    inputs: [a],
    rows: a.rows,
    cols: a.cols,
    forward(out, x) {
      for (let i = 0; i < out.length; i++) out[i] = x![i]! > 0 ? x![i]! : Math.expm1(x![i]!);
      made = out;
    },
    backward(d, dx) {
      for (let i = 0; i < d.length; i++) dx![i]! += d[i]! * (made[i]! > 0 ? 1 : made[i]! + 1);
    },
  });
}

function scaled(tape: Tape, a: Node, by: number): Node {
  return tape.loops({
    inputs: [a],
    rows: a.rows,
    cols: a.cols,
    forward(out, x) {
      for (let i = 0; i < out.length; i++) out[i] = by * x![i]!;
    },
    backward(d, dx) {
      for (let i = 0; i < d.length; i++) dx![i]! += by * d[i]!;
    },
  });
}
