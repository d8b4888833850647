/** Mean normalised regret at the checkpoints: who is ahead early, who late. */
import { checkpointAxis } from '../axis.ts';
import { suiteCurve } from '../curves.ts';
import type { Scope } from '../scope.ts';
import { type Cell, type Column, significant, type Table, word } from '../table.ts';

/** One row per optimizer, one column per checkpoint. */
export function progress({ id, name, comparison, field }: Scope): Table {
  const problems = field.meetings.length > 0 ? field.meetings.map(({ problem }) => problem) : comparison.problems;
  const optimizers = field.meetings.length > 0 ? field.ranked : comparison.optimizers;
  const axis = checkpointAxis(problems);
  const percent = axis.unit === 'evaluations' ? '' : ' %';
  const curves = optimizers.map((optimizer) => suiteCurve(problems, optimizer, axis));
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
      ...curves[row]!.middle.map((mean, i) => ({
        value: mean,
        text: significant(mean),
        parts: [curves[row]!.low[i]!, curves[row]!.high[i]!],
        best: mean === Math.min(...curves.map(({ middle }) => middle[i]!)),
      })),
    ]),
    notes: ['The data files hold 95 % bootstrap intervals.'],
  };
}
