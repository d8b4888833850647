/**
 * Learning to learn by gradient descent by gradient descent: a network of two LSTM layers that is applied to every coordinate
 * by itself, with the same weights and a state of its own. Andrychowicz et al. (2016), sections 2.1 and 2.2, appendices A and D.
 *
 *   g_t, h_{t+1} = m(grad f(theta_t), h_t, phi),  theta_{t+1} = theta_t + s g_t
 *
 *   B  problems      n  coordinates      R  rows: B n, or those of one of two networks
 *   H  20 units a layer                  s  the scale of the output
 *
 * The gradient comes in as it is, or as two numbers (appendix A, p = 10):
 *
 *   (log|g| / p, sign g) where |g| >= e^-p, else (-1, e^p g)
 *
 * Variants: two networks, one for kernels of convolutions and one for all else (section 3.3); and global averaging cells
 * (appendix D.1): the outgoing activations of the first cells of each layer are averaged over all coordinates of a problem.
 */
import { type Block, sizeOf } from 'optbench';
import {
  denseWeights,
  type LearnedDescent,
  lstmLayer,
  type Node,
  type Numbers,
  named,
  type Tape,
  type Theta,
} from 'optbench/learn';

/** A network of this kind. */
export interface Design {
  readonly name: string;
  /** How the gradient comes in. */
  readonly input: 'plain' | 'log';
  /** s */
  readonly scale: number;
  /** A network for kernels of convolutions and one for all else. */
  readonly two?: boolean;
  /** Cells of each layer that are averaged over a problem's coordinates; 0 without it. */
  readonly averaging?: number;
}

const H = 20;
const P = 10;

/** A layer's carries, for each network. */
interface State {
  readonly first: readonly Node[];
  readonly second: readonly Node[];
}

/** The rule of a design. */
export function l2l({ name, input, scale, two = false, averaging = 0 }: Design): LearnedDescent<State> {
  const nets = two ? ['kernels', 'rest'] : ['all'];
  const inputs = input === 'log' ? 2 : 1;
  return {
    name,
    source: 'Andrychowicz et al. (2016), Learning to Learn by Gradient Descent by Gradient Descent, section 2',
    coordinatewise: !two && averaging === 0,
    weights: (rng) =>
      named(
        Object.fromEntries(
          nets.flatMap((net) => [
            [`${net}.lstm1`, lstmLayer(inputs, H, rng.split(net, 'lstm1'))],
            [`${net}.lstm2`, lstmLayer(H, H, rng.split(net, 'lstm2'))],
            [`${net}.out`, denseWeights(H, 1, rng.split(net, 'out'), 0.1)],
          ]),
        ),
      ),
    tape: {
      begin(tape, _, { x, blocks }) {
        const carries = groups(nets.length, blocks, x.cols).map(({ length }) => {
          const rows = x.rows * Math.max(1, length);
          return tape.constant(new Float32Array(rows * 2 * H), rows, 2 * H);
        });
        return { first: carries, second: carries };
      },
      step(tape, theta, { first, second }, { gradient, blocks }) {
        const [B, n] = [gradient.rows, gradient.cols];
        const parts = groups(nets.length, blocks, n);
        const done = parts.map((coordinates, i) => {
          const net = nets[i]!;
          const seen = shown(tape, gradient, coordinates, input);
          const cell = (layer: string, x: Node, carry: Node): Node => {
            const next = tape.lstm(x, carry, weight(theta, net, layer, 'W'), weight(theta, net, layer, 'b'));
            return averaging === 0 ? next : averaged(tape, next, B, averaging);
          };
          const one = cell('lstm1', seen, first[i]!);
          const two = cell('lstm2', tape.columns(one, 0, H), second[i]!);
          const out = tape.product(
            tape.columns(two, 0, H),
            weight(theta, net, 'out', 'W'),
            weight(theta, net, 'out', 'b'),
          );
          return { one, two, out };
        });
        return {
          step: scattered(
            tape,
            parts,
            B,
            n,
            scale,
            done.map(({ out }) => out),
          ),
          state: { first: done.map(({ one }) => one), second: done.map(({ two }) => two) },
        };
      },
    },
  };
}

const weight = (theta: Theta, net: string, layer: string, name: string): Node => theta[`${net}.${layer}.${name}`]!;

