/** Every run on one line, as data: for whoever wants statistics of their own. */
import type { Run } from '../../run.ts';
import { type Cell, type Column, real, type Table, whole, word } from '../table.ts';
import { standingAt, trace } from '../trace.ts';

/** One row per run. */
export function runData(runs: readonly Run[]): Table {
  const text = (key: string): Column => ({ key, title: key, align: 'left' });
  const number = (key: string, unit?: string): Column => ({ key, title: key, align: 'right', ...(unit && { unit }) });
  return {
    id: 'runs',
    title: 'Runs: how each one ended',
    level: 'data',
    columns: [
      text('suite'),
      text('problem'),
      text('optimizer'),
      number('seed'),
      number('dim'),
      number('budget'),
      text('outcome'),
      number('failed_evaluations'),
      number('value'),
      number('score'),
      number('accuracy'),
      number('regret'),
      number('proposal_seconds', 's'),
      number('evaluation_seconds', 's'),
    ],
    rows: runs.map((run): Cell[] => {
      const { header, trials, outcome } = run;
      const value = standingAt(trace(run, 'value'), header.budget);
      const score = standingAt(trace(run, 'score'), header.budget);
      const total = (pick: (seconds: Run['trials'][number]['seconds']) => number): number =>
        trials.reduce((sum, { seconds }) => sum + pick(seconds), 0);
      return [
        word(header.suite),
        word(header.problem),
        word(header.optimizer),
        whole(header.seed),
        whole(header.dim),
        whole(header.budget),
        word(outcome.kind),
        whole(trials.filter(({ status }) => status !== 'ok').length),
        real(value),
        real(score),
        real(trials.findLast(({ accuracy }) => accuracy !== undefined)?.accuracy),
        real(header.optimum === null ? undefined : score - header.optimum),
        real(total(({ ask, tell }) => ask + tell)),
        real(total(({ evaluate }) => evaluate)),
      ];
    }),
    notes: [],
  };
}
