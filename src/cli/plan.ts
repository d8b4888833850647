/** What a campaign consists of, from the command line or from a stored manifest: suites' problems, optimizers, budgets. */
import type { Optimizer } from '../optimizer.ts';
import type { Problem } from '../problem.ts';
import { FORMAT_VERSION, type Manifest, type Versions } from '../results/format.ts';
import { findProblem, type Suite } from '../suite.ts';
import { messageOf, UsageError, unknown } from './errors.ts';
import { isGlob, matches } from './glob.ts';
import {
  type ExpressionText,
  expressionReference,
  type LoadedOptimizer,
  type LoadedSuite,
  loadOptimizer,
  loadSuite,
  optimizersNamed,
  problemsOf,
  suitesNamed,
} from './plugins.ts';
import type { Measured } from './workers/jobs.ts';

/** Evaluations per run: so many, or so many for each dimension. */
export type Budget = { readonly evaluations: number } | { readonly perDimension: number };

/** What the command line asks for. */
export interface Selection {
  readonly suites: readonly string[];
  readonly optimizers: readonly string[];
  /** Globs of problem ids, or of suite/id. Without any: all. */
  readonly problems: readonly string[];
  readonly expression?: ExpressionText;
  readonly seeds?: number;
  readonly budget?: Budget;
  readonly workers: number;
  readonly timeout: number | null;
}

/** A problem with its budget. */
export interface PlannedProblem {
  readonly problem: Problem;
  readonly budget: number;
}

/** A campaign, before its problems are measured. */
export interface Plan {
  readonly suites: readonly (LoadedSuite & { readonly seeds: number; readonly problems: readonly PlannedProblem[] })[];
  readonly optimizers: readonly LoadedOptimizer[];
  readonly workers: number;
  readonly timeout: number | null;
}

/** The plan that a command line asks for. */
export async function planFrom(selection: Selection, cwd: string): Promise<Plan> {
  const { expression, seeds, budget, workers, timeout } = selection;
  const named = await suitesNamed(selection.suites, cwd);
  const loaded = expression === undefined ? named : [...named, await loadSuite(expressionReference(expression))];
  const optimizers = await optimizersNamed(selection.optimizers, cwd);
  const suites = loaded.map((from) => ({
    ...from,
    seeds: seeds ?? from.suite.seeds,
    problems: selected(from, selection.problems).map((problem) => ({
      problem,
      budget: budgetOf(from, problem, budget),
    })),
  }));
  const used = suites.filter(({ problems }) => problems.length > 0);
  if (used.length === 0 && selection.problems.length === 0) {
    throw new UsageError(`there are no problems in ${loaded.map(({ suite }) => suite.name).join(', ')}`);
  }
  for (const pattern of selection.problems) {
    if (used.some(({ suite, problems }) => problems.some(({ problem }) => fits(pattern, suite, problem.id)))) continue;
    throw noProblem(pattern, loaded);
  }
  return { suites: used, optimizers, workers, timeout };
}

/** The plan that a manifest pins, its plug-ins loaded again. */
export async function planOf({ suites, optimizers, workers, timeout }: Manifest): Promise<Plan> {
  return {
    suites: await Promise.all(
      suites.map(async ({ name, reference, seeds, problems }) => {
        const { suite } = await loadSuite(reference);
        if (suite.name !== name) throw new UsageError(`${reference}: held the suite '${name}', now '${suite.name}'`);
        const byId = new Map([...suite.problems()].map((problem) => [problem.id, problem]));
        return {
          suite,
          reference,
          seeds,
          problems: problems.map(({ id, budget }) => {
            const problem = byId.get(id) ?? findProblem(suite, id);
            if (problem === undefined) throw new UsageError(`${reference}: no longer holds the problem '${id}'`);
            return { problem, budget };
          }),
        };
      }),
    ),
    optimizers: await Promise.all(
      optimizers.map(async ({ name, reference }) => ({ optimizer: await loadOptimizer(reference, name), reference })),
    ),
    workers,
    timeout,
  };
}

