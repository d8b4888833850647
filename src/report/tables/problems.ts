/** Problem by problem: where each optimizer stood, at the end for reading, at every checkpoint as data. */
import { mean } from 'simple-statistics';
import { checkpoints } from '../checkpoints.ts';
import { type ProblemRuns, regret } from '../comparison.ts';
import type { Scope } from '../scope.ts';
import { medianInterval } from '../statistics/bootstrap.ts';
import { ascending, quantileSorted } from '../statistics/quantile.ts';
import { blank, type Cell, type Column, real, significant, type Table, whole, word } from '../table.ts';
import { standingAt, type Trace } from '../trace.ts';

/** The median at the end of the budget with quartiles, one row per problem. */
export function finals(scope: Scope): Table {
  const { comparison, id, name } = scope;
  const { optimizers, problems } = comparison;
  const columns: Column[] = [
    { key: 'problem', title: 'problem', align: 'left' },
    { key: 'budget', title: 'budget', align: 'right', drop: 1 },
    ...optimizers.map(
      (title): Column => ({ key: title, title, align: 'right', parts: [`${title}_q1`, `${title}_q3`] }),
    ),
  ];
  const rows = problems.map((problem): Cell[] => {
    const samples = optimizers.map((optimizer) => sample(problem, problem.traces.get(optimizer), problem.budget));
    const medians = samples.map((sorted) =>
      sorted.length > 0 ? quantileSorted(sorted, 0.5) : Number.POSITIVE_INFINITY,
    );
    const least = Math.min(...medians);
    return [
      word(label(scope, problem)),
      whole(problem.budget),
      ...samples.map((sorted, j): Cell => {
        if (sorted.length === 0) return { ...blank(), parts: [null, null] };
        const [q1, q3] = [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)];
        const text = significant(medians[j]!);
        const spread = sorted.length > 1 ? ` [${significant(q1, 2)}, ${significant(q3, 2)}]` : '';
        return { value: medians[j]!, text: text + spread, brief: text, parts: [q1, q3], best: medians[j] === least };
      }),
    ];
  });
  return {
    id: `problems-${id}`,
    title: `Problems, ${name}: ${quantity(scope, problems)} at the end, median [quartiles] over seeds`,
    level: 'detail',
    columns,
    rows,
    notes: rows.some((row) => row.some(({ text }) => text.includes('∞'))) ? ['∞: no evaluation had succeeded.'] : [],
  };
}

/** Every problem, optimizer and checkpoint in long form. */
export function checkpointData(scope: Scope): Table {
  const columns: Column[] = [
    { key: 'suite', title: 'suite', align: 'left' },
    { key: 'problem', title: 'problem', align: 'left' },
    { key: 'optimizer', title: 'optimizer', align: 'left' },
    { key: 'evaluations', title: 'evaluations', align: 'right' },
    { key: 'seeds', title: 'seeds', align: 'right' },
    { key: 'median', title: 'median', align: 'right', parts: ['median_low', 'median_high'] },
    { key: 'q1', title: 'first quartile', align: 'right' },
    { key: 'q3', title: 'third quartile', align: 'right' },
    { key: 'mean', title: 'mean', align: 'right' },
  ];
  const rows = scope.comparison.problems.flatMap((problem) =>
    checkpoints(problem.budget).flatMap((count) =>
      [...problem.traces].map(([optimizer, traces]): Cell[] => {
        const sorted = sample(problem, traces, count);
        const interval = medianInterval(sorted);
        return [
          word(problem.suite),
          word(problem.id),
          word(optimizer),
          whole(count),
          whole(sorted.length),
          { ...real(quantileSorted(sorted, 0.5)), parts: [interval?.[0] ?? null, interval?.[1] ?? null] },
          real(quantileSorted(sorted, 0.25)),
          real(quantileSorted(sorted, 0.75)),
          real(sorted.at(-1) === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : mean([...sorted])),
        ];
      }),
    ),
  );
  return {
    id: `checkpoints-${scope.id}`,
    title: `Checkpoints, ${scope.name}: ${quantity(scope, scope.comparison.problems)} over seeds, 95 % bootstrap interval of the median`,
    level: 'data',
    columns,
    rows,
    notes: [],
  };
}

/** What the numbers of these problems are. */
export function quantity({ heldOut, primary }: Scope, problems: readonly ProblemRuns[]): string {
  const known = problems.filter(({ optimum }) => optimum !== undefined).length;
  if (known === problems.length) return 'simple regret';
  const value = !heldOut ? 'best value' : primary ? 'held-out score' : 'value';
  return known === 0 ? value : `simple regret (${value} where the optimum is unknown)`;
}

function sample(problem: ProblemRuns, traces: readonly Trace[] | undefined, count: number): Float64Array {
  return ascending((traces ?? []).map((trace) => regret(problem, standingAt(trace, count))));
}

function label({ suite }: Scope, problem: ProblemRuns): string {
  return suite === undefined ? `${problem.suite}/${problem.id}` : problem.id;
}
