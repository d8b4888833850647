/**
 * How much a method depends on its learning rate, where a campaign holds several: the score against the rate, and over how many
 * powers of ten the rate may be wrong before the score is twice the best (the flatness that DeepOBS, Schneider et al. 2019, plots).
 */

/** One method at one of its rates. */
export interface RatedName {
  /** The method with whatever follows the rate: 'adam', 'adam-cosine'. */
  readonly method: string;
  readonly rate: number;
}

/** A method's score at a rate; less is better. */
export interface RatedScore {
  readonly rate: number;
  readonly score: number;
}

/** Reads 'adam-0.01', 'adam-1e-5', 'adam-0.01-cosine'; undefined for names without a rate. */
export function ratedName(name: string): RatedName | undefined {
  const [, method, digits, rest = ''] = /^(.+?)-(\d+(?:\.\d+)?(?:e[-+]?\d+)?)(-[a-z][\w-]*)?$/.exec(name) ?? [];
  const rate = Number(digits);
  return method === undefined || !(rate > 0) ? undefined : { method: method + rest, rate };
}

/** The rate with the least score; of equals, the smaller rate. */
export function bestRate(scores: readonly RatedScore[]): RatedScore {
  return [...scores].sort((a, b) => a.score - b.score || a.rate - b.rate)[0]!;
}

/** Powers of ten from the lowest to the highest neighbour of the best rate at which the score is at most twice the best. */
export function width(scores: readonly RatedScore[], factor = 2): number {
  const sorted = [...scores].sort((a, b) => a.rate - b.rate);
  const best = bestRate(sorted);
  const good = ({ score }: RatedScore): boolean => score <= factor * best.score;
  let low = sorted.indexOf(best);
  let high = low;
  while (low > 0 && good(sorted[low - 1]!)) low--;
  while (high < sorted.length - 1 && good(sorted[high + 1]!)) high++;
  return Math.log10(sorted[high]!.rate / sorted[low]!.rate);
}
