/**
 * Gradients that are not quite the function's: with noise added, or with most elements left out. Values stay exact, so that
 * a report judges what was reached and not the noise. Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize:
 * the noisy and the sparse problems of its corpus.
 *
 * What a ticket's gradient becomes is a function of the oracle's rng and of the ticket's id, as every oracle's randomness is.
 */
import type { Rng } from '../math/random.ts';
import type { Vector } from '../math/vector.ts';
import type { Problem } from '../problem.ts';
import { changed, relayed } from './change.ts';

/** Adds deviation * N(0, 1) to every element of every gradient. */
export function withGradientNoise(problem: Problem, deviation: number): Problem {
  if (!(deviation > 0 && deviation < Number.POSITIVE_INFINITY)) {
    throw new Error(`withGradientNoise: the deviation must be a number above 0, got ${deviation}`);
  }
  return corrupted(problem, 'gradientNoise', deviation, (gradient, rng) => {
    const noisy = new Float64Array(gradient.length);
    for (let i = 0; i < noisy.length; i++) noisy[i] = gradient[i]! + deviation * rng.normal();
    return noisy;
  });
}

/** Sets every element of every gradient to 0 with this probability; the rest are not scaled up to make up for it. */
export function withSparseGradients(problem: Problem, zeroed = 0.99): Problem {
  if (!(zeroed > 0 && zeroed < 1)) {
    throw new Error(`withSparseGradients: the probability must be between 0 and 1, got ${zeroed}`);
  }
  return corrupted(problem, 'gradientsZeroed', zeroed, (gradient, rng) => {
    const sparse = new Float64Array(gradient.length);
    for (let i = 0; i < sparse.length; i++) if (rng.next() >= zeroed) sparse[i] = gradient[i]!;
    return sparse;
  });
}

function corrupted(
  problem: Problem,
  kind: string,
  amount: number,
  corrupt: (gradient: Vector, rng: Rng) => Vector,
): Problem {
  if (problem.order !== 1) throw new Error(`${kind}: ${problem.id} reveals no gradients`);
  return changed(problem, {
    facts: { ...problem.facts, [kind]: amount },
    clean: problem.clean ?? problem,
    start: relayed(problem, {
      answer: (observation, { id }, rng) =>
        observation.gradient === undefined
          ? observation
          : { ...observation, gradient: corrupt(observation.gradient, rng.split(kind, id)) },
    }),
  });
}
