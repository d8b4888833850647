/** Functions drawn from the suite's priors: sums of random waves whose frequencies are a kernel's. */
import { type Rng, sampleWaves, type Waves } from 'optbench';
import { type KernelName, kernels } from './kernels.ts';

export { type Draw, sumOfWaves as draw, type Waves as Features } from 'optbench';

/** What a function is drawn from. */
export interface Prior {
  readonly dim: number;
  readonly kernel: KernelName;
  /** In units of the box [0, 1]^d. */
  readonly lengthScale: number;
  /** Features per function. */
  readonly count: number;
}

/** Draws a function. */
export function sampleFeatures(rng: Rng, { kernel, ...prior }: Prior): Waves {
  return sampleWaves(rng, { ...prior, stretch: kernels[kernel].stretch });
}
