/**
 * One optimizer against another, on the problems and seeds that both have: the two runs of a pair share the start and the
 * noise. A negative difference and a win rate above 1/2 speak for the first.
 */
import { mean } from 'simple-statistics';
import { type Comparison, finalStanding, normalisedRegret } from './comparison.ts';
import { rounds } from './field.ts';
import { type Cells, cellMean, cellMeanInterval, type Interval } from './statistics/bootstrap.ts';
import { holm } from './statistics/holm.ts';
import { type Wilcoxon, wilcoxon } from './statistics/wilcoxon.ts';

/** What two optimizers' meetings came to. */
export interface Pair {
  readonly first: string;
  readonly second: string;
  readonly problems: number;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Wins plus half the ties, as a share: averaged over seeds, then over problems. */
  readonly winRate: number;
  readonly winRateInterval: Interval;
  /** Final normalised regret, first less second, averaged the same way. */
  readonly difference: number;
  readonly differenceInterval: Interval;
  /** Signed-rank test of the problems' mean differences. */
  readonly wilcoxon: Wilcoxon;
  /** The test's probability adjusted for the number of pairs. */
  readonly pHolm: number;
}

/** All pairs that met, each once, in the order of the optimizers. */
export async function pairs(comparison: Comparison): Promise<Pair[]> {
  const { optimizers } = comparison;
  const all: Omit<Pair, 'pHolm'>[] = [];
  for (const [i, first] of optimizers.entries()) {
    for (const second of optimizers.slice(i + 1)) {
      const met = await meet(comparison, first, second);
      if (met !== undefined) all.push(met);
    }
  }
  const adjusted = holm(all.map(({ wilcoxon: { p } }) => p));
  return all.map((pair, i) => ({ ...pair, pHolm: adjusted[i]! }));
}

async function meet({ problems }: Comparison, first: string, second: string): Promise<Omit<Pair, 'pHolm'> | undefined> {
  const won: number[][] = [];
  const differences: number[][] = [];
  for (const problem of problems) {
    const met = rounds(problem, [first, second]).map((round) => round.map((trace) => finalStanding(problem, trace)));
    if (met.length === 0) continue;
    won.push(met.map(([a, b]) => (a! < b! ? 1 : a! > b! ? 0 : 0.5)));
    differences.push(met.map(([a, b]) => normalisedRegret(problem, a!) - normalisedRegret(problem, b!)));
  }
  if (won.length === 0) return undefined;
  return {
    first,
    second,
    problems: won.length,
    wins: count(won, 1),
    ties: count(won, 0.5),
    losses: count(won, 0),
    winRate: cellMean(won),
    winRateInterval: cellMeanInterval(won),
    difference: cellMean(differences),
    differenceInterval: cellMeanInterval(differences),
    wilcoxon: await wilcoxon(differences.map(mean)),
  };
}

/** The mean of an optimizer's win rates against each of the others; undefined where it met nobody. */
export function overallWinRate(all: readonly Pair[], optimizer: string): number | undefined {
  const rates = all.flatMap(({ first, second, winRate }) =>
    first === optimizer ? [winRate] : second === optimizer ? [1 - winRate] : [],
  );
  return rates.length > 0 ? mean(rates) : undefined;
}

function count(cells: Cells, outcome: number): number {
  return cells.reduce((sum, row) => sum + row.filter((value) => value === outcome).length, 0);
}
