/**
 * How patient a trained rule should be before it begins again from elsewhere (see `freeze`). A rule that has settled in one
 * valley finds more in a second episode than in a longer first one; how soon that is so is measured on the validation
 * problems, after training.
 */
import type { Family } from '../family.ts';
import { freeze } from '../freeze.ts';
import type { LearnedOptimizer } from '../learned.ts';
import { stream } from '../math/random.ts';
import type { Weights } from '../tensor/weights.ts';
import type { Recipe } from './recipe.ts';

/** One candidate's result: the mean best value after `validation.at` evaluations each, and the mean of those. */
export interface PatienceScore {
  readonly patience: number;
  readonly best: readonly number[];
  readonly score: number;
}

const PATIENCE = [8, 10, 12, 15, 20];

/**
 * The result of every candidate, on the validation problems; the last one never loses patience before the horizon. Nothing
 * is measured where the recipe leaves no choice.
 */
export async function patienceScores(
  rule: LearnedOptimizer,
  weights: Weights,
  family: Family,
  { name, phases, validation: { at, problems, patience: candidates = PATIENCE } }: Recipe,
): Promise<PatienceScore[]> {
  const { space } = family;
  const budget = Math.max(...at);
  const horizon = Math.max(...phases.map((phase) => phase.horizon));
  const scores: PatienceScore[] = [];
  if (candidates.length === 0) return scores;
  for (const patience of [...candidates.filter((evaluations) => evaluations < horizon), horizon]) {
    const optimizer = freeze(rule, { dims: [space.dim], of: () => ({ weights, horizon, patience }) });
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
        const seen = await oracle.evaluate(space.decode(x), { id, order: 0, signal });
        const { value, score = value, violation = 0 } = seen;
        if (violation === 0) best = Math.min(best, score);
        at.forEach((t, c) => {
          if (t === id + 1) sums[c]! += best / problems;
        });
        await search.tell({ id, x, value, ...(violation > 0 && { violation }) });
      }
    }
    scores.push({ patience, best: sums, score: sums.reduce((a, b) => a + b) / at.length });
  }
  return scores;
}
