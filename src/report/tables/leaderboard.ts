/** The table that people publish: who wins, by how much, how surely, and at what cost. */
import { normalisedRegret } from '../comparison.ts';
import { overallWinRate } from '../pairs.ts';
import type { Scope } from '../scope.ts';
import { cellMean, cellMeanInterval } from '../statistics/bootstrap.ts';
import { blank, type Cell, type Column, duration, estimate, percent, real, type Table, whole, word } from '../table.ts';
import { type Timing, timing } from '../timing.ts';
import { standingAt } from '../trace.ts';
import { extent, leftOut, listed, names, probability } from './phrases.ts';

interface Row {
  readonly optimizer: string;
  readonly rank: number | undefined;
  readonly regret: number;
  readonly interval: readonly [number, number] | undefined;
  readonly winRate: number | undefined;
  readonly timing: Timing;
  readonly failed: number;
  readonly problems: number;
}

/** The leaderboard of a scope; `suites` adds the mean ranks within each suite to the one over all. */
export function leaderboard(scope: Scope, suites: readonly Scope[] = []): Table {
  const rows = ranked(scope);
  const total = scope.comparison.problems.length;
  const complete = rows.every(({ problems }) => problems === total);
  const columns: Column[] = [
    { key: 'place', title: '#', align: 'right' },
    { key: 'optimizer', title: 'optimizer', align: 'left' },
    { key: 'mean_rank', title: 'mean rank', short: 'rank', align: 'right' },
    ...suites.map(
      ({ suite }): Column => ({
        key: `mean_rank_${suite}`,
        title: `in ${suite}`,
        short: suite!,
        align: 'right',
        drop: 3,
      }),
    ),
    {
      key: 'normalised_regret',
      title: 'normalised regret [95 %]',
      short: 'regret',
      align: 'right',
      parts: ['normalised_regret_low', 'normalised_regret_high'],
    },
    { key: 'win_rate', title: 'win rate', short: 'wins', align: 'right', drop: 1 },
    { key: 'seconds_per_proposal', title: 'per proposal', short: 'time', align: 'right', unit: 's', drop: 2 },
    { key: 'failed', title: 'failed', align: 'right', drop: 4 },
    ...(complete ? [] : [{ key: 'problems', title: 'problems', align: 'right', drop: 5 } satisfies Column]),
  ];
  const bestRegret = Math.min(...rows.filter(({ rank }) => rank !== undefined).map(({ regret }) => regret));
  const cells = rows.map((row, i): Cell[] => [
    row.rank === undefined ? blank() : whole(i + 1),
    word(row.optimizer),
    row.rank === undefined
      ? blank()
      : { ...real(row.rank), text: row.rank.toFixed(2), best: row.rank === rows[0]!.rank },
    ...suites.map(({ ranking: { optimizers, meanRanks } }) => {
      const rank = meanRanks[optimizers.indexOf(row.optimizer)];
      return rank === undefined
        ? blank()
        : { ...real(rank), text: rank.toFixed(2), best: rank === Math.min(...meanRanks) };
    }),
    { ...estimate(row.regret, row.interval), best: row.rank !== undefined && row.regret === bestRegret },
    percent(row.winRate),
    duration(row.timing.medianProposal),
    whole(row.failed),
    ...(complete ? [] : [whole(row.problems)]),
  ]);
  return {
    id: `leaderboard-${scope.id}`,
    title: `Leaderboard, ${scope.name}: ${extent(scope)}`,
    level: 'summary',
    columns,
    rows: cells,
    notes: [
      ...reading(scope),
      ...(suites.length > 0 ? ['Suite by suite: the mean rank among those that are ranked there.'] : []),
      ...test(scope, rows),
      ...leftOut(scope),
    ],
  };
}

function ranked({ comparison, ranking, pairs, runs, field }: Scope): Row[] {
  const rows = comparison.optimizers.map((optimizer): Row => {
    const own = runs.filter(({ header }) => header.optimizer === optimizer);
    const place = ranking.optimizers.indexOf(optimizer);
    const rank = place >= 0 && field.meetings.length > 0 ? ranking.meanRanks[place] : undefined;
    // Whoever is ranked is measured where all ranked ones met; the others where they ran.
    const problems = rank === undefined ? comparison.problems : field.meetings.map(({ problem }) => problem);
    const cells = problems
      .filter(({ traces }) => traces.has(optimizer))
      .map((problem) =>
        problem.traces.get(optimizer)!.map((t) => normalisedRegret(problem, standingAt(t, problem.budget))),
      );
    return {
      optimizer,
      rank,
      regret: cellMean(cells),
      interval: cellMeanInterval(cells),
      winRate: overallWinRate(pairs, optimizer),
      timing: timing(optimizer, own),
      failed: own.reduce((sum, { trials }) => sum + trials.filter(({ status }) => status !== 'ok').length, 0),
      problems: comparison.problems.filter(({ traces }) => traces.has(optimizer)).length,
    };
  });
  const byRank = (row: Row): number => row.rank ?? Number.MAX_VALUE;
  return rows.sort((a, b) => byRank(a) - byRank(b) || a.regret - b.regret);
}

function reading({ comparison, suite }: Scope): string[] {
  const known = comparison.problems.filter(({ optimum }) => optimum !== undefined).length;
  const zero =
    known === comparison.problems.length
      ? 'the optimum'
      : known === 0
        ? 'the best found by any'
        : 'the optimum or best found';
  return [
    'Mean rank: runs ranked within problem and seed (1 is best, ties share), averaged over seeds, then problems.',
    `Normalised regret at the end: 0 is ${zero}, 1 a typical first evaluation; mean with 95 % bootstrap interval.` +
      (suite === undefined ? '' : ' Time per proposal: median of ask + tell.'),
  ];
}

function test({ ranking, field }: Scope, rows: readonly Row[]): string[] {
  const { friedman, criticalDifference } = ranking;
  if (friedman === undefined || criticalDifference === undefined) {
    return field.ranked.length < 2 ? [] : ['No test of ranks: problems are its blocks, and it needs at least two.'];
  }
  const first = rows[0]!;
  const close = rows.slice(1).filter(({ rank }) => rank !== undefined && rank - first.rank! < criticalDifference);
  return [
    `Friedman test over ${friedman.blocks} problems: p ${probability(friedman.p)}. Mean ranks at least ` +
      `${criticalDifference.toFixed(2)} apart differ at 5 % (Nemenyi); ` +
      (close.length > 0
        ? `not told apart from ${first.optimizer}: ${listed(names(close))}.`
        : `${first.optimizer} leads all.`),
  ];
}
