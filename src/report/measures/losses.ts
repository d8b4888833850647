/**
 * What a training run's losses come to: their sum (the objective that Andrychowicz et al. 2016 train for), the last, the least.
 * The loss after k evaluations is the standing then, so that a method of order 1 is judged where it is, not by the best it saw.
 */
import type { Trace } from '../trace.ts';

/** A run's losses in three numbers; +Infinity where an evaluation failed. */
export interface Losses {
  /** Sum over all evaluations of the budget. */
  readonly summed: number;
  readonly final: number;
  readonly best: number;
}

/** Sum, last and least of the losses after 1, 2, ..., `budget` evaluations. */
export function losses(trace: Trace, budget: number): Losses {
  const { counts, standings } = trace;
  let summed = 0;
  let best = Number.POSITIVE_INFINITY;
  let final = Number.POSITIVE_INFINITY;
  // Before the first standing there is none: a sum from there is infinite.
  if ((counts[0] ?? budget + 1) > 1) summed = Number.POSITIVE_INFINITY;
  for (let i = 0; i < counts.length && counts[i]! <= budget; i++) {
    final = standings[i]!;
    summed += final * (Math.min(counts[i + 1] ?? budget + 1, budget + 1) - counts[i]!);
    best = Math.min(best, final);
  }
  return { summed, final, best };
}
