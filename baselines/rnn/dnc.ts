/**
 * The DNC controller: an LSTM that reads and writes an external memory. Graves et al. (2016), Hybrid computing using a
 * neural network with dynamic external memory, Methods; the step of the memory itself is the tape's.
 *
 *   h = LSTM([x, r])        z = h Z + z_0        r = access(z)        output [h, r]
 *
 * Sizes and biases as in the authors' code (google-deepmind/dnc): 16 words of 16 numbers, 1 write head, 4 read heads.
 * Deviation: no clip at 20 of what goes out: h and r are bounded here, and the proposal is squashed.
 */
import { Access, emptyMemory, type MemorySizes, type MemoryState, rowLengths, type Weights } from 'optbench/learn';
import type { Controller, PlainController } from './controller.ts';
import { lstmWeights, PlainLstm } from './lstm.ts';

/** Sizes of a DNC. */
export interface DncSettings extends Partial<MemorySizes> {
  /** Units of the LSTM, a multiple of four. */
  readonly units?: number;
}

/** A DNC. */
export function dnc({ units: H = 100, words = 16, width = 16, reads = 4 }: DncSettings = {}): Controller {
  const sizes = { words, width, reads };
  const read = reads * width;
  const { state, signals } = rowLengths(sizes);
  return {
    name: `dnc-${H}`,
    outputs: H + read,
    weights(inputs, rng) {
      const Z = Float32Array.from({ length: H * signals }, () => rng.normal() / Math.sqrt(H));
      return {
        ...lstmWeights(inputs + read, H, rng),
        Z: { shape: [H, signals], data: Z },
        z: { shape: [signals], data: new Float32Array(signals) },
      } satisfies Weights;
    },
    begin: (tape, _, size) => [
      tape.constant(new Float32Array(size * 2 * H), size, 2 * H),
      tape.constant(new Float32Array(size * state), size, state),
    ],
    step(tape, theta, [carry, memory], seen) {
      const next = tape.lstm(tape.beside(seen, tape.columns(memory!, 0, read)), carry!, theta['W']!, theta['b']!);
      const h = tape.columns(next, 0, H);
      const after = tape.access(memory!, tape.product(h, theta['Z']!, theta['z']!), sizes);
      return { state: [next, after], output: tape.beside(h, tape.columns(after, 0, read)) };
    },
    plain: (theta) => new PlainDnc(sizes, theta),
  };
}

/** One DNC in plain numbers. */
class PlainDnc implements PlainController {
  private readonly sizes: MemorySizes;
  private readonly theta: Weights;
  private readonly cell: PlainLstm;
  private readonly access: Access;
  private before: MemoryState;
  private after: MemoryState;
  private readonly output: Float64Array;

  constructor(sizes: MemorySizes, theta: Weights, from?: PlainDnc) {
    this.sizes = sizes;
    this.theta = theta;
    this.cell = from?.cell.fork() ?? new PlainLstm(theta['W']!.data, theta['b']!.data);
    this.access = new Access(sizes);
    this.before = emptyMemory(sizes);
    this.after = emptyMemory(sizes);
    if (from) this.after.row.set(from.after.row);
    this.output = new Float64Array(theta['b']!.data.length / 4 + this.after.words.length);
  }

  fork(): PlainDnc {
    return new PlainDnc(this.sizes, this.theta, this);
  }

  step(seen: Float64Array): Float64Array {
    [this.before, this.after] = [this.after, this.before];
    const { access, before, after, cell, theta, output } = this;
    const x = new Float64Array(seen.length + before.words.length);
    x.set(seen);
    x.set(before.words, seen.length);
    const h = cell.step(x);
    const z = access.signals.row;
    const Z = theta['Z']!.data;
    z.set(theta['z']!.data);
    for (let i = 0; i < h.length; i++) for (let j = 0; j < z.length; j++) z[j]! += h[i]! * Z[i * z.length + j]!;
    access.step(before, after);
    output.set(h);
    output.set(after.words, h.length);
    return output;
  }
}
