/**
 * Learning to optimize neural nets: an LSTM that steps every coordinate by itself, with one set of weights for the matrices of a
 * network and one for its vectors. Li & Malik (2017), Learning to Optimize Neural Nets (arXiv 1703.00441), section 3.
 *
 *   o_t = ((f_t - f_{t-1}) / f_{t-1},  g_t / (|g_{t-1}| + 0.001),  |x_{t-1} - x_{t-2}| / (|x_t - x_{t-1}| + 0.1))  (1)
 *   h_t = LSTM(o_t, h_{t-1}),  x_{t+1} = x_t + 0.1 (W h_t + b)                                                  (2)
 *
 *   f, g  value and gradient on a minibatch      128 units      coordinate by coordinate; 0 where there is no past yet
 *
 * Deviation: the paper has a set of weights for every tensor of its network; sharing one among all matrices and one among all
 * vectors lets the rule take on any network. Deviation: 0.001 where the paper has 1, beside which a single coordinate's gradient is
 * next to nothing: the network sees no direction. Deviation: trained by imitation of Adam and backpropagation (recipes.ts), not by
 * guided policy search; and the factor 0.1, without which the first steps of a training make every network diverge.
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
} from 'optbench/learn';

const H = 128;
const FEATURES = 3;
/** What a gradient is large beside, in (1). */
const LARGE = 1e-3;
/** Of a step, in (2). */
const SCALE = 0.1;
const nets = ['matrices', 'vectors'] as const;

/** What came before: f, g, x and the size of the last step; how many steps there were; and the carries of both networks. */
interface State {
  readonly f: Node;
  readonly g: Node;
  readonly x: Node;
  readonly moved: Node;
  readonly told: Node;
  readonly carries: readonly Node[];
}

/** The rule under a name. */
export function neural(name: string): LearnedDescent<State> {
  return {
    name,
    source: 'Li & Malik (2017), Learning to Optimize Neural Nets, section 3',
    weights: (rng) =>
      named(
        Object.fromEntries(
          nets.flatMap((net) => [
            [`${net}.lstm`, lstmLayer(FEATURES, H, rng.split(net, 'lstm'))],
            [`${net}.out`, denseWeights(H, 1, rng.split(net, 'out'), 0.1)],
          ]),
        ),
      ),
    tape: {
      begin(tape, _, { x, blocks }) {
        const [B, n] = [x.rows, x.cols];
        const zeros = (rows: number, cols: number): Node => tape.constant(new Float32Array(rows * cols), rows, cols);
        return {
          f: zeros(B, 1),
          g: zeros(B, n),
          x: zeros(B, n),
          moved: zeros(B, n),
          told: zeros(1, 1),
          carries: coordinatesOf(blocks).map((own) => zeros(B * Math.max(1, own.length), 2 * H)),
        };
      },
      step(tape, theta, before, { x, value, gradient, blocks }) {
        const [B, n] = [x.rows, x.cols];
        const first = tape.numbers(before.told)[0] === 0;
        const was = tape.numbers(before.x);
        const moved = tape.numbers(x).map((to, i) => (first ? 0 : Math.abs(to - was[i]!)));
        const seen = observed(tape, before, { value, gradient, moved }, first);
        const parts = coordinatesOf(blocks);
        const done = parts.map((own, k) => {
          const net = nets[k]!;
          const o = tape.constant(...picked(seen, own, B, n));
          const carry = tape.lstm(o, before.carries[k]!, theta[`${net}.lstm.W`]!, theta[`${net}.lstm.b`]!); // (2)
          const h = tape.columns(carry, 0, H);
          return { carry, out: tape.product(h, theta[`${net}.out.W`]!, theta[`${net}.out.b`]!) };
        });
        return {
          step: together(
            tape,
            parts,
            B,
            n,
            done.map(({ out }) => out),
          ),
          state: {
            f: tape.constant(tape.numbers(value), B, 1),
            g: gradient,
            x: tape.constant(tape.numbers(x), B, n),
            moved: tape.constant(moved, B, n),
            told: tape.constant([1], 1, 1),
            carries: done.map(({ carry }) => carry),
          },
        };
      },
    },
  };
}

/** The coordinates in matrices (two axes or more), and those in vectors. */
function coordinatesOf(blocks: readonly Block[]): readonly (readonly number[])[] {
  const [matrices, vectors]: [number[], number[]] = [[], []];
  let at = 0;
  for (const block of blocks) {
    for (let i = sizeOf(block); i > 0; i--) (block.shape.length > 1 ? matrices : vectors).push(at++);
  }
  return [matrices, vectors];
}

/** (1) for every coordinate: three numbers each. */
function observed(
  tape: Tape,
  before: State,
  { value, gradient, moved }: { readonly value: Node; readonly gradient: Node; readonly moved: Numbers },
  first: boolean,
): Float32Array {
  const [B, n] = [gradient.rows, gradient.cols];
  const [f, g] = [tape.numbers(value), tape.numbers(gradient)];
  const [oldF, oldG, oldMoved] = [tape.numbers(before.f), tape.numbers(before.g), tape.numbers(before.moved)];
  const seen = new Float32Array(B * n * FEATURES);
  for (let b = 0; b < B; b++) {
    const change = first || oldF[b] === 0 ? 0 : (f[b]! - oldF[b]!) / oldF[b]!;
    for (let i = b * n; i < (b + 1) * n; i++) {
      seen[FEATURES * i] = change;
      seen[FEATURES * i + 1] = g[i]! / (Math.abs(oldG[i]!) + LARGE);
      seen[FEATURES * i + 2] = oldMoved[i]! / (moved[i]! + 0.1);
    }
  }
  return seen;
}

/** What is seen of some coordinates, row by row. A network without coordinates runs idle on one row a problem. */
function picked(
  seen: Float32Array,
  own: readonly number[],
  B: number,
  n: number,
): [numbers: Float32Array, rows: number, cols: number] {
  const count = Math.max(1, own.length);
  const rows = new Float32Array(B * count * FEATURES);
  for (let b = 0; b < B; b++) {
    for (let j = 0; j < own.length; j++) {
      const from = (b * n + own[j]!) * FEATURES;
      rows.set(seen.subarray(from, from + FEATURES), (b * count + j) * FEATURES);
    }
  }
  return [rows, B * count, FEATURES];
}

/** Both networks' steps in their coordinates' places: [B, n]. */
function together(
  tape: Tape,
  parts: readonly (readonly number[])[],
  B: number,
  n: number,
  outs: readonly Node[],
): Node {
  const each = (visit: (net: number, place: number, row: number) => void): void => {
    parts.forEach((own, net) => {
      for (let b = 0; b < B; b++) for (let j = 0; j < own.length; j++) visit(net, b * n + own[j]!, b * own.length + j);
    });
  };
  return tape.loops({
    inputs: outs,
    rows: B,
    cols: n,
    forward(step, ...numbers) {
      each((net, place, row) => {
        step[place] = SCALE * numbers[net]![row]!;
      });
    },
    backward(d, ...gradients) {
      each((net, place, row) => {
        const slope = gradients[net];
        if (slope) slope[row]! += SCALE * d[place]!;
      });
    },
  });
}
