/**
 * The least value of a smooth function on the unit box, by many starts: every start is polished by projected L-BFGS, and how
 * often the best of the minima was reached says how far it can be trusted.
 */
import { lbfgs, type Rng, sobol, type Vector } from 'optbench';
import type { Draw } from './features.ts';

/** The size of a search. */
export interface Effort {
  /** Scrambled Sobol points at which the function is looked at; the best of them are starts. */
  readonly points: number;
  readonly best: number;
  /** More starts, wherever the sequence puts them: how many of these end in one minimum measures its basin. */
  readonly blind: number;
}

/** Where a search ended. */
export interface SearchResult {
  readonly x: Vector;
  readonly value: number;
  readonly starts: number;
  /** Starts that ended within 1e-6 of this value. */
  readonly hits: number;
}

/** Two minima whose values differ by less are taken for one. */
export const SAME = 1e-6;

/** Searches [0, 1]^dim. */
export function searchMinimum(f: Draw, dim: number, rng: Rng, { points, best, blind }: Effort): SearchResult {
  const low = new Float64Array(dim);
  const high = new Float64Array(dim).fill(1);
  const sequence = sobol(dim, { scramble: rng });
  const seen = Array.from({ length: points }, () => {
    const x = sequence.next();
    return { x, value: f.value(x) };
  });
  const starts = Array.from({ length: blind }, () => sequence.next());
  seen.sort((a, b) => a.value - b.value);
  starts.push(...seen.slice(0, best).map(({ x }) => x));

  const rough = { low, high, iterations: 200, gradientTolerance: 1e-5 };
  const minima = starts.map((x) => lbfgs(f.valueAndGradient, x, rough));
  const least = minima.reduce((a, b) => (b.value < a.value ? b : a));
  const polished = lbfgs(f.valueAndGradient, least.x, { low, high, gradientTolerance: 1e-11, valueTolerance: 0 });
  const hits = minima.filter(({ value }) => value < polished.value + SAME).length;
  return { x: polished.x, value: polished.value, starts: starts.length, hits };
}
