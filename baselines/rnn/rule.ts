/**
 * A recurrent network as an optimizer. Chen et al. (2017), Learning to learn without gradient descent by gradient
 * descent, section 2, equations 1-2: h_t, x_t = RNN(h_{t-1}, x_{t-1}, y_{t-1}), the RNN an LSTM.
 *
 *   d   dimension           x   B x d  in [0, 1]^d         carry   B x 2H, h | c
 *   H   units               y   B      values              memory  B x (4 + d), see memory.ts
 *
 * Deviation: besides x and y the network is shown its incumbent x*, y*, the time, and the next point z_t of a sequence
 * that fills the cube (anchor.ts); and it proposes a step from a point between x* and z_t, where the paper proposes
 * outright. All of it is computed from what it was told, so nothing leaks. So it begins as something between a
 * quasi-random and a local search, and has to learn when to be which; from x and y alone, training soon stops at a network
 * that merely spreads its points.
 * Deviation: values are normalised by their running mean and spread (TV et al. 2019), where the paper feeds them raw.
 * Fresh weights: orthogonal recurrent weights, forget-gate bias 4, a small output layer, so that first proposals lie close
 * together and their values tell something.
 */
import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Rng } from 'optbench';
import { type LearnedOptimizer, loops, lstm, product, sigmoid, type Theta, tf, type Weights } from 'optbench/learn';
import { anchorAt, anchorSteps, MARGIN } from './anchor.ts';
import { emptyMemory, glimpse, glimpseWidth, remember } from './memory.ts';
import { rollout } from './rollout.ts';

/** What the network remembers of B problems. */
export interface State {
  readonly carry: Tensor2D;
  readonly memory: Tensor2D;
}

/** The rule, for networks of H units. */
export function rnn(H: number): LearnedOptimizer<State> {
  return {
    name: 'rnn',
    order: 0,
    source: 'Chen et al. (2017), section 2, shown its incumbent; values normalised as by TV et al. (2019)',
    weights: (dim, rng) => fresh(dim, H, rng),
    begin(theta, { dim, size }) {
      const memory = emptyMemory(size, dim);
      const { zeros } = tf();
      return advance(theta, zeros([size, 2 * H]), memory, zeros([size, glimpseWidth(dim)]));
    },
    step(theta, { carry, memory }, { x, value }) {
      const now = remember(memory, x, value);
      return advance(theta, carry, now, glimpse(now, x, value));
    },
    rollout,
  };
}

function advance(theta: Theta, carry: Tensor2D, memory: Tensor2D, seen: Tensor2D) {
  const { W, b, V, v } = theta as unknown as { W: Tensor2D; b: Tensor1D; V: Tensor2D; v: Tensor1D };
  const next = lstm(seen, carry, W, b);
  const h = tf().slice(next, [0, 0], [next.shape[0], next.shape[1] / 2]) as Tensor2D;
  return { x: proposed(memory, product(h, V), v), state: { carry: next, memory } };
}

/**
 * Where to look next: a_1..a_d is a step, a_0 says where from.
 *
 *   g = sigmoid(a_0 + v_0)        c = g z_t + (1 - g) x*        x = sigmoid(logit(c) + a + v)
 */
function proposed(memory: Tensor2D, a: Tensor2D, v: Tensor1D): Tensor2D {
  const [size, width] = a.shape;
  const dim = width - 1;
  const stride = dim + 4;
  const steps = anchorSteps(dim);
  return loops<Rank.R2>([memory, a, v], [size, dim], (memories, as, vs) => {
    const out = new Float32Array(size * dim);
    const gate = new Float32Array(size);
    const apart = new Float32Array(size * dim); // z_t - x*
    const slope = new Float32Array(size * dim); // d logit(c) / d c
    for (let b = 0; b < size; b++) {
      const t = memories[b * stride]!;
      const g = sigmoid(as[b * width]! + vs[0]!);
      gate[b] = g;
      for (let k = 0; k < dim; k++) {
        const at = b * dim + k;
        const best = memories[b * stride + 4 + k]!;
        apart[at] = anchorAt(t, steps[k]!) - best;
        const centre = best + g * apart[at]!;
        const inside = Math.min(1 - MARGIN, Math.max(MARGIN, centre));
        out[at] = sigmoid(Math.log(inside / (1 - inside)) + as[b * width + 1 + k]! + vs[1 + k]!);
        slope[at] = inside === centre ? 1 / (inside * (1 - inside)) : 0;
      }
    }
    return {
      out,
      backward(d) {
        const dMemory = new Float32Array(size * stride);
        const dA = new Float32Array(size * width);
        const dV = new Float32Array(width);
        for (let b = 0; b < size; b++) {
          const g = gate[b]!;
          for (let k = 0; k < dim; k++) {
            const at = b * dim + k;
            const da = d[at]! * out[at]! * (1 - out[at]!);
            const dCentre = da * slope[at]!;
            dA[b * width + 1 + k] = da;
            dA[b * width]! += dCentre * apart[at]! * g * (1 - g);
            dMemory[b * stride + 4 + k] = dCentre * (1 - g);
          }
          for (let k = 0; k < width; k++) dV[k]! += dA[b * width + k]!;
        }
        return [dMemory, dA, dV];
      },
    };
  });
}

function fresh(dim: number, H: number, rng: Rng): Weights {
  const inputs = glimpseWidth(dim);
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
  const V = Float32Array.from({ length: H * (dim + 1) }, () => (0.3 * rng.normal()) / Math.sqrt(H));
  const v = new Float32Array(dim + 1).fill(1, 0, 1);
  return {
    W: { shape: [inputs + H, 4 * H], data: W },
    b: { shape: [4 * H], data: b },
    V: { shape: [H, dim + 1], data: V },
    v: { shape: [dim + 1], data: v },
  };
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
