/**
 * The random map of a perturbed instance. Chen et al. (2017), section 3.2: random translation (-0.1 to 0.1), scaling (0.9 to
 * 1.1), flipping and permutation of the inputs; how a suite carries it out, it says itself.
 */
import { type Rng, shuffled } from './random.ts';

/** The map's random numbers, as published with the instance. Coordinates count from 0. */
export interface Perturbation {
  readonly permutation: readonly number[];
  readonly flip: readonly boolean[];
  readonly scale: readonly number[];
  readonly translation: readonly number[];
}

/** Draws an instance's map. */
export function perturbation(dim: number, rng: Rng): Perturbation {
  const axes = Array.from({ length: dim }, (_, i) => i);
  return {
    permutation: shuffled(axes, rng),
    flip: axes.map(() => rng.next() < 0.5),
    scale: axes.map(() => 0.9 + 0.2 * rng.next()),
    translation: axes.map(() => -0.1 + 0.2 * rng.next()),
  };
}