/** The coordinates of each network: kernels of convolutions (four axes) and all else, or all in one. */
function groups(count: number, blocks: readonly Block[], n: number): readonly Int32Array[] {
  const known = drawn.get(blocks);
  if (known?.length === count) return known;
  const kernel: boolean[] = [];
  for (const block of blocks) {
    for (let i = sizeOf(block); i > 0; i--) kernel.push(block.shape.length === 4);
  }
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const parts = count === 1 ? [all] : [all.filter((i) => kernel[i]), all.filter((i) => !kernel[i])];
  drawn.set(blocks, parts);
  return parts;
}

/** The coordinates are asked for at every step, and are the same. */
const drawn = new WeakMap<readonly Block[], readonly Int32Array[]>();

/** What a network is shown of its coordinates, row by row; it is not differentiated. */
function shown(tape: Tape, gradient: Node, coordinates: Int32Array, input: Design['input']): Node {
  const [B, n, k] = [gradient.rows, gradient.cols, coordinates.length];
  const [least, most] = [Math.exp(-P), Math.exp(P)];
  return tape.loops({
    inputs: [gradient],
    // A network without coordinates runs idle on one row a problem.
    rows: B * Math.max(1, k),
    cols: input === 'log' ? 2 : 1,
    forward(seen, numbers) {
      let at = 0;
      for (let b = 0; b < B; b++) {
        for (let j = 0; j < k; j++) {
          const g = numbers![b * n + coordinates[j]!]!;
          if (input === 'plain') seen[at++] = g;
          else {
            const size = Math.abs(g);
            const large = size >= least;
            seen[at++] = large ? Math.log(size) / P : -1;
            seen[at++] = large ? Math.sign(g) : most * g;
          }
        }
      }
    },
    backward() {},
  });
}

/** The networks' outputs in their coordinates' places: [B, n]. */
function scattered(
  tape: Tape,
  parts: readonly Int32Array[],
  B: number,
  n: number,
  scale: number,
  outs: readonly Node[],
): Node {
  return tape.loops({
    inputs: outs,
    rows: B,
    cols: n,
    forward(step, ...numbers) {
      if (parts.length === 1) {
        const out = numbers[0]!;
        for (let i = 0; i < B * n; i++) step[i] = scale * out[i]!;
        return;
      }
      parts.forEach((coordinates, net) => {
        const out = numbers[net]!;
        const k = coordinates.length;
        for (let b = 0; b < B; b++) for (let j = 0; j < k; j++) step[b * n + coordinates[j]!] = scale * out[b * k + j]!;
      });
    },
    backward(d, ...gradients) {
      if (parts.length === 1) {
        const out = gradients[0];
        if (out) for (let i = 0; i < B * n; i++) out[i]! += scale * d[i]!;
        return;
      }
      parts.forEach((coordinates, net) => {
        const out = gradients[net];
        const k = coordinates.length;
        if (!out) return;
        for (let b = 0; b < B; b++) for (let j = 0; j < k; j++) out[b * k + j]! += scale * d[b * n + coordinates[j]!]!;
      });
    },
  });
}

/** Averages the activations of a layer's first cells over all rows of a problem. */
function averaged(tape: Tape, carry: Node, B: number, cells: number): Node {
  const [wide, rows] = [carry.cols, carry.rows / B];
  const mean = (from: Numbers, to: Numbers, b: number, j: number): void => {
    let sum = 0;
    for (let r = b * rows; r < (b + 1) * rows; r++) sum += from[r * wide + j]!;
    for (let r = b * rows; r < (b + 1) * rows; r++) to[r * wide + j]! += sum / rows;
  };
  return tape.loops({
    inputs: [carry],
    rows: carry.rows,
    cols: wide,
    forward(out, h) {
      for (let at = 0; at < out.length; at++) out[at] = at % wide < cells ? 0 : h![at]!;
      for (let b = 0; b < B; b++) for (let j = 0; j < cells; j++) mean(h!, out, b, j);
    },
    backward(d, dh) {
      for (let at = 0; at < d.length; at++) if (at % wide >= cells) dh![at]! += d[at]!;
      for (let b = 0; b < B; b++) for (let j = 0; j < cells; j++) mean(d, dh!, b, j);
    },
  });
}