/** The manifest of a plan, once its problems are measured; unfit pairs are part of it. */
export function manifestOf(
  plan: Plan,
  measured: (suite: Suite, problem: Problem) => Measured,
  versions: Versions,
  created: string,
  footprints: ReadonlyMap<string, number> = new Map(),
): Manifest {
  const { suites, optimizers, workers, timeout } = plan;
  const entries = suites.map(({ suite, reference, seeds, problems }) => ({
    name: suite.name,
    reference,
    seeds,
    problems: problems.map(({ problem, budget }) => ({
      id: problem.id,
      dim: problem.space.dim,
      order: problem.order,
      budget,
      ...measured(suite, problem),
    })),
  }));
  const [first, ...rest] = optimizers.map(({ optimizer: { name, order, rated }, reference }) => {
    const bytesPerParameter = footprints.get(name);
    return {
      name,
      reference,
      order,
      ...(rated && { rated: { method: rated.method, rate: rated.rate } }),
      ...(bytesPerParameter !== undefined && { bytesPerParameter }),
    };
  });
  return {
    format: 'optbench-campaign',
    version: FORMAT_VERSION,
    created,
    versions,
    suites: entries as unknown as Manifest['suites'],
    optimizers: [first!, ...rest],
    workers,
    timeout,
    unfit: unfitPairs(plan),
  };
}

/** Pairs that an optimizer cannot take on, with its reason. */
export function unfitPairs({ suites, optimizers, workers }: Plan): Manifest['unfit'] {
  return suites.flatMap(({ suite, problems }) =>
    problems.flatMap(({ problem, budget }) =>
      optimizers.flatMap(({ optimizer }) => {
        const reason = unfit(optimizer, problem, budget, workers);
        return reason === undefined
          ? []
          : [{ suite: suite.name, problem: problem.id, optimizer: optimizer.name, reason }];
      }),
    ),
  );
}

function unfit(optimizer: Optimizer, problem: Problem, budget: number, workers: number): string | undefined {
  if (optimizer.order > problem.order) return 'needs gradients; the problem reveals only values';
  const { space, blocks, penalty } = problem;
  try {
    return optimizer.unfit?.({ space, ...(blocks && { blocks }), ...(penalty && { penalty }), budget, workers });
  } catch (error) {
    throw new UsageError(`${optimizer.name}: unfit() threw on ${problem.id}: ${messageOf(error)}`, { cause: error });
  }
}

/** The suite's problems that fit one of the patterns; an id that the suite does not list, but knows, counts too. */
function selected(from: LoadedSuite, patterns: readonly string[]): Problem[] {
  const { suite } = from;
  const listed = problemsOf(from);
  if (patterns.length === 0) return listed;
  const chosen = listed.filter(({ id }) => patterns.some((pattern) => fits(pattern, suite, id)));
  for (const pattern of patterns) {
    const id = idIn(pattern, suite);
    if (id === undefined || isGlob(id) || chosen.some((problem) => problem.id === id)) continue;
    const found = findProblem(suite, id);
    if (found !== undefined) chosen.push(found);
  }
  return chosen;
}

function fits(pattern: string, suite: Suite, id: string): boolean {
  const wanted = idIn(pattern, suite);
  return wanted !== undefined && matches(wanted, id);
}

/** The part of a pattern that speaks of ids in this suite; undefined where it is about another suite. */
function idIn(pattern: string, { name }: Suite): string | undefined {
  const slash = pattern.indexOf('/');
  if (slash < 0) return pattern;
  return matches(pattern.slice(0, slash), name) ? pattern.slice(slash + 1) : undefined;
}

function budgetOf({ suite, reference }: LoadedSuite, problem: Problem, budget: Budget | undefined): number {
  if (budget === undefined) {
    const evaluations = suite.budget(problem);
    if (Number.isInteger(evaluations) && evaluations > 0) return evaluations;
    throw new UsageError(
      `${reference}: the budget of ${problem.id} must be a whole number above 0, got ${evaluations}`,
    );
  }
  if ('evaluations' in budget) return budget.evaluations;
  return Math.max(1, Math.round(budget.perDimension * problem.space.dim));
}

function noProblem(pattern: string, loaded: readonly LoadedSuite[]): UsageError {
  const about = loaded.filter(({ suite }) => idIn(pattern, suite) !== undefined);
  const names = loaded.map(({ suite }) => suite.name);
  if (about.length === 0) return unknown('suite among those named:', pattern.slice(0, pattern.indexOf('/')), names);
  const ids = about.flatMap(({ suite }) => [...suite.problems()].map(({ id }) => id));
  return unknown(
    `problem in ${about.map(({ suite }) => suite.name).join(', ')}:`,
    idIn(pattern, about[0]!.suite)!,
    ids,
  );
}
