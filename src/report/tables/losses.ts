/** Summed, final and best loss: means over problems, as papers print them; problem by problem as data. */
import { mean } from 'simple-statistics';
import type { Comparison, ProblemRuns } from '../comparison.ts';
import { type Losses, losses } from '../measures/losses.ts';
import type { Scope } from '../scope.ts';
import { type Cells, cellMean, cellMeanInterval } from '../statistics/bootstrap.ts';
import { median } from '../statistics/quantile.ts';
import { type Cell, type Column, estimate, real, type Table, whole, word } from '../table.ts';

const KINDS = ['summed', 'final', 'best'] as const satisfies readonly (keyof Losses)[];

/** One row per optimizer. */
export function lossTable({ id, name }: Scope, { optimizers, problems }: Comparison): Table {
  const cells = optimizers.map((optimizer) => KINDS.map((kind) => sample(problems, optimizer, kind)));
  const means = cells.map((row) => row.map(meanOf));
  const least = KINDS.map((_, j) => Math.min(...means.map((row) => row[j]!)));
  return {
    id: `losses-${id}`,
    title: `Losses, ${name}: means over problems`,
    level: 'detail',
    columns: [
      { key: 'optimizer', title: 'optimizer', align: 'left' },
      ...KINDS.map(
        (kind): Column => ({
          key: kind,
          title: `${kind} [95 %]`,
          short: kind,
          align: 'right',
          parts: [`${kind}_low`, `${kind}_high`],
        }),
      ),
    ],
    rows: optimizers.map((optimizer, i): Cell[] => [
      word(optimizer),
      ...means[i]!.map((value, j) => ({
        ...estimate(value, Number.isFinite(value) ? cellMeanInterval(cells[i]![j]!) : undefined),
        best: value === least[j] && optimizers.length > 1,
      })),
    ]),
    notes: [
      'Summed over all evaluations of the budget. A mean over problems says something where their losses have one scale, as those of one ' +
        'family have.',
    ],
  };
}

/** Every problem and optimizer in long form: medians over seeds. */
export function lossData(scope: Scope, { problems }: Comparison): Table {
  return {
    id: `losses-by-problem-${scope.id}`,
    title: `Losses, ${scope.name}: medians over seeds`,
    level: 'data',
    columns: [
      ...['suite', 'problem', 'optimizer'].map((key): Column => ({ key, title: key, align: 'left' })),
      ...['seeds', ...KINDS].map((key): Column => ({ key, title: key, align: 'right' })),
    ],
    rows: problems.flatMap((problem) =>
      [...problem.traces].map(([optimizer, traces]): Cell[] => {
        const all = traces.map((trace) => losses(trace, problem.budget));
        return [
          word(problem.suite),
          word(problem.id),
          word(optimizer),
          whole(traces.length),
          ...KINDS.map((kind) => real(median(all.map((one) => one[kind])))),
        ];
      }),
    ),
    notes: [],
  };
}

function sample(problems: readonly ProblemRuns[], optimizer: string, kind: keyof Losses): Cells {
  return problems
    .filter(({ traces }) => traces.has(optimizer))
    .map((problem) => problem.traces.get(optimizer)!.map((trace) => losses(trace, problem.budget)[kind]));
}

/** Infinite where any run was: no number hides that. */
function meanOf(cells: Cells): number {
  return cells.flat().every(Number.isFinite) ? cellMean(cells) : mean(cells.map((seeds) => mean([...seeds])));
}
