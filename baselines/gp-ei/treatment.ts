/** How a search comes by the hyper-parameters of its model: by a fit, or because somebody knows them. */
import type { Hyperparameters, Rng, Unordered, Vector } from 'optbench';

/** What has been told. A failed evaluation has the value +Infinity; at least one value is finite. */
export interface Told {
  readonly points: readonly Vector[];
  readonly values: readonly number[];
  readonly unordered: Unordered;
}

/** The model's data and hyper-parameters. */
export interface Fitted {
  /** The values as the model sees them, in the order of the points. */
  readonly y: Vector;
  readonly mean: number;
  readonly hyperparameters: Hyperparameters;
}

/** A way to come by hyper-parameters; opened once per run, so that a fit may start from the last one. */
export interface Treatment {
  readonly name: string;
  open(rng: Rng): (told: Told) => Fitted;
}
