/**
 * One learned optimizer for any dimension: a search on a model of f (model.ts), led by a small learned policy (policy.ts). It
 * is Bayesian optimisation whose acquisition, Srinivas et al. (2010), equation 6, has a learned trade-off, whose search for the next
 * point is local, and whose restarts are learned. Trained by evolution strategies on whole runs (Salimans et al. 2017):
 * the policy decides where a run goes only now and then, by jumps that backpropagation does not see.
 */
import { fromRollout, type LearnedOptimizer } from 'optbench/learn';
import { policyWeights } from './policy.ts';
import { search } from './rollout.ts';

const rule = (name: string, learnsPrior: boolean): LearnedOptimizer =>
  fromRollout({
    name,
    order: 0,
    source: 'A Gaussian-process search led by a learned policy; after Srinivas et al. (2010) and Volpp et al. (2020)',
    weights: () => policyWeights(learnsPrior),
    rollout: search,
  });

/** The rule for functions of any kind. */
export const scout = rule('scout', false);

/** The same for one family of functions, whose length-scales it learns too: those of Chen et al. (2017). */
export const scoutGp = rule('scout-gp', true);
