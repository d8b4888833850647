/**
 * At which points of their budgets problems are read side by side: at numbers of evaluations where all budgets are equal,
 * else at shares of each problem's own budget.
 */
import { checkpoints, curveGrid } from './checkpoints.ts';
import type { ProblemRuns } from './comparison.ts';

/** Where an axis reads the problems. */
export interface Axis {
  readonly unit: 'evaluations' | '% of the budget';
  /** Evaluations or per cent, increasing. */
  readonly marks: readonly number[];
  /** The number of evaluations on this problem at the mark with this index. */
  count(problem: Pick<ProblemRuns, 'budget'>, index: number): number;
}

/** The checkpoints of a table. */
export function checkpointAxis(problems: readonly ProblemRuns[]): Axis {
  return axis(problems, checkpoints, [1, 2, 5, 10, 20, 30, 50, 75, 100]);
}

/** The points of a curve, at most so many. */
export function curveAxis(problems: readonly ProblemRuns[], most = 120): Axis {
  const percents = Array.from({ length: 100 }, (_, i) => i + 1);
  return axis(problems, (budget) => curveGrid(budget, most), percents);
}

function axis(
  problems: readonly ProblemRuns[],
  counts: (budget: number) => number[],
  percents: readonly number[],
): Axis {
  const budgets = new Set(problems.map(({ budget }) => budget));
  if (budgets.size <= 1) {
    const marks = counts([...budgets][0] ?? 1);
    return { unit: 'evaluations', marks, count: (_, index) => marks[index]! };
  }
  return {
    unit: '% of the budget',
    marks: percents,
    count: ({ budget }, index) => Math.max(1, Math.round((percents[index]! / 100) * budget)),
  };
}
