/** Training from scratch, in seconds: the loss falls, and what is learned is far better than points at random. */
import { type Family, type LearnedOptimizer, metaTrain, type Recipe, type TrainingState } from 'optbench/learn';
import { expect, it } from 'vitest';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';
import gp, { type FamilySettings } from '../../suites/gp/family.ts';

const family = { dim: 2, kernels: ['rbf'], lengthScale: [0.3, 0.5], features: 64 };
const recipe: Recipe = {
  name: 'smoke-d2',
  seed: 1,
  dim: 2,
  suite: 'gp',
  clip: 1,
  phases: [{ iterations: 200, horizon: 10, loss: 'best', batch: 32, rate: [1e-2, 1e-3], family }],
  validation: { family, problems: 256, at: [10], every: 25 },
};

it('a network of sixteen units learns to search the plane', async () => {
  const rule = rnn({
    name: 'smoke',
    controller: lstm(16),
    inputs: 'incumbent',
    normalise: 'scale-free',
    parallel: false,
  }) as LearnedOptimizer;
  let last: TrainingState | undefined;
  for await (const state of metaTrain(
    rule,
    recipe,
    (settings) => gp(settings as unknown as FamilySettings) as Family,
  )) {
    last = state;
  }
  const { chance, chosen, curve, skipped } = last!;
  expect(skipped).toBe(0);
  expect(curve).toHaveLength(8);
  expect(curve.at(-1)!.loss).toBeLessThan(curve[0]!.loss! - 0.2);
  expect(curve.at(-1)!.score).toBeLessThan(curve[0]!.score! - 0.02);
  // Ten points at random find -1.03 on average; the standard error over 256 functions is 0.04.
  expect(chosen!.look.best[0]!).toBeLessThan(chance[0]! - 0.2);
});
