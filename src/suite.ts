/** Everything two results must share to be compared. */
import type { Problem } from './problem.ts';
import { alongAxes } from './transform/axes.ts';

/** A set of problems with the budget and the number of runs that go with it. */
export interface Suite {
  readonly name: string;
  /** One sentence: what it holds and where it comes from. */
  readonly about: string;
  /** Lazy and deterministic. Making a problem must be cheap; what costs is done when it is started. */
  problems(): Iterable<Problem>;
  /** A problem by its id, where more exist than `problems` lists (other instances, other dimensions). */
  find?(id: string): Problem | undefined;
  /** Evaluations per run. */
  budget(problem: Problem): number;
  /** Runs per problem and optimizer. */
  readonly seeds: number;
}

/** The problem with this id, or undefined; `id+noise=0.5` and the like are that problem along an axis (transform/axes.ts). */
export function findProblem(suite: Suite, id: string): Problem | undefined {
  for (const problem of suite.problems()) if (problem.id === id) return problem;
  return suite.find?.(id) ?? alongAxes(id, (base) => findProblem(suite, base));
}
