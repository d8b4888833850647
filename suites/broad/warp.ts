/**
 * From x to u, the landscape's own coordinates, each for itself: rounded to a few levels (as an integer or a choice of sizes
 * would be), then bent by the Kumaraswamy distribution function, u = 1 - (1 - x^a)^b (Snoek et al. 2014, Input warping for
 * Bayesian optimization, use the beta distribution's), which crowds what happens to one side, the middle or the faces.
 *
 * Deviation: a rounded coordinate has no slope. Training is told that of the unrounded one, taken at the level (straight
 * through, Bengio et al. 2013), or nothing could be learned about it.
 */
import type { Rng } from 'optbench';
import type { Reading, Writing } from './terms/term.ts';

/** Away from the faces, where the slope may be infinite. */
const EDGE = 1e-3;

/** One coordinate's way. */
interface Bend {
  /** 0 where it is not rounded. */
  readonly levels: number;
  /** Both 1 where it is not bent. */
  readonly a: number;
  readonly b: number;
}

/** All coordinates' ways. */
export type Warp = readonly Bend[];

/** Most landscapes are not warped; those that are, in every coordinate otherwise. */
export function drawWarp(rng: Rng, dim: number, rough: boolean): Warp {
  const [bent, stepped] = [rng.next() < 0.4, rng.next() < 0.15];
  return Array.from({ length: dim }, () => ({
    a: bent ? Math.exp(0.5 * rng.normal()) : 1,
    b: bent ? Math.exp(0.5 * rng.normal()) : 1,
    levels: stepped && rough && rng.next() < 0.5 ? 2 + rng.integer(9) : 0,
  }));
}

/** u, and du/dx into `slope`. */
export function bend(warp: Warp, x: Reading, u: Writing, slope: Writing, at: number): void {
  for (let k = 0; k < warp.length; k++) {
    const { a, b, levels } = warp[k]!;
    const given = x[at + k]!;
    const level = levels === 0 ? given : (Math.min(levels - 1, Math.floor(given * levels)) + 0.5) / levels;
    if (a === 1 && b === 1) {
      u[at + k] = level;
      slope[at + k] = 1;
      continue;
    }
    const inside = EDGE + (1 - 2 * EDGE) * level;
    const power = inside ** a;
    const rest = (1 - power) ** b;
    u[at + k] = 1 - rest;
    slope[at + k] = ((1 - 2 * EDGE) * a * b * power * rest) / (inside * (1 - power));
  }
}
