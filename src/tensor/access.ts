/** One step of an external memory in plain numbers; equations and symbols in external-memory.ts. */
import { sigmoid } from '../math/tanh.ts';
import { EPSILON, emptyInterface, type Interface, type MemorySizes, type MemoryState } from './external-memory.ts';

/** The step, with room for what comes up within it. */
export class Access {
  /** The interface, bounded by the step. */
  readonly signals: Interface;
  private readonly sizes: MemorySizes;
  /** phi, the free list: the least used word first. */
  private readonly order: Uint32Array;
  /** a. */
  private readonly allocation: Float64Array;
  /** C, and |M_j|. */
  private readonly content: Float64Array;
  private readonly norms: Float64Array;
  /** b and f of one head. */
  private readonly backward: Float64Array;
  private readonly forward: Float64Array;

  constructor(sizes: MemorySizes) {
    const { words: N } = sizes;
    this.sizes = sizes;
    this.signals = emptyInterface(sizes);
    this.order = new Uint32Array(N);
    this.allocation = new Float64Array(N);
    this.content = new Float64Array(N);
    this.norms = new Float64Array(N);
    this.backward = new Float64Array(N);
    this.forward = new Float64Array(N);
  }

  /** From `before` to `after`, steered by `signals`, which still hold z. */
  step(before: MemoryState, after: MemoryState): void {
    this.bound();
    this.free(before, after);
    this.allocate(after.usage);
    this.write(before, after);
    this.link(before, after);
    this.read(before, after);
  }

  private bound(): void {
    const { signals } = this;
    for (const part of [signals.erase, signals.freeGates, signals.allocationGate, signals.writeGate]) {
      for (let i = 0; i < part.length; i++) part[i] = sigmoid(part[i]!);
    }
    for (const part of [signals.readStrengths, signals.writeStrength]) {
      for (let i = 0; i < part.length; i++) part[i] = 1 + softplus(part[i]!);
    }
    for (let i = 0; i < this.sizes.reads; i++) softmax(signals.modes, 3 * i, 3);
  }

  private free(before: MemoryState, after: MemoryState): void {
    const { signals } = this;
    const { words: N, reads: R } = this.sizes;
    for (let j = 0; j < N; j++) {
      let psi = 1;
      for (let i = 0; i < R; i++) psi *= 1 - signals.freeGates[i]! * before.read[i * N + j]!; // (2)
      const [u, w] = [before.usage[j]!, before.write[j]!];
      after.usage[j] = (u + w - u * w) * psi; // (3)
    }
  }

  private allocate(usage: Float64Array): void {
    const { order, allocation } = this;
    for (let j = 0; j < usage.length; j++) {
      let at = j; // insertion; of words equally used the first one first
      for (; at > 0 && usage[order[at - 1]!]! > usage[j]!; at--) order[at] = order[at - 1]!;
      order[at] = j;
    }
    let product = 1;
    for (const j of order) {
      allocation[j] = (1 - usage[j]!) * product; // (4)
      product *= usage[j]!;
    }
  }

  private write(before: MemoryState, after: MemoryState): void {
    const { sizes, signals, allocation, content } = this;
    const { words: N, width: W } = sizes;
    const { erase, vector } = signals;
    this.measure(before.memory);
    this.look(before.memory, signals.writeKey, 0, signals.writeStrength[0]!);
    const [gw, ga] = [signals.writeGate[0]!, signals.allocationGate[0]!];
    for (let j = 0; j < N; j++) {
      const w = gw * (ga * allocation[j]! + (1 - ga) * content[j]!); // (5)
      after.write[j] = w;
      for (let k = 0; k < W; k++) {
        after.memory[j * W + k] = before.memory[j * W + k]! * (1 - w * erase[k]!) + w * vector[k]!; // (6)
      }
    }
  }

  private link(before: MemoryState, after: MemoryState): void {
    const N = this.sizes.words;
    const w = after.write;
    let sum = 0;
    for (let i = 0; i < N; i++) {
      sum += w[i]!;
      for (let j = 0; j < N; j++) {
        after.link[i * N + j] = (1 - w[i]! - w[j]!) * before.link[i * N + j]! + w[i]! * before.precedence[j]!; // (7)
      }
      after.link[i * N + i] = 0;
    }
    for (let j = 0; j < N; j++) after.precedence[j] = (1 - sum) * before.precedence[j]! + w[j]!; // (8)
  }

  private read(before: MemoryState, after: MemoryState): void {
    const { sizes, signals, content, backward, forward } = this;
    const { words: N, width: W, reads: R } = sizes;
    const { link: L, memory: M } = after;
    this.measure(M);
    after.words.fill(0);
    for (let i = 0; i < R; i++) {
      backward.fill(0);
      for (let m = 0; m < N; m++) {
        const w = before.read[i * N + m]!;
        let f = 0;
        for (let j = 0; j < N; j++) {
          backward[j]! += L[m * N + j]! * w; // (9)
          f += L[m * N + j]! * before.read[i * N + j]!;
        }
        forward[m] = f;
      }
      this.look(M, signals.readKeys, i * W, signals.readStrengths[i]!);
      const [back, known, forth] = [signals.modes[3 * i]!, signals.modes[3 * i + 1]!, signals.modes[3 * i + 2]!];
      for (let j = 0; j < N; j++) {
        const w = back * backward[j]! + known * content[j]! + forth * forward[j]!; // (10)
        after.read[i * N + j] = w;
        for (let k = 0; k < W; k++) after.words[i * W + k]! += w * M[j * W + k]!; // (11)
      }
    }
  }

  /** |M_j| of every word. */
  private measure(M: Float64Array): void {
    const { words: N, width: W } = this.sizes;
    for (let j = 0; j < N; j++) this.norms[j] = norm(M, j * W, W);
  }

  /** (1) for the key that begins at `from`; M has been measured. */
  private look(M: Float64Array, keys: Float64Array, from: number, beta: number): void {
    const { content, norms } = this;
    const { words: N, width: W } = this.sizes;
    const length = norm(keys, from, W);
    for (let j = 0; j < N; j++) {
      let dot = 0;
      for (let k = 0; k < W; k++) dot += M[j * W + k]! * keys[from + k]!;
      content[j] = (beta * dot) / (norms[j]! * length + EPSILON);
    }
    softmax(content, 0, N);
  }
}

function norm(v: Float64Array, from: number, length: number): number {
  let sum = EPSILON;
  for (let k = from; k < from + length; k++) sum += v[k]! * v[k]!;
  return Math.sqrt(sum);
}

function softmax(v: Float64Array, from: number, length: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let j = from; j < from + length; j++) most = Math.max(most, v[j]!);
  let sum = 0;
  for (let j = from; j < from + length; j++) {
    v[j] = Math.exp(v[j]! - most);
    sum += v[j]!;
  }
  for (let j = from; j < from + length; j++) v[j]! /= sum;
}

/** log(1 + exp(z)). */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}
