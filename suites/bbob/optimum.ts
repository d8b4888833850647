/** Where an instance's minimizer lies and what its least value is: Hansen et al. (2009), section 0.1. */
import type { Vector } from 'optbench';
import { gaussians, uniforms } from './random.ts';

/** The minimizer of most functions: on a grid of 10^4 points per axis of [-4, 4]^D, never 0. */
export function scattered(dim: number, seed: number): Vector {
  return uniforms(dim, seed).map((u) => (8 * Math.floor(1e4 * u)) / 1e4 - 4 || -1e-5);
}

/** The least value: a quotient of two Gaussians (Cauchy), scaled by 100, rounded to 0.01 and cut to [-1000, 1000]. */
export function leastValue(seed: number): number {
  const quotient = (100 * 100 * gaussians(1, seed)[0]!) / gaussians(1, seed + 1)[0]!;
  return Math.min(1000, Math.max(-1000, Math.floor(quotient + 0.5) / 100));
}
