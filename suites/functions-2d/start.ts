/** Where runs begin on a test function. */
import type { Rng, Vector } from 'optbench';

/** Uniform in a box, low and high for every coordinate; or standard normal. */
export type Start = 'normal' | readonly (readonly [low: number, high: number])[];

/** Draws a starting point. */
export function drawStart(start: Start, dim: number, rng: Rng): Vector {
  return start === 'normal'
    ? Float64Array.from({ length: dim }, () => rng.normal())
    : Float64Array.from(start, ([low, high]) => low + (high - low) * rng.next());
}

/** The box [low, high]^dim. */
export function cube(dim: number, low: number, high: number): Start {
  return Array.from({ length: dim }, () => [low, high] as const);
}
