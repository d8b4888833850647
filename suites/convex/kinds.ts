/** The kinds of problems of this suite, from a stream of random numbers: what the suite and the family have in common. */
import type { Problem, Rng } from 'optbench';
import { lasso, type Target } from './lasso.ts';
import { logisticRegression } from './logistic.ts';
import { robustRegression } from './robust.ts';

/** The regressions of Li & Malik. */
export type RegressionKind = 'logistic' | 'robust';

/** A regression in d dimensions and a bias; with a batch size, stochastic. */
export function regression(kind: RegressionKind, id: string, d: number, rng: () => Rng, batch?: number): Problem {
  const make = { logistic: logisticRegression, robust: robustRegression }[kind];
  return make(id, d, rng, batch) as Problem;
}

/** A lasso or a sparse coding with m rows and n columns. */
export function sparse(target: Target, id: string, m: number, n: number, rng: () => Rng): Problem {
  return lasso(id, target, m, n, rng) as Problem;
}
