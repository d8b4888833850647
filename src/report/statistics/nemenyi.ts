/**
 * How far two mean ranks must lie apart: Nemenyi (1963), as in Demsar (2006), 3.2.2.
 *
 *   CD = q / sqrt(2) * sqrt(k (k + 1) / (6 N)),  q the studentized range's quantile for k means and infinite freedom
 */
import { distributions } from './distributions.ts';

/** The critical difference between k mean ranks over N blocks at level alpha. */
export async function criticalDifference(k: number, N: number, alpha = 0.05): Promise<number> {
  return ((await studentizedRange(k, alpha)) / Math.SQRT2) * Math.sqrt((k * (k + 1)) / (6 * N));
}

/** The upper quantile. R's qtukey stops at four digits; a few secant steps on ptukey give the others. */
async function studentizedRange(k: number, alpha: number): Promise<number> {
  const { ptukey, qtukey } = await distributions();
  const excess = (q: number): number => ptukey(q, k, Number.POSITIVE_INFINITY, 1, false) - alpha;
  let before = qtukey(1 - alpha, k, Number.POSITIVE_INFINITY);
  let q = before + 1e-3;
  for (let step = 0; step < 10 && Math.abs(q - before) > 1e-12; step++) {
    const [low, high] = [excess(before), excess(q)];
    if (high === low) break;
    const next = q - (high * (q - before)) / (high - low);
    before = q;
    q = next;
  }
  return q;
}

/** The probability of two mean ranks at least this far apart, if all k treatments were alike. */
export async function nemenyi(difference: number, k: number, N: number): Promise<number> {
  const { ptukey } = await distributions();
  const q = (Math.abs(difference) / Math.sqrt((k * (k + 1)) / (6 * N))) * Math.SQRT2;
  return Math.min(1, Math.max(0, ptukey(q, k, Number.POSITIVE_INFINITY, 1, false)));
}
