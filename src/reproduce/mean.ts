/** Means over runs with their 95 % intervals: Student's t, since runs are many and independent. */
import { distributions } from '../report/statistics/distributions.ts';
import { bestAfter, type Cell, type CellRun } from './cell.ts';

/** A mean and how far it can be trusted; without an interval where there is but one run. */
export interface Mean {
  readonly mean: number;
  readonly ci95: readonly [low: number, high: number] | undefined;
  readonly runs: number;
}

/** Makes means of samples. */
export interface Averager {
  of(sample: readonly number[]): Mean;
}

/** Loads the distribution functions, once. */
export async function averager(): Promise<Averager> {
  const { qt } = await distributions();
  return {
    of(sample) {
      const n = sample.length;
      const mean = sample.reduce((sum, value) => sum + value, 0) / n;
      if (n < 2 || !Number.isFinite(mean)) return { mean, ci95: undefined, runs: n };
      const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
      const half = qt(0.975, n - 1) * Math.sqrt(variance / n);
      return { mean, ci95: [mean - half, mean + half], runs: n };
    },
  };
}

/** The runs that came to their end. */
export function finished({ runs }: Cell): readonly CellRun[] {
  return runs.filter(({ failed }) => failed === undefined);
}

/** The best value at a step, counted from 0, of every finished run. */
export function atStep(cell: Cell, step: number): readonly number[] {
  return finished(cell).map((run) => bestAfter(run, step + 1));
}

/** First less second at a step, on the runs that both have: a negative mean speaks for the first. */
export function differences(first: Cell, second: Cell, step: number): readonly number[] {
  const others = new Map(finished(second).map((run) => [run.run, run]));
  return finished(first).flatMap((run) => {
    const other = others.get(run.run);
    return other === undefined ? [] : [bestAfter(run, step + 1) - bestAfter(other, step + 1)];
  });
}
