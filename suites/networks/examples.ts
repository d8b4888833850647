/** Where minibatches come from, and what a model is judged on. */
import type { Rng, Vector } from 'optbench';
import type { DataSet, Table } from './data.ts';
import type { Batch } from './losses/loss.ts';
import { type Part, partOf, type Split } from './splits.ts';

/** A source of examples. */
export interface Examples {
  /** How many there are to fit; +Infinity where they are made as they are asked for. */
  readonly rows: number;
  /** So many examples drawn at random, with replacement, into a batch; all of them in order, where no rng is given. */
  fill(batch: Batch, rng?: Rng): void;
  /** The held-out examples, in pieces, where there are any. */
  heldOut?(): Iterable<Batch>;
}

const PIECE = 256;

/** The examples of one split of a data set: images from 0 to 1, columns of tables with mean 0 and deviation 1 over the rows to fit. */
export function examplesOf(data: DataSet, split: Split): Examples {
  const table = data.read();
  const { fit, heldOut } = partOf(data, table, split);
  const { inputs } = data;
  const { shift, scale } = units(data, table, fit);
  const copy = (row: number, { x, target }: Batch, i: number): void => {
    for (let j = 0; j < inputs; j++) x[i * inputs + j] = (table.values[row * inputs + j]! - shift[j]!) / scale[j]!;
    target[i] = table.labels[row]!;
  };
  return {
    rows: fit.length,
    fill(batch, rng) {
      for (let i = 0; i < batch.rows; i++) copy(fit[rng === undefined ? i : rng.integer(fit.length)]!, batch, i);
    },
    *heldOut() {
      for (let from = 0; from < heldOut.length; from += PIECE) {
        const batch = emptyBatch(Math.min(PIECE, heldOut.length - from), inputs);
        for (let i = 0; i < batch.rows; i++) copy(heldOut[from + i]!, batch, i);
        yield batch;
      }
    },
  };
}

/** A batch to be filled. */
export function emptyBatch(rows: number, inputs: number, noise = 0): Batch {
  const drawn = noise > 0 && { noise: new Float64Array(rows * noise) };
  return { rows, x: new Float64Array(rows * inputs), target: new Float64Array(rows), ...drawn };
}

/** What is taken off every column, and what it is divided by. */
function units({ inputs, white }: DataSet, { values }: Table, fit: Part['fit']): { shift: Vector; scale: Vector } {
  const [shift, scale] = [new Float64Array(inputs), new Float64Array(inputs).fill(white ?? 1)];
  if (white !== undefined) return { shift, scale };
  for (let j = 0; j < inputs; j++) {
    const column = Array.from(fit, (row) => values[row * inputs + j]!);
    const mean = column.reduce((sum, v) => sum + v, 0) / column.length;
    const variance = column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / column.length;
    shift[j] = mean;
    scale[j] = variance > 0 ? Math.sqrt(variance) : 1;
  }
  return { shift, scale };
}
