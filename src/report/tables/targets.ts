/** Steps and seconds to targets, and the score of the performance profile at each. */
import type { Run } from '../../run.ts';
import type { Comparison, ProblemRuns } from '../comparison.ts';
import { profileScore, ratios } from '../measures/performance-profile.ts';
import { secondsAfter } from '../measures/seconds.ts';
import { medianSteps, SHARES, stepsTo } from '../measures/targets.ts';
import type { Scope } from '../scope.ts';
import { median } from '../statistics/quantile.ts';
import { blank, type Cell, type Column, duration, percent, real, type Table, word } from '../table.ts';

/** One row per optimizer, four columns per target. */
export function targetTable({ id, name, runs }: Scope, { optimizers, problems }: Comparison): Table {
  const byKey = new Map(runs.map((run) => [keyOf(run.header), run]));
  const columns: Column[] = [
    { key: 'optimizer', title: 'optimizer', align: 'left' },
    ...SHARES.flatMap((share, i): Column[] => {
      const column = (key: string, title: string, more: Partial<Column> = {}): Column => ({
        key: `${key}_${share}`,
        title: `${title}${title === '' ? '' : ' '}${share}`,
        align: 'right',
        drop: SHARES.length - i,
        ...more,
      });
      return [
        column('reached', 'reached'),
        column('steps', 'steps to'),
        column('seconds', 'time to', { unit: 's', drop: SHARES.length + 1 }),
        column('score', 'score'),
      ];
    }),
  ];
  const tables = SHARES.map((share) => {
    const steps = problems.map((problem) =>
      optimizers.map((optimizer) => medianSteps(problem, problem.traces.get(optimizer) ?? [], share)),
    );
    const ratio = ratios(steps.map((row) => row.map((value) => (Number.isNaN(value) ? Infinity : value))));
    return optimizers.map((optimizer, j): Cell[] => {
      const reached = steps.map((row) => row[j]!).filter(Number.isFinite);
      const seconds = problems.map((problem) => secondsTo(problem, optimizer, share, byKey)).filter(Number.isFinite);
      return [
        percent(reached.length / problems.length),
        reached.length > 0 ? real(median(reached)) : blank(),
        seconds.length > 0 ? duration(median(seconds)) : blank(),
        { ...real(profileScore(ratio.map((row) => row[j]!))), best: isBest(ratio, j) },
      ];
    });
  });
  return {
    id: `targets-${id}`,
    title: `Targets, ${name}: steps and seconds until the loss has gone all but so much of the way to the best`,
    level: 'detail',
    columns,
    rows: optimizers.map((optimizer, i) => [word(optimizer), ...tables.flatMap((table) => table[i]!)]),
    notes: [
      'Reached: share of problems on which the median seed gets there. Steps and time: medians over these problems, so compare them ' +
        'only where equally many were reached; the score compares like with like.',
      'Score: the integral of the performance profile by steps from 1 to 4, as AlgoPerf takes it; a problem that nobody solves counts.',
    ],
  };
}

function isBest(ratio: readonly (readonly number[])[], j: number): boolean {
  const scores = ratio[0]!.map((_, i) => profileScore(ratio.map((row) => row[i]!)));
  return scores[j]! > 0 && scores[j] === Math.max(...scores);
}

/** The median over seeds of the seconds to the target. */
function secondsTo(problem: ProblemRuns, optimizer: string, share: number, runs: ReadonlyMap<string, Run>): number {
  const { suite, id } = problem;
  return median(
    (problem.traces.get(optimizer) ?? []).map((trace) => {
      const steps = stepsTo(problem, trace, share);
      const run = runs.get(keyOf({ suite, problem: id, optimizer, seed: trace.seed }));
      return run === undefined || !Number.isFinite(steps) ? Number.POSITIVE_INFINITY : secondsAfter(run, steps);
    }),
  );
}

function keyOf({ suite, problem, optimizer, seed }: Pick<Run['header'], 'suite' | 'problem' | 'optimizer' | 'seed'>) {
  return JSON.stringify([suite, problem, optimizer, seed]);
}
