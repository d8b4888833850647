/**
 * Who is ranked, and on what. Ranks need every competitor on every problem, so
 *
 *   - an optimizer is ranked if it ran on at least half of the problems of every suite;
 *   - a problem counts if all ranked optimizers have a run on it with the same seed; only such seeds count.
 *
 * Whoever and whatever is left out is named in the tables.
 */
import type { Comparison, ProblemRuns } from './comparison.ts';
import type { Trace } from './trace.ts';

/** A problem on which all ranked optimizers met. */
export interface Meeting {
  readonly problem: ProblemRuns;
  /** For each seed that they share, the trace of each ranked optimizer. */
  readonly rounds: readonly (readonly Trace[])[];
}

/** The complete part of a comparison. */
export interface Field {
  readonly ranked: readonly string[];
  readonly unranked: readonly string[];
  readonly meetings: readonly Meeting[];
  readonly leftOut: readonly ProblemRuns[];
}

/** Finds the complete part. */
export function field({ optimizers, problems }: Comparison): Field {
  const suites = [...new Set(problems.map(({ suite }) => suite))];
  const isRanked = (name: string): boolean =>
    suites.every((suite) => {
      const own = problems.filter((problem) => problem.suite === suite);
      return own.filter(({ traces }) => traces.has(name)).length * 2 >= own.length;
    });
  const ranked = optimizers.filter(isRanked);
  const all = problems.map((problem) => ({ problem, rounds: rounds(problem, ranked) }));
  return {
    ranked,
    unranked: optimizers.filter((name) => !ranked.includes(name)),
    meetings: all.filter((meeting) => meeting.rounds.length > 0),
    leftOut: all.filter((meeting) => meeting.rounds.length === 0).map(({ problem }) => problem),
  };
}

/** The traces of these optimizers, in their order, for each seed that all of them have on this problem. */
export function rounds({ traces }: ProblemRuns, names: readonly string[]): Trace[][] {
  const bySeed = names.map((name) => new Map(traces.get(name)?.map((trace) => [trace.seed, trace])));
  const seeds = [...(bySeed[0]?.keys() ?? [])];
  return seeds
    .map((seed) => bySeed.flatMap((own) => own.get(seed) ?? []))
    .filter((round) => round.length === names.length);
}
