/**
 * Steps and seconds to a target. A target is a share of the way from a typical first evaluation to the best (the optimum, where
 * it is known): the convergence test of Moré & Wild (2009), section 2.1, f(x) <= f_L + tau (f_0 - f_L).
 */
import { normalisedRegret, type ProblemRuns } from '../comparison.ts';
import { median } from '../statistics/quantile.ts';
import type { Trace } from '../trace.ts';

/** The shares tau that tables show. */
export const SHARES: readonly number[] = [0.1, 0.01, 0.001];

/** Evaluations until the normalised regret is first at most `share`; +Infinity where it never is. */
export function stepsTo(problem: ProblemRuns, { counts, standings }: Trace, share: number): number {
  for (let i = 0; i < counts.length && counts[i]! <= problem.budget; i++) {
    if (normalisedRegret(problem, standings[i]!) <= share) return counts[i]!;
  }
  return Number.POSITIVE_INFINITY;
}

/** The median over seeds, as AlgoPerf takes it over studies: +Infinity where most of them missed. */
export function medianSteps(problem: ProblemRuns, traces: readonly Trace[], share: number): number {
  return median(traces.map((trace) => stepsTo(problem, trace, share)));
}
