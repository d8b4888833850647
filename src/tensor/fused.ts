/**
 * The tape on our own kernels. One memory serves call after call, from its bottom up; a call's nodes are gone when it
 * returns.
 */
import { sigmoid, tanh } from '../math/tanh.ts';
import { checkSizes, type MemorySizes } from './external-memory.ts';
import { type Address, type Arena, arena, type KernelSet, type Kernels } from './kernels.ts';
import type { Loops, Node, Numbers, Objective, Slope, Tape, Waves } from './tape.ts';
import { matrixShape, type Weights } from './weights.ts';

/** The engine: one memory, and gradients computed in it. */
export interface FusedEngine {
  /** A loss and its gradient. */
  slope(weights: Weights, objective: Objective): Slope;
  /** Whatever `use` makes of a tape on which nothing learns. */
  evaluate<Result>(weights: Weights, use: (tape: Tape, theta: Readonly<Record<string, Node>>) => Result): Result;
  /** The most bytes ever in use. */
  readonly peak: number;
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
        const tape = new FusedTape(memory);
        const theta = tape.theta(weights, true);
        const loss = objective(tape, theta) as Matrix;
        return { loss: tape.numbers(loss)[0]!, gradient: tape.gradient(loss, theta) };
      }),
    evaluate: (weights, use) =>
      opened(() => {
        const tape = new FusedTape(memory);
        return use(tape, tape.theta(weights, false));
      }),
    get peak() {
      return memory.peak;
    },
  };
}

/** Numbers in the memory; `learns` where weights had a part in them. */
class Matrix implements Node {
  readonly rows: number;
  readonly cols: number;
  readonly at: Address;
  readonly learns: boolean;
  /** Its gradient, once there is one. */
  slope: Address | undefined;

  constructor(rows: number, cols: number, at: Address, learns: boolean) {
    this.rows = rows;
    this.cols = cols;
    this.at = at;
    this.learns = learns;
  }

  get size(): number {
    return this.rows * this.cols;
  }
}

const learns = (matrix: Matrix): boolean => matrix.learns;

class FusedTape implements Tape {
  private readonly memory: Arena;
  private readonly kernels: Kernels;
  /** The steps of the way back, first to last. */
  private readonly back: (() => void)[] = [];
  private readonly transposes = new Map<Matrix, Address>();
  private readonly rooms = new Map<number, Address>();

  constructor(memory: Arena) {
    this.memory = memory;
    this.kernels = memory.kernels;
  }

  theta(weights: Weights, learns: boolean): Record<string, Matrix> {
    return Object.fromEntries(
      Object.entries(weights).map(([name, weight]) => {
        const [rows, cols] = matrixShape(weight, name);
        const matrix = this.matrix(rows, cols, learns);
        this.view(matrix).set(weight.data);
        return [name, matrix];
      }),
    );
  }

  gradient(loss: Matrix, theta: Readonly<Record<string, Matrix>>): Record<string, Float32Array> {
    if (loss.size !== 1) throw new Error(`tape: a loss is one number, got [${loss.rows}, ${loss.cols}]`);
    this.slopes(loss)[0] = 1;
    for (let i = this.back.length - 1; i >= 0; i--) this.back[i]!();
    return Object.fromEntries(
      Object.entries(theta).map(([name, weight]) => [name, Float32Array.from(this.slopes(weight))]),
    );
  }

  constant(numbers: ArrayLike<number>, rows: number, cols: number): Node {
    if (numbers.length !== rows * cols) {
      throw new Error(`tape: [${rows}, ${cols}] takes ${rows * cols} numbers, got ${numbers.length}`);
    }
    const node = this.matrix(rows, cols, false);
    this.view(node).set(numbers);
    return node;
  }

  numbers(node: Node): Numbers {
    return this.view(node as Matrix);
  }

