/**
 * The tape on our own kernels. One memory serves call after call, from its bottom up; a call's nodes are gone when it
 * returns.
 */
import { sigmoid, tanh } from '../math/tanh.ts';
import { checkSizes, type MemorySizes } from './external-memory.ts';
import { learns, Matrix, Places, Theta } from './fused-memory.ts';
import { type Address, type Arena, arena, type KernelSet, type Kernels } from './kernels.ts';
import type { Loops, Node, Numbers, Objective, Slope, Tape, Waves } from './tape.ts';
import type { Weights } from './weights.ts';

/** The engine: one memory, and gradients computed in it. */
export interface FusedEngine {
  /** A loss and its gradient. */
  slope(weights: Weights, objective: Objective): Slope;
  /** Whatever `use` makes of a tape on which nothing learns. */
  evaluate<Result>(weights: Weights, use: (tape: Tape, theta: Readonly<Record<string, Node>>) => Result): Result;
  /** The same so many times, one after another, in the same place: parts that are small stay in a cache. */
  each(
    weights: Weights,
    parts: number,
    use: (tape: Tape, theta: Readonly<Record<string, Node>>, part: number) => void,
  ): void;
  /** Several tapes under way at once. Whoever opens them closes them, the last first. */
  open(weights: Weights, parts: number): OpenTapes;
  /** The most bytes ever in use. */
  readonly peak: number;
}

/** Tapes with the same weights, side by side: for a loss that is a sum of parts. */
export interface OpenTapes {
  readonly tapes: readonly Tape[];
  readonly theta: Readonly<Record<string, Node>>;
  /** The gradient of the sum of the parts, one on each tape. They are followed back one after another, first to last. */
  gradient(parts: readonly Node[]): Slope['gradient'];
  close(): void;
}

/** An engine of one's own; a thread needs one. */
export function fusedEngine(set?: KernelSet): FusedEngine {
  const memory = arena(set);
  const opened = <Result>(use: () => Result): Result => {
    const mark = memory.mark();
    try {
      return use();
    } finally {
      memory.release(mark);
    }
  };
  return {
    slope: (weights, objective) =>
      opened(() => {
        const theta = new Theta(memory, weights, true);
        const tape = new FusedTape(memory, theta);
        const loss = objective(tape, theta.nodes) as Matrix;
        const value = tape.numbers(loss)[0]!;
        tape.follow(loss);
        return { loss: value, gradient: theta.gradient(memory) };
      }),
    evaluate: (weights, use) =>
      opened(() => {
        const theta = new Theta(memory, weights, false);
        return use(new FusedTape(memory, theta), theta.nodes);
      }),
    each: (weights, parts, use) =>
      opened(() => {
        const theta = new Theta(memory, weights, false);
        const mark = memory.mark();
        for (let part = 0; part < parts; part++) {
          use(new FusedTape(memory, theta), theta.nodes, part);
          memory.release(mark);
        }
      }),
    open(weights, parts) {
      const mark = memory.mark();
      const theta = new Theta(memory, weights, true);
      const places = new Places(memory);
      const tapes = Array.from({ length: parts }, () => new FusedTape(memory, theta, places));
      return {
        tapes,
        theta: theta.nodes,
        gradient(losses) {
          for (const [part, tape] of tapes.entries()) tape.follow(losses[part] as Matrix);
          return theta.gradient(memory);
        },
        close: () => memory.release(mark),
      };
    },
    get peak() {
      return memory.peak;
    },
  };
}

class FusedTape implements Tape {
  private readonly memory: Arena;
  private readonly kernels: Kernels;
  private readonly weights: Theta;
  private readonly places: Places;
  /** The steps of the way back, first to last. */
  private readonly back: (() => void)[] = [];

  constructor(memory: Arena, weights: Theta, places = new Places(memory)) {
    this.memory = memory;
    this.kernels = memory.kernels;
    this.weights = weights;
    this.places = places;
  }

  /** Adds a loss's gradient to the weights'. */
  follow(loss: Matrix): void {
    if (loss.size !== 1) throw new Error(`tape: a loss is one number, got [${loss.rows}, ${loss.cols}]`);
    this.slopes(loss)[0] = 1;
    for (let i = this.back.length - 1; i >= 0; i--) this.back[i]!();
  }

  constant(numbers: ArrayLike<number>, rows: number, cols: number): Node {
    if (numbers.length !== rows * cols) {
      throw new Error(`tape: [${rows}, ${cols}] takes ${rows * cols} numbers, got ${numbers.length}`);
    }
    const node = this.matrix(rows, cols, false);
    const view = this.view(node);
    view.set(numbers);
    node.zero = view.every((number) => number === 0);
    return node;
  }

  numbers(node: Node): Numbers {
    return this.view(this.gapless(node as Matrix));
  }

