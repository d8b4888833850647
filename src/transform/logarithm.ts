/**
 * log(f + eps) - log(eps) instead of f >= 0, so that 0 stays 0: gradients grow without bound as f goes to 0. Wichrowska et al.
 * (2017), Learned Optimizers that Scale and Generalize: the log objectives of its corpus, eps = 1e-6.
 */
import type { Observation, Problem } from '../problem.ts';
import { changed, relayed } from './change.ts';

const eps = 1e-6;

/** The problem on a log scale. Where f is below 0 the evaluation fails. */
export function logarithm(problem: Problem): Problem {
  const { judge, clean } = problem;
  return changed(problem, {
    facts: { ...problem.facts, logarithm: true },
    get optimum() {
      return problem.optimum === undefined ? undefined : onLogScale(problem.optimum);
    },
    ...(judge !== undefined && { judge: (x: unknown) => onLogScale(judge.call(problem, x)) }),
    ...(clean !== undefined && { clean: logarithm(clean) }),
    start: relayed(problem, { answer }),
  });
}

function answer({ value, gradient, score, ...rest }: Observation): Observation {
  const slope = 1 / (value + eps);
  return {
    ...rest,
    value: onLogScale(value),
    ...(gradient !== undefined && { gradient: gradient.map((g) => g * slope) }),
    ...(score !== undefined && { score: onLogScale(score) }),
  };
}

function onLogScale(f: number): number {
  // Rounding may leave a little less than 0.
  if (f < -eps / 2) throw new Error(`logarithm: f must be at least 0, got ${f}`);
  return Math.log(f + eps) - Math.log(eps);
}
