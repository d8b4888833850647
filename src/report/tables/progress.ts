/** Mean normalised regret at the checkpoints: who is ahead early, who late. */
import { checkpointAxis } from '../axis.ts';
import { normalisedRegret } from '../comparison.ts';
import type { Scope } from '../scope.ts';
import { cellMean, cellMeanInterval } from '../statistics/bootstrap.ts';
import { type Cell, type Column, significant, type Table, word } from '../table.ts';
import { standingAt } from '../trace.ts';

/** One row per optimizer, one column per checkpoint. */
export function progress({ id, name, comparison, field }: Scope): Table {
  const problems = field.meetings.length > 0 ? field.meetings.map(({ problem }) => problem) : comparison.problems;
  const optimizers = field.meetings.length > 0 ? field.ranked : comparison.optimizers;
  const axis = checkpointAxis(problems);
  const percent = axis.unit === 'evaluations' ? '' : ' %';
  const means = optimizers.map((optimizer) =>
    axis.marks.map((_, i) => {
      const cells = problems
        .filter(({ traces }) => traces.has(optimizer))
        .map((problem) =>
          problem.traces.get(optimizer)!.map((t) => normalisedRegret(problem, standingAt(t, axis.count(problem, i)))),
        );
      return { mean: cellMean(cells), interval: cellMeanInterval(cells) };
    }),
  );
  const last = axis.marks.length - 1;
  const columns: Column[] = [
    { key: 'optimizer', title: 'optimizer', align: 'left' },
    ...axis.marks.map(
      (mark, i): Column => ({
        key: `at_${mark}`,
        title: `${mark}${percent}`,
        align: 'right',
        drop: i === last ? 0 : [1, 2, 3, 30, 75, 300, 750].includes(mark) ? 2 : 1,
        parts: [`at_${mark}_low`, `at_${mark}_high`],
      }),
    ),
  ];
  return {
    id: `progress-${id}`,
    title: `Progress, ${name}: mean normalised regret after so many ${axis.unit === 'evaluations' ? axis.unit : 'per cent of the budget'}`,
    level: 'detail',
    columns,
    rows: optimizers.map((optimizer, row): Cell[] => [
      word(optimizer),
      ...means[row]!.map(({ mean, interval }, i) => ({
        value: mean,
        text: significant(mean),
        parts: [interval?.[0] ?? null, interval?.[1] ?? null],
        best: mean === Math.min(...means.map((other) => other[i]!.mean)),
      })),
    ]),
    notes: ['The data files hold 95 % bootstrap intervals.'],
  };
}
