/**
 * Quantiles by linear interpolation between order statistics: Hyndman & Fan (1996), definition 7, the default of R and NumPy.
 * Infinite values are ordinary, largest or smallest, values.
 */

/** The quantile at probability p of values in increasing order. */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const share = place - below;
  return share === 0 || low === high ? low : low + share * (high - low);
}

/** The quantile at probability p of values in any order. */
export function quantile(values: Iterable<number>, p: number): number {
  return quantileSorted(ascending(values), p);
}

/** The median. */
export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}

/** A sorted copy. */
export function ascending(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).sort();
}
