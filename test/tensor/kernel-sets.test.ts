/** The two sets of kernels: what a machine without fused multiply-add computes differs in the last places alone. */
import { stream } from 'optbench';
import { fusedEngine, objective, sequential } from 'optbench/learn';
import { expect, it } from 'vitest';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';
import { kernelSet } from '../../src/tensor/kernels.ts';
import gp from '../../suites/gp/family.ts';

it.runIf(kernelSet() === 'fma')(
  'with and without fused multiply-add a training takes the same gradient, to 1e-5',
  () => {
    const rule = rnn({ name: 'tiny', controller: lstm(12), inputs: 'paper', normalise: 'off', parallel: false });
    const family = gp({ split: 'train', dim: 3, kernels: ['matern52'], lengthScale: [0.3, 0.6], features: 32 });
    const work = { address: ['sets'], schedule: sequential(5), loss: 'sum' } as const;
    const loss = objective(rule as Parameters<typeof objective>[0], family, work, { from: 0, to: 9 });
    const weights = rule.weights(3, stream('sets'));
    const [plain, fma] = (['plain', 'fma'] as const).map((set) => fusedEngine(set).slope(weights, loss));
    expect(fma!.loss).toBeCloseTo(plain!.loss, 5);
    for (const [name, slope] of Object.entries(plain!.gradient)) {
      const distance = Math.hypot(...slope.map((g, i) => g - fma!.gradient[name]![i]!));
      expect(distance / Math.hypot(...slope), name).toBeLessThan(1e-5);
    }
  },
);
