/**
 * Persistent evolution strategies against the full gradient, on gradient descent with a learned rate: the sum of their estimates
 * over an episode has the full gradient as its mean, that of truncated evolution strategies does not.
 */
import { formula, reals, type Vector } from 'optbench';
import { type DescentFamily, type LearnedDescent, ProblemBatch, type Weights } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { PersistentEpisode } from '../../src/meta/descent/persistent.ts';

const [UNROLLS, LENGTH, SIGMA] = [4, 3, 0.02];
const curvatures = [1, 0.2];
const start = [1, 2];
/** Log of the rate: so slow that every unroll inherits much from those before it. */
const LOG_RATE = -2;

const bowl: DescentFamily = {
  name: 'bowl',
  split: 'train',
  sample: (address) =>
    formula({
      id: address.join('-'),
      space: reals(2),
      source: 'a quadratic',
      init: () => Float64Array.from(start),
      value: (x: Vector) => x.reduce((sum, v, i) => sum + 0.5 * curvatures[i]! * v * v, 0),
      gradient: (x: Vector) => x.map((v, i) => curvatures[i]! * v),
    }) as ReturnType<DescentFamily['sample']>,
};

const learnedRate: LearnedDescent = {
  name: 'learned-rate',
  source: 'gradient descent',
  weights: () => weightsOf(LOG_RATE),
  rule: (weights) => (x, g) => x.map((v, i) => v - Math.exp(weights['rate']!.data[0]!) * g[i]!),
};

function weightsOf(logRate: number): Weights {
  return { rate: { shape: [1], data: Float32Array.of(logRate) } };
}

/** The sum over the unrolls of the mean value at each one's points, in closed form: x_i(t) = (1 - rate h_i)^t x_i(0). */
function episodeLoss(logRate: number): number {
  let sum = 0;
  for (let u = 0; u < UNROLLS; u++) {
    for (let t = u * LENGTH; t <= (u + 1) * LENGTH; t++) {
      const value = curvatures.reduce(
        (f, h, i) => f + 0.5 * h * ((1 - Math.exp(logRate) * h) ** t * start[i]!) ** 2,
        0,
      );
      sum += value / (LENGTH + 1);
    }
  }
  return sum;
}

/** The summed estimates of many episodes: their mean, and its standard error. */
function estimates(persistent: boolean): { readonly mean: number; readonly error: number; readonly loss: number } {
  const [episodes, pairs] = [40, 100];
  const batch = new ProblemBatch(bowl, ['bowl'], { from: 0, to: 1 });
  let loss = 0;
  const sums = Array.from({ length: episodes }, (_, k) => {
    const evolution = { pairs, sigma: SIGMA, persistent };
    const weights = weightsOf(LOG_RATE);
    const episode = new PersistentEpisode(learnedRate, weights, batch, UNROLLS * LENGTH, ['unbiased', k], evolution);
    let sum = 0;
    for (let u = 0; u < UNROLLS; u++) {
      const slope = episode.unroll(weights, LENGTH, 'sum');
      sum += slope.gradient['rate']![0]!;
      loss += slope.loss / episodes;
    }
    return sum;
  });
  const mean = sums.reduce((all, sum) => all + sum, 0) / episodes;
  const variance = sums.reduce((all, sum) => all + (sum - mean) ** 2, 0) / (episodes - 1);
  return { mean, error: Math.sqrt(variance / episodes), loss };
}

describe('evolution strategies over an episode of several unrolls', () => {
  const full = (episodeLoss(LOG_RATE + 1e-4) - episodeLoss(LOG_RATE - 1e-4)) / 2e-4;

  it('see the losses of the episode', () => {
    expect(estimates(true).loss / episodeLoss(LOG_RATE)).toBeCloseTo(1, 3);
  });

  it('have the full gradient as their mean where they are persistent', () => {
    const { mean, error } = estimates(true);
    expect(error).toBeLessThan(0.05 * Math.abs(full));
    expect(Math.abs(mean - full)).toBeLessThan(3 * error);
  });

  it('are biased towards the near future where they are truncated', () => {
    const { mean, error } = estimates(false);
    expect(Math.abs(mean)).toBeLessThan(0.6 * Math.abs(full));
    expect(Math.abs(mean - full)).toBeGreaterThan(20 * error);
  });

  it('are exact in one unroll, persistent or not', () => {
    const batch = new ProblemBatch(bowl, ['bowl'], { from: 0, to: 1 });
    const [one, other] = [true, false].map((persistent) =>
      new PersistentEpisode(learnedRate, weightsOf(LOG_RATE), batch, LENGTH, ['one'], {
        pairs: 3,
        sigma: SIGMA,
        persistent,
      }).unroll(weightsOf(LOG_RATE), LENGTH, 'sum'),
    );
    expect(one).toEqual(other);
  });
});
