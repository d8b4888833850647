/**
 * Runs, sorted for comparison: problem by problem, optimizer by optimizer, seed by seed, with the scale that makes problems
 * comparable.
 *
 * Normalised regret of a standing s on a problem: clip((s - best) / (baseline - best), 0, 1), where
 *
 *   best      the optimum where it is known, else the best standing that any run reached
 *   baseline  the median standing after one evaluation, over all runs on the problem
 *
 * so 1 is as good as one evaluation, and 0 is as good as can be (or as anybody was). Bayesmark's score is built alike.
 */
import type { Rated } from '../optimizer.ts';
import type { Run } from '../run.ts';
import { median } from './statistics/quantile.ts';
import { type Measure, standingAt, type Trace, trace } from './trace.ts';

/** All runs on one problem. */
export interface ProblemRuns {
  readonly suite: string;
  readonly id: string;
  readonly dim: number;
  /** The smallest budget of its runs: nobody is compared beyond it. */
  readonly budget: number;
  /** The least possible standing, where it is known. */
  readonly optimum: number | undefined;
  readonly best: number;
  readonly baseline: number;
  /** By optimizer, then in the order of seeds. */
  readonly traces: ReadonlyMap<string, readonly Trace[]>;
}

/** By optimizer: its method and learning rate, where it said so. */
export type Rates = ReadonlyMap<string, Rated>;

/** What a table or a figure is made of. */
export interface Comparison {
  readonly measure: Measure;
  /** In the order of their first runs, or as asked for. */
  readonly optimizers: readonly string[];
  readonly problems: readonly ProblemRuns[];
  readonly rates: Rates;
}

/** Sorts the runs. Optimizers come in the order given, then in the order of their first runs. */
export function compare(
  runs: readonly Run[],
  measure: Measure = 'score',
  optimizers: readonly string[] = [],
  rates: Rates = new Map(),
): Comparison {
  const byProblem = new Map<string, Run[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.header.suite, run.header.problem]);
    const group = byProblem.get(key);
    if (group === undefined) byProblem.set(key, [run]);
    else group.push(run);
  }
  const present = new Set(runs.map(({ header }) => header.optimizer));
  const order = [...new Set([...optimizers, ...present])].filter((name) => present.has(name));
  const problems = [...byProblem.values()].map((group) => problemRuns(group, measure));
  return { measure, optimizers: order, problems, rates };
}

/** The part of a comparison that concerns some of its problems. */
export function restricted(comparison: Comparison, keep: (problem: ProblemRuns) => boolean): Comparison {
  const problems = comparison.problems.filter(keep);
  const optimizers = comparison.optimizers.filter((name) => problems.some(({ traces }) => traces.has(name)));
  return { ...comparison, optimizers, problems };
}

/** Simple regret where the optimum is known, else the standing itself. */
export function regret({ optimum }: ProblemRuns, standing: number): number {
  return optimum === undefined ? standing : standing - optimum;
}

/** Between 0 and 1, comparable across problems. */
export function normalisedRegret({ best, baseline }: ProblemRuns, standing: number): number {
  if (standing === Number.POSITIVE_INFINITY) return 1;
  if (standing <= best) return 0;
  if (!(baseline > best)) return 1;
  return Math.min(1, (standing - best) / (baseline - best));
}

/** A problem counts as solved at this normalised regret: what lies below is the noise of the last digits. */
export const SOLVED = 1e-10;

/** The standing at the end of the budget, all solved ones equal: what ranks, wins and tests compare. */
export function finalStanding(problem: ProblemRuns, trace: Trace): number {
  const standing = standingAt(trace, problem.budget);
  return normalisedRegret(problem, standing) <= SOLVED ? problem.best : standing;
}

/** Whether runs carry a score that is not what the optimizers were told, with nothing known of its least value. */
export function hasHeldOutScore(runs: readonly Run[]): boolean {
  return runs.some(
    ({ header, trials }) =>
      header.optimum === null && trials.some(({ score, judged }) => score !== undefined || judged !== undefined),
  );
}

function problemRuns(runs: readonly Run[], measure: Measure): ProblemRuns {
  const { suite, problem: id, dim, optimum } = runs[0]!.header;
  const scored = runs.some(({ trials }) => trials.some((t) => t.score !== undefined || t.judged !== undefined));
  const known = optimum !== null && !(measure === 'value' && scored) ? optimum : undefined;
  const budget = Math.min(...runs.map(({ header }) => header.budget));
  const traces = new Map<string, Trace[]>();
  for (const run of [...runs].sort((a, b) => a.header.seed - b.header.seed)) {
    const { optimizer } = run.header;
    const list = traces.get(optimizer) ?? [];
    list.push(trace(run, measure));
    traces.set(optimizer, list);
  }
  const all = [...traces.values()].flat();
  const first = all.map((t) => standingAt(t, 1)).filter(Number.isFinite);
  const best = known ?? lowest(all, budget);
  return {
    suite,
    id,
    dim,
    budget,
    optimum: known,
    best,
    baseline: first.length > 0 ? median(first) : best,
    traces,
  };
}

function lowest(traces: readonly Trace[], budget: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { counts, standings } of traces) {
    for (let i = 0; i < counts.length && counts[i]! <= budget; i++) least = Math.min(least, standings[i]!);
  }
  return least;
}
