/** Meta-training end to end at tiny size: it learns, it can be stopped and continued, and it says when it is hopeless. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tensor2D } from '@tensorflow/tfjs';
import { stream } from 'optbench';
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
import { rnn } from '../../baselines/rnn/rule.ts';
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
    { iterations: 45, horizon: 4, loss: 'sum', batch: 32, rate: [1e-2, 1e-2], family },
    { iterations: 15, horizon: 6, loss: 'best', batch: 32, rate: [5e-3, 1e-3], family },
  ],
  validation: { family, problems: 64, at: [3, 6], every: 10 },
};
const rule: LearnedOptimizer = rnn(8);
const familyOf = (settings: unknown): Family => gp(settings as FamilySettings);

async function states(
  recipe: Recipe,
  from?: TrainingState,
  stopAt = Number.POSITIVE_INFINITY,
): Promise<TrainingState[]> {
  const seen: TrainingState[] = [];
  for await (const state of metaTrain(rule, recipe, familyOf, from)) {
    seen.push(state);
    if (state.iteration === stopAt) break;
  }
  return seen;
}

describe('meta-training', () => {
  it('learns from scratch in seconds: the loss falls, and points at random are beaten', async () => {
    const { curve, chance, chosen, skipped } = (await states(recipe)).at(-1)!;
    expect(curve.map(({ iteration }) => iteration)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(curve[3]!.loss).toBeLessThan(curve[0]!.loss - 0.05);
    expect(curve.at(-1)!.score).toBeLessThan(curve[0]!.score);
    expect(chosen!.look.best[1]).toBeLessThan(chance[1]!);
    expect(skipped).toBe(0);
  });

  it('continues from a checkpoint as if it had never stopped, to the last bit', async () => {
    const undisturbed = (await states(recipe)).at(-1)!;
    const stopped = (await states(recipe, undefined, 27)).at(-1)!;
    const path = join(folder, 'tiny.checkpoint.safetensors');
    saveCheckpoint(path, recipe, stopped);
    const from = loadCheckpoint(path, recipe);
    expect(from).toEqual(stopped);
    expect((await states(recipe, from)).at(-1)).toEqual(undisturbed);
  });

  it('does not continue a training by another recipe', async () => {
    const path = join(folder, 'other.checkpoint.safetensors');
    saveCheckpoint(path, recipe, (await states(recipe, undefined, 1)).at(-1)!);
    expect(() => loadCheckpoint(path, { ...recipe, clip: 2 })).toThrow(/another version of the recipe tiny-d2/);
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

describe('the gp family', () => {
  const functions = gp({
    split: 'train',
    dim: 3,
    kernels: ['rbf', 'matern52'],
    lengthScale: [0.2, 0.6],
    anisotropy: 0.3,
    features: 64,
  });

  it("gives every batch's row the values and gradients of its sample", async () => {
    const { loadTf, numbersOf, tf } = await import('optbench/learn');
    await loadTf();
    const rng = stream('points');
    const points = Float32Array.from({ length: 12 }, () => rng.next());
    const batch = functions.batch(['law', 1], 4);
    const x = tf().tensor2d(points, [4, 3]);
    const values = numbersOf(batch.value(x));
    const slopes = numbersOf(tf().grad((x) => tf().sum(batch.value(x as Tensor2D)))(x));
    for (let b = 0; b < 4; b++) {
      const oracle = await functions.sample(['law', 1, b]).start(stream('unused'));
      const point = Float64Array.from(points.subarray(3 * b, 3 * b + 3));
      const ticket = { id: 0, order: 1, signal: new AbortController().signal } as const;
      const { value, gradient } = await oracle.evaluate(point, ticket);
      expect(values[b]).toBeCloseTo(value, 5);
      gradient!.forEach((g, k) => {
        expect(slopes[3 * b + k]).toBeCloseTo(g, 4);
      });
    }
  });

  it('draws other functions for training than for validation', () => {
    const at = Float64Array.of(0.3, 0.6, 0.1);
    const values = (['train', 'validation'] as const).map((split) => {
      const problem = gp({ split, dim: 3, kernels: ['rbf'], lengthScale: [0.3, 0.3], features: 64 }).sample(['same']);
      const oracle = problem.start(stream('unused')) as { evaluate(x: Float64Array, t: unknown): { value: number } };
      return oracle.evaluate(at, { order: 0 }).value;
    });
    expect(values[0]).not.toBe(values[1]);
  });
});
