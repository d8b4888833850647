/**
 * The network on one problem, in plain loops: the same numbers as a batch of one over tensors (rule.ts, memory.ts), some
 * tens of microseconds a step, and no tensor engine. Symbols as there.
 *
 * A failed evaluation is shown as the worst value seen so far; before there is any, as the only one, which becomes the
 * incumbent's place but not its value.
 */
import type { Vector } from 'optbench';
import { type Rollout, sigmoid, tanh, type Weights } from 'optbench/learn';
import { anchorAt, anchorSteps, MARGIN } from './anchor.ts';
import { EPSILON, glimpseWidth } from './memory.ts';

/** Begins a rollout with these weights. */
export function rollout(theta: Weights, dim: number): Rollout {
  return new Network(theta, dim);
}

class Network implements Rollout {
  private readonly theta: Weights;
  private readonly dim: number;
  private readonly H: number;
  private readonly h: Float64Array;
  private readonly c: Float64Array;
  private readonly best: Vector;
  private readonly anchor: Vector;
  /** Evaluations told, and those of them that did not fail. */
  private t = 0;
  private n = 0;
  private mean = 0;
  private S = 0;
  private least = Number.POSITIVE_INFINITY;
  private worst = Number.NEGATIVE_INFINITY;

  constructor(theta: Weights, dim: number, from?: Network) {
    this.theta = theta;
    this.dim = dim;
    this.H = theta['b']!.shape[0]! / 4;
    this.h = from?.h.slice() ?? new Float64Array(this.H);
    this.c = from?.c.slice() ?? new Float64Array(this.H);
    this.best = from?.best.slice() ?? new Float64Array(dim).fill(0.5);
    this.anchor = from?.anchor ?? anchorSteps(dim);
    if (from === undefined) this.advance(new Float64Array(glimpseWidth(dim)));
    else ({ t: this.t, n: this.n, mean: this.mean, S: this.S, least: this.least, worst: this.worst } = from);
  }

  fork(): Rollout {
    return new Network(this.theta, this.dim, this);
  }

  observe(x: Vector, value: number): void {
    const { dim, best } = this;
    const seen = new Float64Array(glimpseWidth(dim));
    this.t++;
    const y = value === Number.POSITIVE_INFINITY ? this.worst : value;
    if (Number.isFinite(y)) {
      this.remember(x, y);
      const sigma = Math.sqrt(this.S / this.n + EPSILON);
      seen[3 * dim] = (y - this.mean) / sigma;
      seen[3 * dim + 1] = (this.least - this.mean) / sigma;
    } else {
      best.set(x);
    }
    for (let k = 0; k < dim; k++) {
      seen[k] = 5 * (x[k]! - best[k]!);
      seen[dim + k] = 5 * (best[k]! - 0.5);
      seen[2 * dim + k] = 5 * (anchorAt(this.t, this.anchor[k]!) - 0.5);
    }
    seen[3 * dim + 2] = this.t / 100;
    this.advance(seen);
  }

  propose(): Vector {
    const { dim, H, h, best, anchor, t, theta } = this;
    const V = theta['V']!.data;
    const a = Float64Array.from(theta['v']!.data);
    for (let j = 0; j < H; j++) for (let k = 0; k <= dim; k++) a[k]! += h[j]! * V[j * (dim + 1) + k]!;
    const g = sigmoid(a[0]!);
    return Float64Array.from(best, (value, k) => {
      const centre = value + g * (anchorAt(t, anchor[k]!) - value);
      const inside = Math.min(1 - MARGIN, Math.max(MARGIN, centre));
      return sigmoid(Math.log(inside / (1 - inside)) + a[k + 1]!);
    });
  }

  private remember(x: Vector, y: number): void {
    const delta = y - this.mean;
    this.n++;
    this.mean += delta / this.n;
    this.S += delta * delta * (1 - 1 / this.n);
    this.worst = Math.max(this.worst, y);
    if (y < this.least) {
      this.least = y;
      this.best.set(x);
    }
  }

  /** One step of the LSTM, equations 1 and 2 of Hochreiter & Schmidhuber (1997) with a forget gate. */
  private advance(seen: Float64Array): void {
    const { H, h, c, theta } = this;
    const W = theta['W']!.data;
    const z = Float64Array.from(theta['b']!.data);
    const rows = seen.length + H;
    for (let i = 0; i < rows; i++) {
      const value = i < seen.length ? seen[i]! : h[i - seen.length]!;
      if (value === 0) continue;
      const row = i * 4 * H;
      for (let j = 0; j < 4 * H; j++) z[j]! += value * W[row + j]!;
    }
    for (let j = 0; j < H; j++) {
      c[j] = sigmoid(z[H + j]!) * c[j]! + sigmoid(z[j]!) * tanh(z[2 * H + j]!);
      h[j] = sigmoid(z[3 * H + j]!) * tanh(c[j]!);
    }
  }
}
