/**
 * Columns as histograms of at most 256 bins: a bin a value where a column has so few, else cut at quantiles. Ke et al.
 * (2017), LightGBM: A Highly Efficient Gradient Boosting Decision Tree, Algorithm 1.
 */
import type { Matrix } from './learner.ts';

/** The most bins of a column. */
export const bins = 256;

/** Rows as histogram bins. */
export interface Binned {
  /** columns x rows: which bin. */
  readonly code: Uint8Array;
  /** The least and the greatest value in each bin of each column. */
  readonly least: readonly Float64Array[];
  readonly most: readonly Float64Array[];
}

/** Sorts the values of every column into bins. */
export function bin({ data, rows, columns }: Matrix): Binned {
  const code = new Uint8Array(rows * columns);
  const least: Float64Array[] = [];
  const most: Float64Array[] = [];
  for (let j = 0; j < columns; j++) {
    const column = Float64Array.from({ length: rows }, (_, i) => data[i * columns + j]!);
    const cuts = cutsOf(column.slice().sort());
    least.push(new Float64Array(cuts.length + 1).fill(Number.POSITIVE_INFINITY));
    most.push(new Float64Array(cuts.length + 1).fill(Number.NEGATIVE_INFINITY));
    column.forEach((value, i) => {
      let low = 0;
      let high = cuts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value <= cuts[middle]!) high = middle;
        else low = middle + 1;
      }
      code[j * rows + i] = low;
      least[j]![low] = Math.min(least[j]![low]!, value);
      most[j]![low] = Math.max(most[j]![low]!, value);
    });
  }
  return { code, least, most };
}

/** Midpoints between neighbouring values: all of them where they are few, else those at quantiles. */
function cutsOf(sorted: Float64Array): Float64Array {
  const middles = (from: Float64Array): Float64Array =>
    from.slice(1).map((value, i) => from[i]! + (value - from[i]!) / 2);
  const values = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (values.length <= bins) return middles(values);
  const cuts = new Set<number>();
  for (let b = 1; b < bins; b++) {
    const at = Math.floor((b * sorted.length) / bins);
    const value = sorted[at]!;
    const before = values[values.indexOf(value) - 1];
    if (before !== undefined) cuts.add(before + (value - before) / 2);
  }
  return Float64Array.from(cuts);
}
