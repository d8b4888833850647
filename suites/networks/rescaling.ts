/**
 * Parameters in other units: theta = c * x, so that a network which is the same function of theta has slopes of very different
 * sizes in x. c = exp(U(-r, r)), drawn for every coordinate (Lv et al. 2017, with r = 3), for every tensor, or once.
 */
import { type Rng, sizeOf, type Vector } from 'optbench';
import type { Tensor } from './layers/layer.ts';

/** What shares one factor. */
export type Sharing = 'coordinate' | 'tensor' | 'global';

/** Factors from exp(-range) to exp(range). */
export interface Rescaling {
  readonly range: number;
  readonly sharing: Sharing;
}

/** c, one factor per coordinate. */
export function factors(tensors: readonly Tensor[], { range, sharing }: Rescaling, rng: Rng): Vector {
  const draw = (): number => Math.exp(range * (2 * rng.next() - 1));
  const global = draw();
  return Float64Array.from(
    tensors.flatMap((tensor) => {
      const shared = draw();
      const factor = { coordinate: draw, tensor: () => shared, global: () => global }[sharing];
      return Array.from({ length: sizeOf(tensor) }, factor);
    }),
  );
}
