/** Backpropagation through time against finite differences, at tiny size, for every loss. */
import { stream } from 'optbench';
import { type Batch, loadTf, lossNames, metaGradient, tf, type Weights } from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import { rnn } from '../../baselines/rnn/rule.ts';
import family from '../../suites/gp/family.ts';

beforeAll(async () => {
  await loadTf();
});

const rule = rnn(5);
const functions = family({
  split: 'train',
  dim: 2,
  kernels: ['rbf', 'matern52'],
  lengthScale: [0.3, 0.8],
  features: 32,
});

/** Fresh weights whose proposals are well apart, so that no minimum changes hands within a difference. */
function spread(): Weights {
  const weights = rule.weights(2, stream('gradient'));
  const data = weights['V']!.data.map((value) => 6 * value);
  const v = Float32Array.of(0, 0.7, -0.4);
  return { ...weights, V: { ...weights['V']!, data }, v: { ...weights['v']!, data: v } };
}

describe('the meta-gradient', () => {
  it.each(lossNames)('equals finite differences for the loss %s', (loss) => {
    const batch: Batch = functions.batch(['finite-differences'], 4);
    const settings = { horizon: 5, loss };
    const weights = spread();
    const { gradient } = metaGradient(rule, weights, batch, settings);
    const rng = stream('directions', loss);
    for (const name of Object.keys(weights)) {
      // Along a random direction of each tensor: single precision drowns differences of one weight.
      const direction = weights[name]!.data.map(() => rng.normal());
      const slope = gradient[name]!.reduce((sum, g, i) => sum + g * direction[i]!, 0);
      const at = (step: number): number => {
        const data = weights[name]!.data.map((value, i) => value + step * direction[i]!);
        return metaGradient(rule, { ...weights, [name]: { ...weights[name]!, data } }, batch, settings).loss;
      };
      const size = 3e-4;
      const difference = (at(size) - at(-size)) / (2 * size);
      expect(Math.abs(slope - difference) / Math.max(0.05, Math.abs(difference)), name).toBeLessThan(0.005);
    }
  });

  it('leaves no tensor behind', () => {
    const weights = rule.weights(2, stream('leak'));
    const batch = functions.batch(['leak'], 3);
    const before = tf().memory().numTensors;
    metaGradient(rule, weights, batch, { horizon: 4, loss: 'sum' });
    expect(tf().memory().numTensors).toBe(before);
  });
});
