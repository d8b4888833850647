/** Everybody against everybody: a matrix to look at, and a list of pairs with intervals and tests. */
import type { Pair } from '../pairs.ts';
import type { Scope } from '../scope.ts';
import { nemenyi } from '../statistics/nemenyi.ts';
import { blank, type Cell, type Column, estimate, real, type Table, whole, word } from '../table.ts';

/** Wins, ties and losses of the row against the column, over problems and seeds. */
export function winMatrix({ id, name, comparison, pairs }: Scope): Table {
  const { optimizers } = comparison;
  const columns: Column[] = [
    { key: 'optimizer', title: 'optimizer', align: 'left' },
    ...optimizers.map(
      (title): Column => ({
        key: title,
        title,
        align: 'right',
        parts: ['wins', 'ties', 'losses'].map((part) => `${title}_${part}`),
      }),
    ),
  ];
  const cell = (row: string, column: string): Cell => {
    const pair = pairs.find(({ first, second }) => first === row && second === column);
    const turned = pairs.find(({ first, second }) => first === column && second === row);
    const found = pair ?? turned;
    if (found === undefined) return { ...blank(row === column ? '·' : '–'), parts: [null, null, null] };
    const [wins, losses] = pair ? [found.wins, found.losses] : [found.losses, found.wins];
    return {
      value: pair ? found.winRate : 1 - found.winRate,
      text: `${wins}/${found.ties}/${losses}`,
      parts: [wins, found.ties, losses],
      best: wins > losses,
    };
  };
  return {
    id: `wins-${id}`,
    title: `Wins, ${name}: wins/ties/losses of the row against the column`,
    level: 'detail',
    columns,
    rows: optimizers.map((row) => [word(row), ...optimizers.map((column) => cell(row, column))]),
    notes: ['One meeting per problem and seed. Two solved runs tie (normalised regret of at most 1e-10).'],
  };
}

/** Every pair with intervals and tests. */
export async function pairTable({ id, name, pairs, ranking }: Scope): Promise<Table> {
  const columns: Column[] = [
    { key: 'first', title: 'first', align: 'left' },
    { key: 'second', title: 'second', align: 'left' },
    { key: 'problems', title: 'problems', align: 'right', drop: 4 },
    {
      key: 'win_rate',
      title: 'win rate [95 %]',
      short: 'wins',
      align: 'right',
      parts: ['win_rate_low', 'win_rate_high'],
      drop: 1,
    },
    {
      key: 'difference',
      title: 'difference [95 %]',
      short: 'difference',
      align: 'right',
      parts: ['difference_low', 'difference_high'],
    },
    { key: 'p_wilcoxon', title: 'p Wilcoxon', short: 'p', align: 'right', drop: 2 },
    { key: 'p_holm', title: 'p Holm', align: 'right' },
    { key: 'p_nemenyi', title: 'p Nemenyi', align: 'right', drop: 3 },
  ];
  const rows: Cell[][] = [];
  for (const pair of pairs) {
    rows.push([
      word(pair.first),
      word(pair.second),
      whole(pair.problems),
      estimate(pair.winRate, pair.winRateInterval),
      { ...estimate(pair.difference, pair.differenceInterval), best: excludesZero(pair) },
      real(pair.wilcoxon.p, 2),
      real(pair.pHolm, 2),
      real(await rankProbability(ranking, pair), 2),
    ]);
  }
  return {
    id: `pairs-${id}`,
    title: `Pairs, ${name}: final normalised regret of the first less that of the second`,
    level: 'detail',
    columns,
    rows,
    notes: [
      'Bold: the 95 % interval of the paired difference excludes 0; below 0 the first is better.',
      'Wilcoxon: signed ranks of the problems’ mean differences; Holm: the same, adjusted for the number of pairs.',
    ],
  };
}

function excludesZero({ differenceInterval }: Pair): boolean {
  return differenceInterval !== undefined && (differenceInterval[0] > 0 || differenceInterval[1] < 0);
}

async function rankProbability(
  { optimizers, meanRanks, ranks }: Scope['ranking'],
  pair: Pair,
): Promise<number | undefined> {
  const [a, b] = [pair.first, pair.second].map((name) => meanRanks[optimizers.indexOf(name)]);
  if (a === undefined || b === undefined || ranks.length < 2) return undefined;
  return nemenyi(a - b, optimizers.length, ranks.length);
}
