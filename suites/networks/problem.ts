/**
 * A network on data as a problem of order 1. x is all its parameters; a value is the mean loss over a minibatch, which the
 * ticket's id draws, plus lambda / 2 |weights|^2; the score is the loss on held-out data, and where there are classes the
 * accuracy there stands beside it.
 *
 *   theta = c * x, where parameters are rescaled
 */
import { type Label, type Problem, type Rng, reals, sizeOf, stream, type Vector } from 'optbench';
import type { Architecture } from './architecture.ts';
import { type Examples, emptyBatch } from './examples.ts';
import { initialValues } from './initial.ts';
import type { Tensor } from './layers/layer.ts';
import type { Batch } from './losses/loss.ts';
import { blocksOf, dimOf } from './model.ts';
import type { Options } from './name.ts';
import { factors } from './rescaling.ts';

/** What a problem is made of. */
export interface Task {
  readonly id: string;
  readonly network: Architecture;
  readonly inputs: number;
  readonly options: Options;
  /** Reads the data, once it is needed. */
  examples(): Examples;
  /** Whether some examples are held out for a score. */
  readonly scored: boolean;
  /** Where what the problem itself draws (its factors, the noise of its judge) comes from. */
  readonly address: readonly Label[];
  readonly source: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The problem of training a network. */
export function training(task: Task): Problem<Vector> {
  const { id, network, inputs, options, scored, address, source, facts } = task;
  const model = network.model();
  const dim = dimOf(model);
  const initial = options.initial ?? network.initial;
  const draw = (label: Label): Rng => stream('networks', ...address, label);
  const c = options.rescaling && factors(model.tensors, options.rescaling, draw('factors'));
  const theta = (x: Vector): Vector => (c === undefined ? x : x.map((v, i) => c[i]! * v));
  let examples: Examples | undefined;
  const data = (): Examples => {
    examples ??= task.examples();
    return examples;
  };
  /** What a model comes to on the held-out rows, over their number. */
  const onHeldOut = (x: Vector, sum: (theta: Vector, batch: Batch) => number): number => {
    const point = theta(x);
    const rng = draw('judge');
    let [total, rows] = [0, 0];
    for (const piece of data().heldOut!()) {
      total += sum(point, { ...piece, ...drawnNoise(piece.rows, model.noise, rng) });
      rows += piece.rows;
    }
    return total / rows;
  };
  const judge = (x: Vector): number => {
    const loss = onHeldOut(x, (point, batch) => model.evaluate(point, batch) * batch.rows);
    // A network that has diverged is judged too: worse than any other, by a number that a journal can hold.
    return Number.isFinite(loss) ? loss : Number.MAX_VALUE;
  };
  const { hits } = model;
  return {
    id,
    space: reals(dim),
    order: 1,
    source,
    facts: { ...facts, network: network.about, initial, ...options },
    blocks: blocksOf(model),
    init(rng) {
      const start = initialValues(model.tensors, initial, rng);
      return c === undefined ? start : start.map((v, i) => v / c[i]!);
    },
    ...(scored && { judge }),
    ...(scored && hits && { accuracy: (x: Vector) => onHeldOut(x, hits) }),
    start(rng) {
      const all = options.batch === 'full' || options.batch >= data().rows;
      const empty = emptyBatch(all ? data().rows : Number(options.batch), inputs);
      if (all) data().fill(empty);
      let drawn: { readonly id: number; readonly batch: Batch } | undefined;
      const batchOf = (id: number): Batch => {
        if (drawn?.id === id) return drawn.batch;
        if (!all) data().fill(empty, rng.split('minibatch', id));
        const noise = model.noise === undefined ? {} : drawnNoise(empty.rows, model.noise, rng.split('noise', id));
        drawn = { id, batch: { ...empty, ...noise } };
        return drawn.batch;
      };
      return {
        evaluate(x, { id, order }) {
          const point = theta(x);
          const gradient = order === 1 ? new Float64Array(dim) : undefined;
          let value = model.evaluate(point, batchOf(id), gradient);
          if (options.ridge > 0) value += ridge(options.ridge, model.tensors, point, gradient);
          if (gradient === undefined) return { value };
          if (c !== undefined) for (let i = 0; i < dim; i++) gradient[i]! *= c[i]!;
          return { value, gradient };
        },
      };
    },
  };
}

/** Standard normal numbers, so many a row. */
function drawnNoise(rows: number, each: number | undefined, { normal }: Rng): Pick<Batch, 'noise'> {
  return each === undefined ? {} : { noise: Float64Array.from({ length: rows * each }, normal) };
}

/** lambda / 2 |weights|^2, which leaves biases out; its gradient is added. */
function ridge(lambda: number, tensors: readonly Tensor[], theta: Vector, gradient: Vector | undefined): number {
  let [sum, from] = [0, 0];
  for (const tensor of tensors) {
    const to = from + sizeOf(tensor);
    for (let i = from; !tensor.bias && i < to; i++) {
      sum += theta[i]! * theta[i]!;
      if (gradient !== undefined) gradient[i]! += lambda * theta[i]!;
    }
    from = to;
  }
  return (lambda / 2) * sum;
}
