/** What bench/train.ts trains: LSTM-100 by the sum loss on six-dimensional functions, 128 a batch, 256 waves each. */
import type { Training } from 'optbench/learn';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';

const family = { dim: 6, kernels: ['rbf'], lengthScale: [0.2, 0.2], features: 256 };
const controller = lstm(100);
const rule = rnn({ name: 'meta-step', controller, inputs: 'paper', normalise: 'off', parallel: false });

const trainings: readonly Training[] = [20, 100].map((horizon) => ({
  rule,
  recipe: {
    name: `meta-step-${horizon}`,
    seed: 1,
    dim: 6,
    suite: 'gp',
    clip: 1,
    phases: [{ iterations: 1_000_000, horizon, loss: 'sum', batch: 128, rate: [1e-3, 1e-3], family }],
    validation: { family, problems: 1, at: [1], every: 1_000_000, patience: [] },
  },
}));
export default trainings;