  product(a: Matrix, W: Matrix, b?: Matrix): Node {
    const [B, k, n] = [a.rows, a.cols, W.cols];
    if (W.rows !== k) throw new Error(`tape: no product of [${B}, ${k}] and [${W.rows}, ${n}]`);
    const { kernels } = this;
    const out = this.matrix(B, n, a.learns || W.learns || (b?.learns ?? false));
    if (b) kernels.copyRows(out.at, b.at, B, n, 4 * n, 0);
    kernels.multiply(out.at, a.at, W.at, B, n, k, 4 * k, 4, 4 * n, 4 * n, b !== undefined);
    this.onTheWayBack(out, (d) => {
      if (a.learns) {
        kernels.multiply(this.slopeOf(a), d, this.transposed(W), B, k, n, 4 * n, 4, 4 * k, 4 * k, true);
      }
      if (W.learns) kernels.multiply(this.slopeOf(W), a.at, d, k, n, B, 4, 4 * k, 4 * n, 4 * n, true);
      if (b?.learns) kernels.addRows(this.slopeOf(b), d, B, n);
    });
    return out;
  }

  lstm(x: Matrix, carry: Matrix, W: Matrix, b: Matrix): Node {
    const [B, I, H] = [x.rows, x.cols, carry.cols / 2];
    const [w, wide] = [4 * H, 16 * H]; // numbers and bytes in a row of z
    if (H % 4 !== 0 || W.rows !== I + H || W.cols !== w || b.cols !== w || carry.rows !== B) {
      throw new Error(
        `tape: no LSTM with input [${B}, ${I}], carry [${carry.rows}, ${carry.cols}], W [${W.rows}, ${W.cols}] and b [${b.cols}]; units must be a multiple of 4`,
      );
    }
    const { kernels } = this;
    const lower = I * wide; // of W: where the rows for h begin
    const out = this.matrix(B, 2 * H, x.learns || carry.learns || W.learns);
    const gates = this.memory.take(5 * B * H);
    const z = this.room(B * w);
    kernels.copyRows(z, b.at, B, w, wide, 0);
    kernels.multiply(z, x.at, W.at, B, w, I, 4 * I, 4, wide, wide, true);
    kernels.multiply(z, carry.at, W.at + lower, B, w, H, 8 * H, 4, wide, wide, true);
    kernels.lstmForward(out.at, gates, z, carry.at, B, H);
    this.onTheWayBack(out, (d) => {
      const dz = this.room(B * w);
      const dCarry = carry.learns ? this.slopeOf(carry) : this.room(B * 2 * H);
      kernels.lstmBackward(dz, dCarry, d, gates, carry.at, B, H);
      const Wt = this.transposed(W); // 4H x (I + H)
      const row = 4 * (I + H);
      if (x.learns) kernels.multiply(this.slopeOf(x), dz, Wt, B, I, w, wide, 4, row, 4 * I, true);
      if (carry.learns) kernels.multiply(dCarry, dz, Wt + 4 * I, B, H, w, wide, 4, row, 8 * H, true);
      if (W.learns) {
        const dW = this.slopeOf(W);
        kernels.multiply(dW, x.at, dz, I, w, B, 4, 4 * I, wide, wide, true);
        kernels.multiply(dW + lower, carry.at, dz, H, w, B, 4, 8 * H, wide, wide, true);
      }
      if (b.learns) kernels.addRows(this.slopeOf(b), dz, B, w);
    });
    return out;
  }

  access(before: Matrix, z: Matrix, sizes: MemorySizes): Node {
    const { words: N, width: W, reads: R } = sizes;
    const B = before.rows;
    checkSizes(sizes, before, z);
    const { kernels } = this;
    const out = this.matrix(B, before.cols, before.learns || z.learns);
    const trace = this.memory.take(B * kernels.traceLength(N, W, R));
    kernels.accessForward(out.at, trace, before.at, z.at, B, N, W, R);
    this.onTheWayBack(out, (d) => {
      const dBefore = before.learns ? this.slopeOf(before) : this.room(before.size);
      const dz = z.learns ? this.slopeOf(z) : this.room(z.size);
      const room = this.room(z.cols + N);
      kernels.accessBackward(dBefore, dz, d, out.at, trace, before.at, z.at, room, B, N, W, R);
    });
    return out;
  }

