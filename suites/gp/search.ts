/**
 * The least value of a smooth function on the unit box, by many starts or by basin hopping: every start is polished by projected
 * L-BFGS, and how often the best of the minima was reached says how far it can be trusted.
 */
import { lbfgs, type Minimum, type Rng, sobol, type Vector } from 'optbench';
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

/** Searches [0, 1]^dim by many starts. */
export function searchMinimum(f: Draw, dim: number, rng: Rng, { points, best, blind }: Effort): SearchResult {
  const sequence = sobol(dim, { scramble: rng });
  const seen = Array.from({ length: points }, () => {
    const x = sequence.next();
    return { x, value: f.value(x) };
  });
  const starts = Array.from({ length: blind }, () => sequence.next());
  seen.sort((a, b) => a.value - b.value);
  starts.push(...seen.slice(0, best).map(({ x }) => x));
  return summary(
    f,
    starts.map((x) => roughly(f, x)),
  );
}

/** The size of a search by hops. */
export interface HopEffort {
  readonly blind: number;
  /** Minima that are kept, and from which each generation hops. */
  readonly kept: number;
  readonly hops: number;
  readonly generations: number;
}

/**
 * Searches [0, 1]^dim by basin hopping (Wales & Doye 1997): from the best minima, two coordinates are drawn anew and the point is
 * polished again. Deep minima have deep neighbours, so this finds what blind starts hardly ever hit, and misses other things.
 */
export function searchByHops(f: Draw, dim: number, rng: Rng, effort: HopEffort): SearchResult {
  const sequence = sobol(dim, { scramble: rng });
  const reached = Array.from({ length: effort.blind }, () => roughly(f, sequence.next()));
  for (let generation = 0; generation < effort.generations; generation++) {
    for (const { x } of distinct(reached).slice(0, effort.kept)) {
      for (let hop = 0; hop < effort.hops; hop++) {
        const start = x.slice();
        start[rng.integer(dim)] = rng.next();
        start[rng.integer(dim)] = rng.next();
        reached.push(roughly(f, start));
      }
    }
  }
  return summary(f, reached);
}

function roughly(f: Draw, x: Vector): Minimum {
  return lbfgs(f.valueAndGradient, x, { ...cube(x.length), iterations: 200, gradientTolerance: 1e-5 });
}

function summary(f: Draw, reached: readonly Minimum[]): SearchResult {
  const least = reached.reduce((a, b) => (b.value < a.value ? b : a));
  const exact = { ...cube(least.x.length), gradientTolerance: 1e-11, valueTolerance: 0 };
  const { x, value } = lbfgs(f.valueAndGradient, least.x, exact);
  return { x, value, starts: reached.length, hits: reached.filter((minimum) => minimum.value < value + SAME).length };
}

/** The minima, best first, each once. */
function distinct(reached: readonly Minimum[]): readonly Minimum[] {
  const sorted = reached.toSorted((a, b) => a.value - b.value);
  return sorted.filter(({ value }, i) => i === 0 || value > sorted[i - 1]!.value + SAME);
}

function cube(dim: number): { readonly low: Vector; readonly high: Vector } {
  return { low: new Float64Array(dim), high: new Float64Array(dim).fill(1) };
}
