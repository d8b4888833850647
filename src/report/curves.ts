/**
 * Curves with bands. On one problem: the median over seeds with the quartiles. Over problems: the mean normalised regret
 * with its 95 % interval, or the share of targets reached.
 */
import type { Axis } from './axis.ts';
import { normalisedRegret, type ProblemRuns, regret } from './comparison.ts';
import { curveInterval } from './statistics/bootstrap.ts';
import { ascending, quantileSorted } from './statistics/quantile.ts';
import { standingAt, type Trace } from './trace.ts';

/** One optimizer's curve over the marks of an axis. */
export interface Curve {
  readonly optimizer: string;
  readonly x: readonly number[];
  readonly middle: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Regret (or the value, where the optimum is unknown) on one problem: median and quartiles over the seeds. */
export function problemCurve(problem: ProblemRuns, optimizer: string, axis: Axis): Curve {
  const traces = problem.traces.get(optimizer) ?? [];
  const samples = axis.marks.map((_, i) => {
    const count = axis.count(problem, i);
    return ascending(traces.map((trace) => regret(problem, standingAt(trace, count))));
  });
  return {
    optimizer,
    x: axis.marks,
    middle: samples.map((sorted) => quantileSorted(sorted, 0.5)),
    low: samples.map((sorted) => quantileSorted(sorted, 0.25)),
    high: samples.map((sorted) => quantileSorted(sorted, 0.75)),
  };
}

/** Mean normalised regret over problems, with its 95 % bootstrap interval. */
export function suiteCurve(problems: readonly ProblemRuns[], optimizer: string, axis: Axis): Curve {
  return meanCurve(problems, optimizer, axis, normalisedRegret);
}

/** The normalised regrets 10^-0.2, 10^-0.4, ..., 10^-6 that a profile counts. */
export const TARGETS: readonly number[] = Array.from({ length: 30 }, (_, i) => 10 ** (-(i + 1) / 5));

/** The share of targets reached, over problems, seeds and targets: a data profile with many targets, as COCO draws it. */
export function profileCurve(problems: readonly ProblemRuns[], optimizer: string, axis: Axis): Curve {
  return meanCurve(problems, optimizer, axis, (problem, standing) => {
    const reached = normalisedRegret(problem, standing);
    return TARGETS.filter((target) => reached <= target).length / TARGETS.length;
  });
}

function meanCurve(
  problems: readonly ProblemRuns[],
  optimizer: string,
  axis: Axis,
  measure: (problem: ProblemRuns, standing: number) => number,
): Curve {
  const own = problems.filter(({ traces }) => traces.has(optimizer));
  const row = (problem: ProblemRuns, trace: Trace): Float64Array =>
    Float64Array.from(axis.marks, (_, i) => measure(problem, standingAt(trace, axis.count(problem, i))));
  const cells = own.map((problem) => problem.traces.get(optimizer)!.map((trace) => row(problem, trace)));
  const middle = axis.marks.map((_, i) => {
    const means = cells.map((seeds) => seeds.reduce((sum, values) => sum + values[i]!, 0) / seeds.length);
    return means.reduce((sum, value) => sum + value, 0) / means.length;
  });
  const [low, high] = cells.flat().length > 1 ? curveInterval(cells, 400) : [middle, middle];
  return { optimizer, x: axis.marks, middle, low, high };
}
