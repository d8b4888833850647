/**
 * Performance profiles: Dolan & Moré (2002), and the score that AlgoPerf (Dahl et al. 2023, section 4.4) makes of them.
 *
 *   t  costs (steps or seconds) to a target, problems x competitors; +Infinity is a miss
 *   r = t / min over competitors of t
 *   rho(tau) = share of problems with r <= tau
 *   score = 1/(R - 1) int_1^R rho(tau) dtau, R = 4
 *
 * A problem on which everybody missed counts for nobody, and counts.
 */

/** Up to which ratio AlgoPerf integrates. */
export const MOST = 4;

/** r of every problem (row) and competitor (column); +Infinity for a miss. */
export function ratios(costs: readonly (readonly number[])[]): number[][] {
  return costs.map((row) => {
    const least = Math.min(...row);
    return row.map((cost) => (cost === Number.POSITIVE_INFINITY ? cost : cost === least ? 1 : cost / least));
  });
}

/** rho(tau) of one competitor. */
export function profileAt(own: readonly number[], tau: number): number {
  return own.filter((ratio) => ratio <= tau).length / own.length;
}

/** The score of one competitor: the integral of a sum of steps, each of which begins at its own ratio. */
export function profileScore(own: readonly number[], most = MOST): number {
  return own.reduce((sum, ratio) => sum + Math.max(0, most - ratio), 0) / (own.length * (most - 1));
}
