/** The laws of learned optimizers, on every set of shipped weights and on fresh ones. */

import { fileURLToPath } from 'node:url';
import { stream } from 'optbench';
import { loadTf, loadWeights, numbersOf, tf, type Weights } from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import { dims, UNITS } from '../baselines/rnn/recipes.ts';
import { rnn } from '../baselines/rnn/rule.ts';
import family from '../suites/gp/family.ts';

beforeAll(async () => {
  await loadTf();
});

const rule = rnn(UNITS);
const shipped = (dim: number): Weights =>
  loadWeights(fileURLToPath(new URL(`../baselines/rnn/weights/rnn-d${dim}.safetensors`, import.meta.url)), {
    rule: 'rnn',
    dim,
    shapes: rule.weights(dim, stream('shapes')),
  }).weights;

describe.each(dims)('in %i dimensions', (dim) => {
  const functions = family({ split: 'validation', dim, kernels: ['rbf'], lengthScale: [0.3, 0.3], features: 64 });

  it.each(['fresh', 'shipped'])('a batched step equals a frozen step, with %s weights', (which) => {
    const weights = which === 'fresh' ? rule.weights(dim, stream('fresh')) : shipped(dim);
    const size = 3;
    const batch = functions.batch(['law'], size);
    const rollouts = Array.from({ length: size }, () => rule.rollout(weights, dim));
    const theta = Object.fromEntries(
      Object.entries(weights).map(([name, { shape, data }]) => [name, tf().tensor(data, shape as number[])]),
    );
    let { x, state } = rule.begin(theta, { dim, size });
    for (let t = 0; t < 20; t++) {
      const points = numbersOf(x).slice();
      const value = batch.value(x);
      rollouts.forEach((rollout, b) => {
        const mine = points.slice(b * dim, (b + 1) * dim);
        rollout.propose().forEach((coordinate, k) => {
          expect(Math.abs(coordinate - mine[k]!), `step ${t}, problem ${b}, coordinate ${k}`).toBeLessThan(1e-5);
        });
        // Each continues from the batch's point: what is compared is a step, not how rounding spreads over twenty.
        rollout.observe(Float64Array.from(mine), numbersOf(value)[b]!);
      });
      ({ x, state } = rule.step(theta, state, { x, value }));
    }
  });
});