  waves(x: Matrix, functions: Waves): Node {
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
    this.kernels.waves(out.at, slope, x.at, omega.at, phase.at, weight.at, this.room(m), B, d, m);
    this.onTheWayBack(out, () => {
      const [ds, slopes, dx] = [this.slopes(out), this.memory.numbers(slope, B * d), this.slopes(x)];
      for (let b = 0; b < B; b++) for (let at = b * d; at < (b + 1) * d; at++) dx[at]! += ds[b]! * slopes[at]!;
    });
    return out;
  }

  columns(a: Matrix, from: number, to: number): Node {
    const [rows, m, n] = [a.rows, a.cols, to - from];
    const out = this.matrix(rows, n, a.learns);
    this.kernels.copyRows(out.at, a.at + 4 * from, rows, n, 4 * n, 4 * m);
    this.onTheWayBack(out, (d) => {
      this.kernels.accumulate(this.slopeOf(a) + 4 * from, d, rows, n, 4 * m, 4 * n);
    });
    return out;
  }

  beside(...parts: readonly Matrix[]): Node {
    const rows = parts[0]!.rows;
    const cols = parts.reduce((sum, part) => sum + part.cols, 0);
    const out = this.matrix(rows, cols, parts.some(learns));
    let start = 0;
    for (const part of parts) {
      const [n, from] = [part.cols, start];
      start += n;
      this.kernels.copyRows(out.at + 4 * from, part.at, rows, n, 4 * cols, 4 * n);
      if (!part.learns) continue;
      this.onTheWayBack(out, (d) => {
        this.kernels.accumulate(this.slopeOf(part), d + 4 * from, rows, n, 4 * n, 4 * cols);
      });
    }
    return out;
  }

  below(...parts: readonly Matrix[]): Node {
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const out = this.matrix(rows, parts[0]!.cols, parts.some(learns));
    let start = 0;
    for (const part of parts) {
      const from = start;
      start += part.size;
      this.copied(out, 4 * from, part);
    }
    return out;
  }

  reshape(a: Matrix, rows: number, cols: number): Node {
    const out = this.matrix(rows, cols, a.learns);
    this.copied(out, 0, a);
    return out;
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
    const given = inputs as readonly Matrix[];
    const out = this.matrix(rows, cols, given.some(learns));
    forward(this.view(out).fill(0), ...given.map((input) => this.view(input)));
    this.onTheWayBack(out, () =>
      backward(this.slopes(out), ...given.map((input) => (input.learns ? this.slopes(input) : undefined))),
    );
    return out;
  }

  /** Copies a whole matrix to where it is a part of another, so many bytes from its start. */
  private copied(out: Matrix, from: number, a: Matrix): void {
    this.kernels.copyRows(out.at + from, a.at, 1, a.size, 0, 0);
    if (!a.learns) return;
    this.onTheWayBack(out, (d) => this.kernels.accumulate(this.slopeOf(a), d + from, 1, a.size, 0, 0));
  }

  private matrix(rows: number, cols: number, learns: boolean): Matrix {
    return new Matrix(rows, cols, this.memory.take(rows * cols), learns);
  }

  private view({ at, size }: Matrix): Numbers {
    return this.memory.numbers(at, size);
  }

  /** A step of the way back, taken where its result had a part in the loss. */
  private onTheWayBack(out: Matrix, step: (d: Address) => void): void {
    if (!out.learns) return;
    this.back.push(() => {
      if (out.slope !== undefined) step(out.slope);
    });
  }

  private slopeOf(node: Matrix): Address {
    if (node.slope === undefined) {
      node.slope = this.memory.take(node.size);
      this.kernels.zeros(node.slope, node.size);
    }
    return node.slope;
  }

  private slopes(node: Matrix): Numbers {
    return this.memory.numbers(this.slopeOf(node), node.size);
  }

  private transposed(W: Matrix): Address {
    const known = this.transposes.get(W) ?? this.memory.take(W.size);
    if (!this.transposes.has(W)) {
      this.kernels.transpose(known, W.at, W.rows, W.cols);
      this.transposes.set(W, known);
    }
    return known;
  }

  /** Room for one operation's own use: the same place for every operation that asks for as much. */
  private room(count: number): Address {
    const known = this.rooms.get(count) ?? this.memory.take(count);
    this.rooms.set(count, known);
    return known;
  }
}
