/** Where an optimizer stands after a trial, and what that is worth. */
import { evaluate } from '../evaluate.ts';
import type { Vector } from '../math/vector.ts';
import type { Optimizer, Search } from '../optimizer.ts';
import type { Oracle, Problem } from '../problem.ts';
import type { TrialRecord } from '../record.ts';

/**
 * Where an optimizer stands: a value-only search on the best point it has seen, a gradient method on where it is now. This
 * one rule makes the same trace right for regret curves and for training curves.
 */
export function standing({ order }: Optimizer) {
  let best = Number.POSITIVE_INFINITY;
  let point: Vector | undefined;
  const current = (search: Search): Vector | undefined => (order === 1 ? search.current?.() : undefined);
  return {
    tell(x: Vector, value: number | null): void {
      if (order === 1 || point === undefined || (value !== null && value < best)) point = x;
      if (value !== null && value < best) best = value;
    },
    at: (search: Search): Vector => current(search) ?? point!,
    /** Where a method stands that stands elsewhere than on its last trial. */
    elsewhere(search: Search): Vector | undefined {
      const x = current(search);
      return x?.every((v, i) => v === point![i]) ? undefined : x;
    },
  };
}

/** What the point is worth on which a method stands, in the same noise as the trial that it was told; no trial of its own. */
export async function worthOf(
  oracle: Oracle,
  problem: Problem,
  id: number,
  x: Vector,
  limits: { readonly timeout?: number; readonly signal?: AbortSignal },
): Promise<TrialRecord['current']> {
  const { value, score, violation } = await evaluate(oracle, problem, { id, x }, 0, limits);
  return { value, ...(score !== undefined && { score }), ...(violation !== undefined && { violation }) };
}

/** 1, 2, 5, 10, 20, 50, ... and the last trial. */
export function isCheckpoint(count: number, budget: number): boolean {
  if (count === budget) return true;
  const power = 10 ** Math.floor(Math.log10(count));
  return [1, 2, 5].includes(count / power);
}

/** The score of a point where it costs. One that is not a number, a diverged network's, is the worst there is: it must survive the journal. */
export function verdict(problem: Problem, point: unknown): Pick<TrialRecord, 'judged' | 'accuracy'> {
  const { judge, accuracy } = problem;
  if (judge === undefined) return {};
  const score = judge.call(problem, point);
  return {
    judged: Number.isFinite(score) ? score : Number.MAX_VALUE,
    ...(accuracy !== undefined && { accuracy: accuracy.call(problem, point) }),
  };
}
