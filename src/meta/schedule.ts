/** Which results are known before each step of a trajectory: one after another, or from parallel workers, out of order. */
import type { Rng } from '../math/random.ts';

/** Simulated workers: each iteration has from `count[0]` to `count[1]` of them; a run-time is uniform on 1 -+ spread. */
export interface Workers {
  readonly count: readonly [number, number];
  readonly spread: number;
}

/**
 * The order in which results come in: entry t of `told` is the step whose result is known before step t is taken, and
 * undefined where no result is.
 */
export interface Schedule {
  readonly told: readonly (number | undefined)[];
}

/** One evaluation after another: before step t, the result of step t - 1. */
export function sequential(horizon: number): Schedule {
  return { told: Array.from({ length: horizon }, (_, t) => (t === 0 ? undefined : t - 1)) };
}

/**
 * Results of parallel workers as they come in, out of order: N proposals to begin with; then, whenever a worker is done, its
 * result is told and it is given the next proposal. Chen et al. (2017), section 2.3: run-times are uniform on 1 -+ spread.
 */
export function parallel(horizon: number, workers: number, spread: number, rng: Rng): Schedule {
  const told: (number | undefined)[] = [];
  const running: { readonly step: number; readonly done: number }[] = [];
  for (let step = 0; step < horizon; step++) {
    let now = 0;
    if (running.length < workers) {
      told.push(undefined);
    } else {
      const first = running.reduce((best, other) => (other.done < best.done ? other : best));
      running.splice(running.indexOf(first), 1);
      told.push(first.step);
      now = first.done;
    }
    running.push({ step, done: now + 1 + spread * (2 * rng.next() - 1) });
  }
  return { told };
}

/** The schedule of one iteration of a phase. */
export function scheduleOf(
  { horizon, workers }: { readonly horizon: number; readonly workers?: Workers | undefined },
  rng: Rng,
): Schedule {
  if (workers === undefined) return sequential(horizon);
  const [least, most] = workers.count;
  return parallel(horizon, least + rng.integer(most - least + 1), workers.spread, rng);
}