  product(a: Matrix, factor: Matrix, b?: Matrix): Node {
    const [B, k, n] = [a.rows, a.cols, factor.cols];
    if (factor.rows !== k) throw new Error(`tape: no product of [${B}, ${k}] and [${factor.rows}, ${n}]`);
    const { kernels } = this;
    const W = this.gapless(factor);
    const out = this.matrix(B, n, a.learns || W.learns || (b?.learns ?? false));
    if (b) kernels.copyRows(out.at, b.at, B, n, 4 * n, 0);
    kernels.multiply(out.at, a.at, W.at, B, n, k, a.stride, 4, 4 * n, 4 * n, b !== undefined);
    this.onTheWayBack(out, (d) => {
      if (a.learns) {
        kernels.multiply(this.slopeOf(a), d, this.transposed(W), B, k, n, 4 * n, 4, 4 * k, a.stride, true);
      }
      if (W.learns) kernels.multiply(this.slopeOf(W), a.at, d, k, n, B, 4, a.stride, 4 * n, 4 * n, true);
      if (b?.learns) kernels.addRows(this.slopeOf(b), d, B, n);
    });
    return out;
  }

  lstm(x: Matrix, before: Matrix, W: Matrix, b: Matrix): Node {
    const [B, I, H] = [x.rows, x.cols, before.cols / 2];
    const w = 4 * H;
    if (H % 4 !== 0 || W.rows !== I + H || W.cols !== w || b.cols !== w || before.rows !== B) {
      throw new Error(
        `tape: no LSTM with input [${B}, ${I}], carry [${before.rows}, ${before.cols}], W [${W.rows}, ${W.cols}] and b [${b.cols}]; units must be a multiple of 4`,
      );
    }
    const { kernels } = this;
    const carry = this.gapless(before);
    const out = this.matrix(B, 2 * H, x.learns || carry.learns || W.learns);
    const heard = carry.zero ? 0 : H;
    const gates = out.learns ? this.memory.take(5 * B * H) : 0;
    kernels.lstmForward(out.at, gates, x.at, x.stride, carry.at, this.inPanels(W), b.at, B, I, H, heard);
    this.onTheWayBack(out, (d) => {
      const wanted = (node: Matrix): Address => (node.learns ? this.slopeOf(node) : 0);
      const [dx, dCarry, dW, db] = [wanted(x), wanted(carry), wanted(W), wanted(b)];
      const room = this.places.room(kernels.lstmRoom(H));
      const Wt = this.transposed(W);
      kernels.lstmBackward(dx, x.stride, dCarry, dW, db, d, gates, x.at, x.stride, carry.at, Wt, room, B, I, H, heard);
    });
    return out;
  }

  access(memory: Matrix, signals: Matrix, sizes: MemorySizes): Node {
    const { words: N, width: W, reads: R } = sizes;
    checkSizes(sizes, memory, signals);
    const [before, z] = [this.gapless(memory), this.gapless(signals)];
    const B = before.rows;
    const { kernels } = this;
    const out = this.matrix(B, before.cols, before.learns || z.learns);
    const trace = this.memory.take(B * kernels.traceLength(N, W, R));
    kernels.accessForward(out.at, trace, before.at, z.at, B, N, W, R);
    this.onTheWayBack(out, (d) => {
      const dBefore = before.learns ? this.slopeOf(before) : this.places.room(before.size);
      const dz = z.learns ? this.slopeOf(z) : this.places.room(z.size);
      const room = this.places.room(z.cols + N);
      kernels.accessBackward(dBefore, dz, d, out.at, trace, before.at, z.at, room, B, N, W, R);
    });
    return out;
  }

  waves(at: Matrix, functions: Waves): Node {
    const x = this.gapless(at);
    const [B, d] = [x.rows, x.cols];
    const { omega, phase, weight } = functions as Readonly<Record<keyof Waves, Matrix>>;
    const m = phase.cols;
    if (m % 4 !== 0 || omega.cols !== d * m || omega.rows !== B) {
      throw new Error(
        `tape: no waves with x [${B}, ${d}], omega [${omega.rows}, ${omega.cols}], phase [${phase.rows}, ${m}]`,
      );
    }
    const out = this.matrix(B, 1, x.learns);
    const slope = this.memory.take(B * d);
    this.kernels.waves(out.at, slope, x.at, omega.at, phase.at, weight.at, this.places.room(m), B, d, m);
    this.onTheWayBack(out, () => {
      const [ds, slopes, dx] = [this.slopes(out), this.memory.numbers(slope, B * d), this.slopes(x)];
      for (let b = 0; b < B; b++) for (let at = b * d; at < (b + 1) * d; at++) dx[at]! += ds[b]! * slopes[at]!;
    });
    return out;
  }

