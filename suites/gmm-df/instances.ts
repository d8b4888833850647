/** The functions of the suite and of its family: which there are, and how one is drawn. */
import { type Rng, stream } from 'optbench';
import { type Constraints, drawConstraints } from './constraints.ts';
import { drawMixture, type Mixture } from './mixture.ts';

/** Which functions may be trained on: the splits draw from streams of different names, so they never meet. */
export type Split = 'train' | 'validation' | 'test';

/** The stream of a split. */
export function splitStream(split: Split, ...path: readonly (string | number)[]): Rng {
  return stream('gmm-df', split, ...path);
}

/** A function with its constraints; none where it has none. */
export interface Instance {
  readonly mixture: Mixture;
  readonly constraints: Constraints;
}

/** Draws a function. */
export function drawInstance(rng: Rng, dim: number, constrained: boolean): Instance {
  return {
    mixture: drawMixture(rng.split('mixture'), dim),
    constraints: constrained ? drawConstraints(rng.split('constraints'), dim) : [],
  };
}
