/** Whether a training run diverged: an outcome that is counted, not a failure of the benchmark. */

/**
 * A run diverged where it ends at no number, or more than twice as far above the least loss known as it began. The factor keeps
 * apart a run that blew up and one that never moved under a noisy loss.
 *
 *   start, end   its first and last loss         best   the optimum, or the least loss of any run on the problem
 */
export function diverged(start: number, end: number, best: number): boolean {
  if (!Number.isFinite(end)) return true;
  return Number.isFinite(start) && end - best > 2 * Math.max(0, start - best);
}
