/** Which functions may be trained on: the three splits draw from streams of different names, so they never meet. */
import { type Rng, stream } from 'optbench';

/** `train` for weights, `validation` for choosing among them, `test` for the problems of the suite and nothing else. */
export type Split = 'train' | 'validation' | 'test';

/** The stream of a split. Further labels name a function: kernel, dimension, instance; or a batch's number. */
export function splitStream(split: Split, ...path: readonly (string | number)[]): Rng {
  return stream('gp', split, ...path);
}
