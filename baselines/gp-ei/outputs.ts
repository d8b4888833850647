/**
 * What the model sees of the values told: standardised, with bad values drawn together and failures as bad as the worst that did
 * not fail. The map keeps the order of the values, so the best point stays the best.
 *
 *   e   excess of a value over the least     c   the unit: an excess up to c is left as it is, e / c,
 *                                                a larger one becomes 1 + ln(min(e / c, 1000)), smooth at c
 *
 * Heavy upper tails (a valley with steep walls, a learner that diverges) would otherwise set the scale, and what matters near
 * the minimum would be lost. c is the median excess, but at least a tenth of the lower quartile of the first values': as a search
 * closes in on a minimum the median goes to 0, and the map must not zoom in with it.
 */
import type { Vector } from 'optbench';

/** How many values count as the first. */
const FIRST = 8;
const LEAST = 0.1;
const MOST = 1000;

/** Values of mean 0 and standard deviation 1, or all 0 where they do not differ. At least one must be finite. */
export function standardise(values: readonly number[]): Vector {
  const finite = values.filter(Number.isFinite);
  const worst = finite.reduce((a, b) => Math.max(a, b));
  // Divided by the largest first, so that squares of values like 1e300 do not overflow.
  const largest = finite.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  const scaled = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : worst) / largest);
  const y = drawnTogether(scaled);
  const mean = y.reduce((a, b) => a + b, 0) / y.length;
  const std = Math.sqrt(y.reduce((a, b) => a + (b - mean) ** 2, 0) / y.length);
  return y.map((value) => (std > 0 ? (value - mean) / std : 0));
}

function drawnTogether(values: Vector): Vector {
  const least = values.reduce((a, b) => Math.min(a, b));
  const excess = values.map((value) => value - least);
  const c = Math.max(quantile(excess, 1 / 2), LEAST * quantile(excess.slice(0, FIRST), 1 / 4));
  const unit = c > 0 ? c : Math.max(...excess) || 1;
  return excess.map((e) => (e > unit ? 1 + Math.log(Math.min(e / unit, MOST)) : e / unit));
}

function quantile(values: Vector, q: number): number {
  return values.toSorted()[Math.floor(q * values.length)]!;
}
