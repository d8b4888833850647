/**
 * Deals rows into parts of equal size, stratified: each part gets its share of every class. Kohavi (1995), A Study of
 * Cross-Validation and Bootstrap for Accuracy Estimation and Model Selection.
 */
import { type Rng, shuffled } from 'optbench';
import type { Task } from './learner.ts';

/** The part, 0 to parts - 1, of every row. Parts differ in size, and in each class's share, by one row at most. */
export function deal(y: Float64Array, parts: number, { classes }: Task, rng: Rng): Uint8Array {
  const rows = Array.from(y, (_, row) => row);
  // A regression's rows are one stratum.
  const strata = classes === 0 ? [rows] : Array.from({ length: classes }, (_, c) => rows.filter((r) => y[r] === c));
  const part = new Uint8Array(y.length);
  let dealt = 0;
  for (const stratum of strata) {
    for (const row of shuffled(stratum, rng)) part[row] = dealt++ % parts;
  }
  return part;
}
