/**
 * How many evaluations in a row a trained rule should be given before it begins again from elsewhere (see `freeze`). A rule
 * that has settled in one valley finds more in a second episode than in a longer first one; how soon that is so is
 * measured on the validation problems, after training.
 */
import type { Family } from '../family.ts';
import { freeze, type LearnedOptimizer, type Weights } from '../learned.ts';
import { stream } from '../math/random.ts';
import type { Recipe } from './recipe.ts';

/** One candidate's result: the mean best value after `validation.at` evaluations each, and the mean of those. */
export interface EpisodeScore {
  readonly horizon: number;
  readonly best: readonly number[];
  readonly score: number;
}

/** The result of every candidate, on the validation problems. */
export async function episodeScores(
  rule: LearnedOptimizer,
  weights: Weights,
  family: Family,
  { name, validation: { at, problems, episodes } }: Recipe,
): Promise<EpisodeScore[]> {
  const { space } = family;
  const budget = Math.max(...at);
  const scores: EpisodeScore[] = [];
  for (const horizon of episodes) {
    const optimizer = freeze(rule, { dims: [space.dim], of: () => ({ weights, horizon }) });
    const sums = at.map(() => 0);
    for (let i = 0; i < problems; i++) {
      const rng = stream('episodes', name, i);
      const oracle = await family.sample([name, i]).start(rng);
      const x0 = new Float64Array(space.dim).fill(0.5);
      const search = optimizer.start({ space, x0, budget, workers: 1, rng });
      const signal = new AbortController().signal;
      let best = Number.POSITIVE_INFINITY;
      for (let id = 0; id < budget; id++) {
        const x = await search.ask(id);
        if (x === 'wait') throw new Error(`${rule.name} waits though no trial is out`);
        const { value } = await oracle.evaluate(space.decode(x), { id, order: 0, signal });
        best = Math.min(best, value);
        at.forEach((t, c) => {
          if (t === id + 1) sums[c]! += best / problems;
        });
        await search.tell({ id, x, value });
      }
    }
    scores.push({ horizon, best: sums, score: sums.reduce((a, b) => a + b) / at.length });
  }
  return scores;
}
