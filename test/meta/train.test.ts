/** Meta-training end to end at tiny size: it learns, it can be stopped and continued, and it says when it is hopeless. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Family,
  type LearnedOptimizer,
  loadCheckpoint,
  metaTrain,
  type Recipe,
  saveCheckpoint,
  type TrainingState,
} from 'optbench/learn';
import { afterAll, describe, expect, it } from 'vitest';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';
import { divergences } from '../../src/meta/course.ts';
import gp, { type FamilySettings } from '../../suites/gp/family.ts';

const folder = mkdtempSync(join(tmpdir(), 'optbench-training-'));
afterAll(() => rmSync(folder, { recursive: true }));

const family = { dim: 2, kernels: ['rbf'], lengthScale: [0.5, 1], features: 32 };
const recipe: Recipe = {
  name: 'tiny-d2',
  seed: 1,
  dim: 2,
  suite: 'gp',
  clip: 1,
  phases: [
    { iterations: 105, horizon: 4, loss: 'sum', batch: 32, rate: [1e-2, 1e-2], family },
    { iterations: 15, horizon: 6, loss: 'best', batch: 32, rate: [5e-3, 1e-3], family },
  ],
  validation: { family, problems: 64, at: [3, 6], every: 10 },
};
const rule = rnn({
  name: 'tiny',
  controller: lstm(8),
  inputs: 'incumbent',
  normalise: 'scale-free',
  parallel: false,
}) as LearnedOptimizer;
const familyOf = (settings: unknown): Family => gp(settings as FamilySettings);

async function states(
  recipe: Recipe,
  from?: TrainingState,
  stopAt = Number.POSITIVE_INFINITY,
): Promise<TrainingState[]> {
  const seen: TrainingState[] = [];
  for await (const state of metaTrain(rule, recipe, familyOf, { from })) {
    seen.push(state);
    if (state.iteration === stopAt) break;
  }
  return seen;
}

describe('meta-training', () => {
  it('learns from scratch in seconds: the loss falls, and points at random are beaten', async () => {
    const { curve, chance, chosen, skipped } = (await states(recipe)).at(-1)!;
    expect(curve.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 12 }, (_, i) => 10 * (i + 1)));
    expect(curve[9]!.loss).toBeLessThan(curve[0]!.loss! - 0.05);
    expect(curve.at(-1)!.score).toBeLessThan(curve[0]!.score);
    expect(chosen!.look.best[1]).toBeLessThan(chance[1]!);
    expect(skipped).toBe(0);
  });

  it('continues from a checkpoint as if it had never stopped, to the last bit', async () => {
    const undisturbed = (await states(recipe)).at(-1)!;
    const stopped = (await states(recipe, undefined, 27)).at(-1)!;
    const path = join(folder, 'tiny.checkpoint.safetensors');
    saveCheckpoint(path, recipe, stopped, 12.5);
    const { state: from, seconds } = loadCheckpoint(path, recipe);
    expect(from).toEqual(stopped);
    expect(seconds).toBe(12.5);
    expect((await states(recipe, from)).at(-1)).toEqual(undisturbed);
  });

  it('does not continue a training by another recipe', async () => {
    const path = join(folder, 'other.checkpoint.safetensors');
    saveCheckpoint(path, recipe, (await states(recipe, undefined, 1)).at(-1)!);
    expect(() => loadCheckpoint(path, { ...recipe, clip: 2 })).toThrow(/another version of the recipe tiny-d2/);
  });

  it('trains for parallel workers, and by a mix of losses', async () => {
    const [first] = recipe.phases;
    const workers = { count: [1, 3], spread: 0.5 } as const;
    const phase = { ...first!, iterations: 10, loss: { best: 1, sum: 0.5 }, workers };
    const { curve } = (await states({ ...recipe, phases: [phase] })).at(-1)!;
    expect(Number.isFinite(curve[0]!.loss)).toBe(true);
  });

  it('says at which looks it was worse than independent draws though it had been better', async () => {
    const state = (await states(recipe, undefined, 1)).at(-1)!;
    const looks = [0.5, -1, -0.2, 0.4, -2].map((score, i) => ({ iteration: 10 * (i + 1), loss: 0, best: [], score }));
    expect(divergences({ ...state, chance: [0, 0], curve: looks })).toEqual([40]);
    expect(divergences({ ...state, chance: [-3, -3], curve: looks })).toEqual([]);
  });

  it('leaves out gradients that are not finite, and gives up after twenty in a row', async () => {
    const poisoned: LearnedOptimizer = {
      ...rule,
      weights: (dim, rng) => {
        const weights = rule.weights(dim, rng);
        return { ...weights, v: { ...weights['v']!, data: new Float32Array(dim + 1).fill(Number.NaN) } };
      },
    };
    let skipped = 0;
    const training = metaTrain(poisoned, recipe, familyOf);
    await expect(async () => {
      for await (const state of training) skipped = state.skipped;
    }).rejects.toThrow(/tiny-d2: 20 gradients in a row were not finite, the last at iteration 19/);
    expect(skipped).toBe(19);
  });
});