  columns(a: Matrix, from: number, to: number): Node {
    return new Matrix(a.rows, to - from, a.at + 4 * from, a.learns, a);
  }

  beside(...parts: readonly Matrix[]): Node {
    const rows = parts[0]!.rows;
    const cols = parts.reduce((sum, part) => sum + part.cols, 0);
    const out = this.matrix(rows, cols, parts.some(learns));
    const each = (place: Address, use: (part: Matrix, at: Address) => void): void => {
      let at = place;
      for (const part of parts) {
        use(part, at);
        at += 4 * part.cols;
      }
    };
    each(out.at, (part, at) => this.kernels.copyRows(at, part.at, rows, part.cols, 4 * cols, part.stride));
    this.onTheWayBack(out, (d) =>
      each(d, (part, at) => {
        if (part.learns) this.kernels.accumulate(this.slopeOf(part), at, rows, part.cols, part.stride, 4 * cols);
      }),
    );
    return out;
  }

  below(...parts: readonly Matrix[]): Node {
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    return this.copied(parts, rows, parts[0]!.cols);
  }

  reshape(a: Matrix, rows: number, cols: number): Node {
    return this.copied([a], rows, cols);
  }

  squash(a: Matrix, by: 'sigmoid' | 'tanh'): Node {
    let kept: Numbers;
    return this.loops({
      inputs: [a],
      rows: a.rows,
      cols: a.cols,
      forward(out, A) {
        const f = by === 'sigmoid' ? sigmoid : tanh;
        for (let i = 0; i < out.length; i++) out[i] = f(A[i]!);
        kept = out;
      },
      backward(d, dA) {
        for (let i = 0; i < d.length; i++) {
          const y = kept[i]!;
          dA![i]! += d[i]! * (by === 'sigmoid' ? y * (1 - y) : 1 - y * y);
        }
      },
    });
  }

  loops({ inputs, rows, cols, forward, backward }: Loops): Node {
    const given = (inputs as readonly Matrix[]).map((input) => this.gapless(input));
    const out = this.matrix(rows, cols, given.some(learns));
    forward(this.view(out).fill(0), ...given.map((input) => this.view(input)));
    this.onTheWayBack(out, () =>
      backward(this.slopes(out), ...given.map((input) => (input.learns ? this.slopes(input) : undefined))),
    );
    return out;
  }

  /** Matrices one after another, number by number, under another shape. */
  private copied(parts: readonly Matrix[], rows: number, cols: number): Matrix {
    const out = this.matrix(rows, cols, parts.some(learns));
    const each = (place: Address, use: (part: Matrix, at: Address) => void): void => {
      let at = place;
      for (const part of parts) {
        use(part, at);
        at += 4 * part.size;
      }
    };
    each(out.at, (a, at) => this.kernels.copyRows(at, a.at, a.rows, a.cols, 4 * a.cols, a.stride));
    this.onTheWayBack(out, (d) =>
      each(d, (a, at) => {
        if (a.learns) this.kernels.accumulate(this.slopeOf(a), at, a.rows, a.cols, a.stride, 4 * a.cols);
      }),
    );
    return out;
  }

  /** The same numbers row by row without gaps. */
  private gapless(a: Matrix): Matrix {
    if (a.rows === 1 || a.stride === 4 * a.cols) return a;
    a.closed ??= this.copied([a], a.rows, a.cols);
    return a.closed;
  }

  private matrix(rows: number, cols: number, learns: boolean): Matrix {
    return new Matrix(rows, cols, this.memory.take(rows * cols), learns);
  }

  private view({ at, size }: Matrix): Numbers {
    return this.memory.numbers(at, size);
  }

  /** A result's one step of the way back, taken where it had a part in the loss; then its gradient's place is free. */
  private onTheWayBack(out: Matrix, step: (d: Address) => void): void {
    if (!out.learns) return;
    this.back.push(() => {
      if (out.slope === undefined) return;
      step(out.slope);
      this.places.giveBack(out.slope, out.size);
    });
  }

  private slopeOf(node: Matrix): Address {
    if (node.whole !== undefined) return this.slopeOf(node.whole) + (node.at - node.whole.at);
    if (node.slope === undefined) {
      node.slope = this.places.take(node.size);
      this.kernels.zeros(node.slope, node.size);
    }
    return node.slope;
  }

  private slopes(node: Matrix): Numbers {
    return this.memory.numbers(this.slopeOf(node), node.size);
  }

  private transposed(W: Matrix): Address {
    return this.weights.form(this.memory, W, 'transposed', (at) => this.kernels.transpose(at, W.at, W.rows, W.cols));
  }

  /** An LSTM's W as its kernel reads it. */
  private inPanels(W: Matrix): Address {
    return this.weights.form(this.memory, W, 'panels', (at) => this.kernels.lstmPanels(at, W.at, W.rows, W.cols / 4));
  }
}
