/**
 * Mean ranks and whether they differ. Within a problem and a seed the optimizers are ranked by their final standings (ties
 * share a rank); a problem's ranks are the average over its seeds, the mean rank the average over the problems. The
 * tests take problems as blocks: seeds of one problem are not independent evidence.
 */
import { mean } from 'simple-statistics';
import { finalStanding } from './comparison.ts';
import type { Field } from './field.ts';
import { type Friedman, friedman } from './statistics/friedman.ts';
import { midranks } from './statistics/midranks.ts';
import { criticalDifference } from './statistics/nemenyi.ts';

/** The ranked optimizers of a field. */
export interface Ranking {
  readonly optimizers: readonly string[];
  /** problems x optimizers */
  readonly ranks: readonly (readonly number[])[];
  readonly meanRanks: readonly number[];
  readonly friedman: Friedman | undefined;
  /** Nemenyi's, at 5 %. Cautious: ranks averaged over seeds vary less than the single ranks that it is made for. */
  readonly criticalDifference: number | undefined;
}

/** Ranks the optimizers of a field. */
export async function ranking({ ranked, meetings }: Field): Promise<Ranking> {
  const ranks = meetings.map(({ problem, rounds }) => {
    const bySeed = rounds.map((round) => midranks(round.map((trace) => finalStanding(problem, trace))));
    return ranked.map((_, j) => mean(bySeed.map((row) => row[j]!)));
  });
  const test = await friedman(ranks);
  return {
    optimizers: ranked,
    ranks,
    meanRanks: ranked.map((_, j) => (ranks.length > 0 ? mean(ranks.map((row) => row[j]!)) : Number.NaN)),
    friedman: test,
    criticalDifference: test && (await criticalDifference(ranked.length, ranks.length)),
  };
}
