/**
 * The interquartile mean over all runs of all problems, with a bootstrap interval: Agarwal et al. (2021), Deep Reinforcement
 * Learning at the Edge of the Statistical Precipice, section 4.3. As robust as a median against outliers, with less noise.
 *
 * Deviation: they resample runs within each problem alone; here problems are drawn too, as for every mean of a report, so that
 * the interval speaks of new problems and means something with one seed.
 */
import { stream } from '../../math/random.ts';
import { type Cells, type Interval, RESAMPLES } from '../statistics/bootstrap.ts';
import { ascending, quantileSorted } from '../statistics/quantile.ts';

/** The mean of what is left once a quarter of the values, rounded down, is cut off at either end. */
export function interquartileMean(values: Iterable<number>): number {
  const sorted = ascending(values);
  const cut = Math.floor(sorted.length / 4);
  let sum = 0;
  for (let i = cut; i < sorted.length - cut; i++) sum += sorted[i]!;
  return sum / (sorted.length - 2 * cut);
}

/** The 95 % interval of the interquartile mean of problems (outer) and seeds (inner). */
export function interquartileInterval(cells: Cells): Interval {
  const size = cells.reduce((sum, seeds) => sum + seeds.length, 0);
  if (size < 2) return undefined;
  const rng = stream('report', 'bootstrap', 'iqm');
  // Sorting so many values so often would take longer than the rest of the report.
  const resamples = size > 2000 ? RESAMPLES / 5 : RESAMPLES;
  const means = ascending(
    Array.from({ length: resamples }, () => {
      const drawn: number[] = [];
      for (let draw = 0; draw < cells.length; draw++) {
        const seeds = cells[rng.integer(cells.length)]!;
        for (let repeat = 0; repeat < seeds.length; repeat++) drawn.push(seeds[rng.integer(seeds.length)]!);
      }
      return interquartileMean(drawn);
    }),
  );
  return [quantileSorted(means, 0.025), quantileSorted(means, 0.975)];
}
