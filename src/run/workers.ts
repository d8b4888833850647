/** Logical workers: several trials out at one time, and whose result is told next, in simulated time. */
import type { Rng } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';

/** A trial whose result is not told yet. */
export interface Pending {
  readonly id: number;
  readonly x: Vector;
  readonly finish: number;
  readonly askSeconds: number;
}

/**
 * Simulated run-times: a worker's trial takes a time drawn uniformly from 1 +- 1/2, so several workers' results come back
 * out of order, in an order drawn from the seed (Chen et al. 2017, section 2.3, train the same way).
 */
export function durations(rng: Rng, workers: number): (now: number) => number {
  return workers === 1 ? () => 0 : (now) => now + 0.5 + rng.next();
}

/** The trial that is done first, taken out of those that are out. */
export function takeFirst(pending: Pending[]): Pending {
  let first = 0;
  for (let i = 1; i < pending.length; i++) if (pending[i]!.finish < pending[first]!.finish) first = i;
  return pending.splice(first, 1)[0]!;
}
