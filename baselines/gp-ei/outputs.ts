/**
 * What the model sees of the values told: standardised, with failures as bad as the worst that did not fail. The map keeps the
 * order of the values, so the best point stays the best.
 */
import type { Vector } from 'optbench';

/** Values of mean 0 and standard deviation 1, or all 0 where they do not differ. At least one must be finite. */
export function standardise(values: readonly number[]): Vector {
  const finite = values.filter(Number.isFinite);
  const worst = finite.reduce((a, b) => Math.max(a, b));
  // Divided by the largest first, so that squares of values like 1e300 do not overflow.
  const largest = finite.reduce((a, b) => Math.max(a, Math.abs(b)), 0) || 1;
  const y = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : worst) / largest);
  const mean = y.reduce((a, b) => a + b, 0) / y.length;
  const std = Math.sqrt(y.reduce((a, b) => a + (b - mean) ** 2, 0) / y.length);
  return y.map((value) => (std > 0 ? (value - mean) / std : 0));
}
