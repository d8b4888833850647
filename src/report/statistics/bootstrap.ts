/**
 * Percentile bootstrap intervals, 95 %: Efron (1979); Davison & Hinkley (1997), section 5.3.
 *
 * The resamples are drawn from fixed streams of random numbers, so the same runs always give the same interval.
 */
import { mean } from 'simple-statistics';
import { stream } from '../../math/random.ts';
import { ascending, quantileSorted } from './quantile.ts';

/** Resamples behind an interval. */
export const RESAMPLES = 2000;

/** An interval [low, high], or undefined where one number has nothing to vary against. */
export type Interval = readonly [number, number] | undefined;

/** The interval of the median of a sample. */
export function medianInterval(values: Iterable<number>): Interval {
  const sorted = ascending(values);
  if (sorted.length < 2) return undefined;
  const { lower, upper } = medianPlaces(sorted.length);
  return percentiles(Float64Array.from(lower, (i, b) => middle(sorted[i]!, sorted[upper[b]!]!)));
}

/** Values of several problems (outer) and seeds (inner). */
export type Cells = readonly (readonly number[])[];

/** The mean of the problems' means. */
export function cellMean(cells: Cells): number {
  return mean(cells.map((seeds) => mean([...seeds])));
}

/**
 * The interval of `cellMean` by a two-stage bootstrap: problems are drawn with replacement, then seeds within each problem
 * drawn, with replacement too (Davison & Hinkley 1997, section 3.8). It speaks of new seeds on new problems like these; with one
 * problem, of new seeds on it; with one seed, of new problems.
 */
export function cellMeanInterval(cells: Cells): Interval {
  if (cells.reduce((sum, seeds) => sum + seeds.length, 0) < 2) return undefined;
  const [low, high] = curveInterval(cells.map((seeds) => seeds.map((value) => [value])));
  return [low[0]!, high[0]!];
}

/** The same for whole curves, value by value; all values of a curve come from the same resamples. */
export function curveInterval(
  curves: readonly (readonly ArrayLike<number>[])[],
  resamples = RESAMPLES,
): readonly [readonly number[], readonly number[]] {
  const length = curves[0]?.[0]?.length ?? 0;
  const rng = stream('report', 'bootstrap', 'cells');
  const means = Array.from({ length }, () => new Float64Array(resamples));
  const sum = new Float64Array(length);
  for (let b = 0; b < resamples; b++) {
    sum.fill(0);
    for (let draw = 0; draw < curves.length; draw++) {
      const seeds = curves[rng.integer(curves.length)]!;
      for (let repeat = 0; repeat < seeds.length; repeat++) {
        const curve = seeds[rng.integer(seeds.length)]!;
        for (let i = 0; i < length; i++) sum[i]! += curve[i]! / seeds.length;
      }
    }
    for (let i = 0; i < length; i++) means[i]![b] = sum[i]! / curves.length;
  }
  const intervals = means.map(percentiles);
  return [intervals.map(([low]) => low), intervals.map(([, high]) => high)];
}

/**
 * Which order statistics the median of a resample falls between depends on the sample's size alone: drawn once for each
 * size, they serve every sample of that size.
 */
const places = new Map<number, { readonly lower: Int32Array; readonly upper: Int32Array }>();
function medianPlaces(n: number): { readonly lower: Int32Array; readonly upper: Int32Array } {
  const known = places.get(n);
  if (known !== undefined) return known;
  const rng = stream('report', 'bootstrap', 'median', n);
  const lower = new Int32Array(RESAMPLES);
  const upper = new Int32Array(RESAMPLES);
  const draw = new Int32Array(n);
  for (let b = 0; b < RESAMPLES; b++) {
    for (let i = 0; i < n; i++) draw[i] = rng.integer(n);
    draw.sort();
    lower[b] = draw[(n - 1) >> 1]!;
    upper[b] = draw[n >> 1]!;
  }
  const drawn = { lower, upper };
  places.set(n, drawn);
  return drawn;
}

function middle(low: number, high: number): number {
  return low === high ? low : low + (high - low) / 2;
}

function percentiles(values: Iterable<number>): readonly [number, number] {
  const sorted = ascending(values);
  return [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)];
}
