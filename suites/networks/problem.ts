/**
 * A network on data as a problem of order 1. x is all its parameters; a value is the mean loss over a minibatch, which the
 * ticket's id draws; the score is the loss on held-out data.
 *
 *   theta = c * x, where parameters are rescaled
 */
import { type Label, type Problem, type Rng, reals, stream, type Vector } from 'optbench';
import type { Architecture } from './architecture.ts';
import { type Examples, emptyBatch } from './examples.ts';
import { initialValues } from './initial.ts';
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
  /** Where what the problem itself draws (its factors, the noise of its judge) comes from. */
  readonly address: readonly Label[];
  readonly source: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The problem of training a network. */
export function training(task: Task): Problem<Vector> {
  const { id, network, inputs, options, address, source, facts } = task;
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
  const fillNoise = ({ noise }: Batch, rng: () => Rng): void => {
    if (noise === undefined) return;
    const { normal } = rng();
    for (let k = 0; k < noise.length; k++) noise[k] = normal();
  };
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
    judge(x) {
      const point = theta(x);
      const rng = draw('judge');
      let [sum, rows] = [0, 0];
      for (const piece of data().heldOut()) {
        const batch =
          model.noise === undefined ? piece : { ...piece, noise: new Float64Array(piece.rows * model.noise) };
        fillNoise(batch, () => rng);
        sum += model.evaluate(point, batch) * batch.rows;
        rows += batch.rows;
      }
      return sum / rows;
    },
    start(rng) {
      const all = options.batch === 'full' || options.batch >= data().rows;
      const rows = options.batch === 'full' || all ? data().rows : options.batch;
      const batch = emptyBatch(rows, inputs, model.noise);
      if (all) data().fill(batch);
      let filled: number | undefined;
      const draw = (id: number): void => {
        if (filled === id) return;
        filled = id;
        if (!all) data().fill(batch, rng.split('minibatch', id));
        fillNoise(batch, () => rng.split('noise', id));
      };
      return {
        evaluate(x, { id, order }) {
          draw(id);
          const point = theta(x);
          const gradient = order === 1 ? new Float64Array(dim) : undefined;
          let value = model.evaluate(point, batch, gradient);
          if (options.ridge > 0) value += ridge(options.ridge, point, gradient);
          if (gradient === undefined) return { value };
          if (c !== undefined) for (let i = 0; i < dim; i++) gradient[i]! *= c[i]!;
          return { value, gradient };
        },
      };
    },
  };
}

/** lambda / 2 |theta|^2; its gradient is added. */
function ridge(lambda: number, theta: Vector, gradient: Vector | undefined): number {
  let sum = 0;
  for (let i = 0; i < theta.length; i++) {
    sum += theta[i]! * theta[i]!;
    if (gradient !== undefined) gradient[i]! += lambda * theta[i]!;
  }
  return (lambda / 2) * sum;
}
