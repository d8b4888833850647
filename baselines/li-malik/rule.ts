/**
 * Learning to optimize: a network that is told how the value has changed and which gradients there were, and says the next step;
 * one for each dimension. Li & Malik (2017), Learning to Optimize, sections 3 and 4 (arXiv 1606.01885).
 *
 *   o_t = (f(x_t) - f(x_{t-i}), i = 1, ..., H;  grad f(x_{t-i}), i = 0, ..., H - 1), zeros before the start      (1)
 *   x_{t+1} = x_t + W2 softplus(W1 o_t + b1) + b2                                                               (2)
 *
 *   B  problems      n  coordinates      H  25, the history      50 units
 *
 * Deviation: of the gradients `at the previous H locations' the latest is the one at x_t, or a first step would be taken blindly.
 */
import { denseWeights, type LearnedDescent, type Node, named, type Tape } from 'optbench/learn';

const units = 50;

/** H */
export const history = 25;

/** Latest first: the values seen, B x H, and the gradients, B x H n; and how many there are. */
interface Memory {
  readonly values: Node;
  readonly gradients: Node;
  readonly told: Node;
}

/** The rule for problems of one dimension, under a name: one for each family and way of training. */
export function liMalik(name: string, dim: number): LearnedDescent<Memory> {
  const [H, n] = [history, dim];
  return {
    name,
    dim,
    source: 'Li & Malik (2017), Learning to Optimize, section 4',
    weights: (rng) =>
      named({
        hidden: denseWeights(inputs(n), units, rng.split('hidden')),
        out: denseWeights(units, n, rng.split('out'), 0.1),
      }),
    tape: {
      begin(tape, _, { x: { rows: B } }) {
        const zeros = (cols: number): Node => tape.constant(new Float32Array(B * cols), B, cols);
        return { values: zeros(H), gradients: zeros(H * n), told: zeros(1) };
      },
      step(tape, theta, memory, { value, gradient }) {
        const B = gradient.rows;
        const [f, g] = [tape.numbers(value), tape.numbers(gradient)];
        const told = tape.numbers(memory.told);
        const values = recent(tape, memory.values, f, B, 1);
        const gradients = recent(tape, memory.gradients, g, B, n);
        const seen = new Float32Array(B * inputs(n)); // (1)
        for (let b = 0; b < B; b++) {
          const before = tape.numbers(memory.values).subarray(b * H, (b + 1) * H);
          const row = b * inputs(n);
          for (let i = 0; i < Math.min(H, told[b]!); i++) seen[row + i] = f[b]! - before[i]!;
          seen.set(tape.numbers(gradients).subarray(b * H * n, (b + 1) * H * n), row + H);
        }
        const o = tape.constant(seen, B, inputs(n));
        const hidden = softplus(tape, tape.product(o, theta['hidden.W']!, theta['hidden.b']!));
        return {
          step: tape.product(hidden, theta['out.W']!, theta['out.b']!), // (2)
          state: {
            values,
            gradients,
            told: tape.constant(
              told.map((count) => count + 1),
              B,
              1,
            ),
          },
        };
      },
    },
  };
}

const inputs = (n: number): number => history * (1 + n);

/** What was remembered, the oldest dropped and the newest put in front: `width` numbers a row each time. */
function recent(tape: Tape, memory: Node, newest: ArrayLike<number>, B: number, width: number): Node {
  const length = memory.cols;
  const next = new Float32Array(B * length);
  const was = tape.numbers(memory);
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < width; i++) next[b * length + i] = newest[b * width + i]!;
    next.set(was.subarray(b * length, (b + 1) * length - width), b * length + width);
  }
  return tape.constant(next, B, length);
}

/** log(1 + e^a) */
function softplus(tape: Tape, a: Node): Node {
  return tape.loops({
    inputs: [a],
    rows: a.rows,
    cols: a.cols,
    forward(out, x) {
      for (let i = 0; i < out.length; i++) out[i] = Math.max(x![i]!, 0) + Math.log1p(Math.exp(-Math.abs(x![i]!)));
    },
    backward(d, dx) {
      const x = tape.numbers(a);
      if (dx) for (let i = 0; i < d.length; i++) dx[i]! += d[i]! / (1 + Math.exp(-x[i]!));
    },
  });
}
