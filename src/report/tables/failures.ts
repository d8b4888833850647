/** What went wrong, always shown: failed evaluations, timeouts, runs that broke off, problems declined. */
import type { Run, Status } from '../../run.ts';
import type { Scope } from '../scope.ts';
import { type Cell, type Column, type Table, whole, word } from '../table.ts';
import { counted } from './phrases.ts';

/** One row per optimizer; on the terminal only where something did go wrong. */
export function failures({ id, suite, comparison, runs, unfit }: Scope): Table {
  const counts: readonly [string, string, number][] = [
    ['runs', 'runs', 0],
    ['failed_runs', 'failed runs', 0],
    ['unfinished_runs', 'unfinished', 1],
    ['evaluations', 'evaluations', 2],
    ['failed_evaluations', 'failed evaluations', 0],
    ['timeouts', 'timeouts', 0],
    ['unfit_problems', 'declined', 0],
  ];
  const columns: Column[] = [
    { key: 'optimizer', title: 'optimizer', align: 'left' },
    ...counts.map(
      ([key, title, drop]): Column => ({
        key,
        title,
        short: title.replace('evaluations', 'eval.'),
        align: 'right',
        drop,
      }),
    ),
  ];
  const names = [...new Set([...comparison.optimizers, ...unfit.map(({ optimizer }) => optimizer)])];
  const tallies = names.map((optimizer) => {
    const own = runs.filter(({ header }) => header.optimizer === optimizer);
    const evaluations = (counts: (status: Status) => boolean): number =>
      own.reduce((sum, { trials }) => sum + trials.filter(({ status }) => counts(status)).length, 0);
    return [
      own.length,
      own.filter(({ outcome }) => outcome.kind === 'failed').length,
      own.filter(({ outcome }) => outcome.kind === 'cancelled').length,
      evaluations(() => true),
      evaluations((status) => status === 'failed'),
      evaluations((status) => status === 'timeout'),
      unfit.filter((pair) => pair.optimizer === optimizer).length,
    ];
  });
  const any = (columns: readonly number[]): boolean => tallies.some((tally) => columns.some((i) => tally[i]! > 0));
  const trouble = any([1, 2, 4, 5]);
  return {
    id: `failures-${id}`,
    title: `Failures, ${suite ?? 'all suites'}`,
    level: trouble ? 'summary' : 'detail',
    columns,
    rows: names.map((name, i): Cell[] => [word(name), ...tallies[i]!.map(whole)]),
    notes: trouble || any([6]) ? reasons(runs, unfit) : ['Nothing failed.'],
  };
}

/** The commonest reasons, with their numbers. */
function reasons(runs: readonly Run[], unfit: Scope['unfit'], most = 6): string[] {
  const found = new Map<string, number>();
  const add = (reason: string): void => void found.set(reason, (found.get(reason) ?? 0) + 1);
  for (const { header, trials, outcome } of runs) {
    if (outcome.kind === 'failed') add(`run of ${header.optimizer} failed: ${outcome.reason}`);
    for (const { status, reason } of trials) if (status !== 'ok') add(`evaluation ${status}: ${reason ?? 'no reason'}`);
  }
  for (const { optimizer, reason } of unfit) add(`${optimizer} declined: ${reason}`);
  const sorted = [...found].sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, most).map(([reason, count]) => `${count} × ${reason}`);
  const rest = sorted.length - shown.length;
  return rest > 0 ? [...shown, `and ${counted(rest, 'other reason')}`] : shown;
}
