/**
 * How the shipped weights are trained: `optbench train rnn-d6`, or `optbench train rnn` for all of them.
 *
 * A dense loss first (the sum), on smooth functions and short trajectories; then shorter length-scales and longer
 * trajectories; at last the best-so-far loss. The functions of the last phases cover the suite's prior and reach beyond it.
 */
import type { FamilySettings, Phase, Training } from 'optbench/learn';
import { rnn } from './rule.ts';

/** The dimensions with shipped weights. */
export const dims: readonly number[] = [1, 2, 3, 4, 6];
/** LSTM units. */
export const UNITS = 48;

const features = 256;
const kernels = ['rbf', 'matern52'];

function training(dim: number): Training {
  const family = (low: number, high: number, anisotropy: number): FamilySettings => ({
    dim,
    kernels,
    lengthScale: [low, high],
    anisotropy,
    features,
  });
  const phase = (
    iterations: number,
    horizon: number,
    loss: Phase['loss'],
    rate: Phase['rate'],
    functions: FamilySettings,
  ): Phase => ({
    iterations,
    horizon,
    loss,
    batch: 64,
    rate,
    family: functions,
  });
  return {
    rule: rnn(UNITS),
    recipe: {
      name: `rnn-d${dim}`,
      seed: 1,
      dim,
      suite: 'gp',
      clip: 1,
      phases: [
        phase(400, 10, 'sum', [3e-3, 3e-3], family(0.8, 1.5, 0)),
        phase(500, 15, 'sum', [3e-3, 3e-3], family(0.4, 1.0, 0.2)),
        phase(700, 20, 'sum', [3e-3, 2e-3], family(0.2, 0.7, 0.2)),
        phase(800, 30, 'sum', [2e-3, 1e-3], family(0.15, 0.6, 0.3)),
        phase(800, 50, 'sum', [1.5e-3, 7e-4], family(0.15, 0.6, 0.3)),
        phase(800, 50, 'best', [7e-4, 5e-5], family(0.15, 0.6, 0.3)),
      ],
      validation: {
        family: family(0.2, 0.25, 0),
        problems: 256,
        at: [10, 20, 30, 50],
        every: 100,
      },
    },
  };
}

const trainings: readonly Training[] = dims.map(training);
export default trainings;
