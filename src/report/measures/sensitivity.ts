/**
 * How much a method depends on its learning rate, where a campaign holds several: the score against the rate, and over how many
 * powers of ten the rate may be wrong before the score is twice the best (the flatness that DeepOBS, Schneider et al. 2019, plots).
 */

/** A method's score at a rate; less is better. */
export interface RatedScore {
  readonly rate: number;
  readonly score: number;
}

/** The setting with the least score; of equals, the smaller rate. */
export function bestSetting(scores: readonly RatedScore[]): RatedScore {
  return [...scores].sort((a, b) => a.score - b.score || a.rate - b.rate)[0]!;
}

/** Powers of ten from the lowest to the highest neighbour of the best rate at which the score is at most twice the best. */
export function width(scores: readonly RatedScore[], factor = 2): number {
  const sorted = [...scores].sort((a, b) => a.rate - b.rate);
  const best = bestSetting(sorted);
  const good = ({ score }: RatedScore): boolean => score <= factor * best.score;
  let low = sorted.indexOf(best);
  let high = low;
  while (low > 0 && good(sorted[low - 1]!)) low--;
  while (high < sorted.length - 1 && good(sorted[high + 1]!)) high++;
  return Math.log10(sorted[high]!.rate / sorted[low]!.rate);
}
