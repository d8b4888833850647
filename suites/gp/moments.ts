/** By what two ways of drawing functions are compared: moments at one point, covariances along a line, the least of many. */
import type { Vector } from 'optbench';

/** An estimate and its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
}

/** What the draws have in common. */
export interface Moments {
  readonly mean: Estimate;
  readonly variance: Estimate;
  /** E[y^4], 3 for a standard normal. */
  readonly fourth: Estimate;
  /** E[f(p0) f(pk)] for each further point of the line. */
  readonly covariances: readonly Estimate[];
  /** E[min over the cloud of points]. */
  readonly least: Estimate;
}

/** Draws `count` functions and looks at each along a line of points and at a cloud of points. */
export function moments(
  open: (i: number) => (x: Vector) => number,
  {
    line,
    cloud,
    count,
  }: { readonly line: readonly Vector[]; readonly cloud: readonly Vector[]; readonly count: number },
): Moments {
  const rows = Array.from({ length: count }, (_, i) => {
    const f = open(i);
    return { y: line.map((x) => f(x)), least: cloud.reduce((least, x) => Math.min(least, f(x)), Infinity) };
  });
  const first = rows.map(({ y }) => y[0]!);
  return {
    mean: estimate(first),
    variance: estimate(first.map((y) => y ** 2)),
    fourth: estimate(first.map((y) => y ** 4)),
    covariances: line.slice(1).map((_, k) => estimate(rows.map(({ y }) => y[0]! * y[k + 1]!))),
    least: estimate(rows.map(({ least }) => least)),
  };
}

/** By how many standard errors two estimates differ. */
export function apart(a: Estimate, b: Estimate): number {
  return Math.abs(a.mean - b.mean) / Math.hypot(a.error, b.error);
}

function estimate(sample: readonly number[]): Estimate {
  const n = sample.length;
  const mean = sample.reduce((sum, value) => sum + value, 0) / n;
  const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}
