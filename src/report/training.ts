/**
 * The training runs of a scope: problems that somebody met with gradients. Their tables and figures ask other questions than those
 * of value-only search: not how good the best point was, but how the loss went down.
 *
 * Losses of different problems are put on one scale, (s - best) / (baseline - best) as for normalised regret, but are not
 * clipped: what diverges counts as what it is.
 */
import { mean } from 'simple-statistics';
import { type Axis, curveAxis } from './axis.ts';
import { type Comparison, type ProblemRuns, restricted } from './comparison.ts';
import { diverged } from './measures/divergence.ts';
import { envelope, speedUp } from './measures/speed-up.ts';
import type { Scope } from './scope.ts';
import { median } from './statistics/quantile.ts';
import { standingAt, type Trace } from './trace.ts';

/** The part of a scope that is training; undefined where nobody used gradients. */
export function training({ comparison, runs }: Scope): Comparison | undefined {
  const trained = new Set(
    runs.filter(({ header }) => header.order === 1).map(({ header }) => `${header.suite}/${header.problem}`),
  );
  if (trained.size === 0) return undefined;
  return restricted(comparison, ({ suite, id }) => trained.has(`${suite}/${id}`));
}

/** The loss relative to a typical start: 1 there, 0 at the best known. */
export function relativeLoss({ best, baseline }: ProblemRuns, standing: number): number {
  if (standing <= best) return 0;
  return baseline > best ? (standing - best) / (baseline - best) : Number.POSITIVE_INFINITY;
}

/** Whether a run diverged. */
function hasDiverged({ best, budget }: ProblemRuns, trace: Trace): boolean {
  return diverged(standingAt(trace, 1), standingAt(trace, budget), best);
}

/** The share of an optimizer's runs that diverged. */
export function divergenceRate(problems: readonly ProblemRuns[], optimizer: string): number {
  const all = problems.flatMap((problem) =>
    (problem.traces.get(optimizer) ?? []).map((trace) => Number(hasDiverged(problem, trace))),
  );
  return all.length > 0 ? mean(all) : Number.NaN;
}

/** Speed-up is measured against this method's curves, at all rates of the campaign. */
const REFERENCE = 'adam';

/** On each problem, how many times faster than tuned Adam; problems without Adam are left out. */
export function speedUps({ problems, rates }: Comparison, optimizer: string): number[] {
  return problems.flatMap((problem) => {
    const own = problem.traces.get(optimizer);
    const references = [...problem.traces].flatMap(([name, traces]) =>
      rates.get(name)?.method === REFERENCE ? [traces] : [],
    );
    if (own === undefined || references.length === 0) return [];
    const axis = curveAxis([problem]);
    const reference = envelope(references.map((traces) => medianCurve(problem, traces, axis)));
    return [speedUp(axis.marks, medianCurve(problem, own, axis), reference)];
  });
}

/** The median loss over seeds at every mark. */
function medianCurve(problem: ProblemRuns, traces: readonly Trace[], axis: Axis): number[] {
  return axis.marks.map((_, i) => median(traces.map((trace) => standingAt(trace, axis.count(problem, i)))));
}
