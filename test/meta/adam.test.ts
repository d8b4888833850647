/** Adam against the update rule of Kingma & Ba (2015), Algorithm 1, written out for one number. */
import { describe, expect, it } from 'vitest';
import { adamStart, adamStep } from '../../src/meta/adam.ts';

const one = (value: number) => ({ w: { shape: [1], data: Float32Array.of(value) } });

describe('Adam', () => {
  it('takes the steps of Algorithm 1, its moments carried from one to the next', () => {
    const gradients = [0.5, -0.2, 0.9, 0.1];
    let [m, v, w] = [0, 0, 1];
    let ours = { weights: one(1) as Parameters<typeof adamStart>[0], adam: adamStart(one(1)) };
    gradients.forEach((g, i) => {
      const t = i + 1;
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      w -= (0.01 * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
      ours = adamStep(ours.weights, ours.adam, { w: Float32Array.of(g) }, { rate: 0.01, clip: 10 })!;
      expect(ours.weights['w']!.data[0]).toBeCloseTo(w, 5);
      expect(ours.adam.t).toBe(t);
    });
  });

  it('follows a gradient that is too long only as far as the clip', () => {
    const start = adamStart(one(0));
    const long = adamStep(one(0), start, { w: Float32Array.of(50) }, { rate: 0.01, clip: 1 });
    expect(long!.adam.m['w']!.data[0]).toBeCloseTo(0.1, 6);
  });

  it('takes no step along a gradient that is not finite', () => {
    for (const slope of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(adamStep(one(0), adamStart(one(0)), { w: Float32Array.of(slope) }, { rate: 0.01, clip: 1 })).toBe(
        undefined,
      );
    }
  });

  it('changes nothing that it is given', () => {
    const [weights, gradient] = [one(1), { w: Float32Array.of(2) }];
    const adam = adamStart(weights);
    adamStep(weights, adam, gradient, { rate: 0.01, clip: 10 });
    expect([weights, adam, gradient]).toEqual([one(1), adamStart(one(1)), { w: Float32Array.of(2) }]);
  });
});
