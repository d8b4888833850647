/**
 * How the shipped weights are trained: `optbench train rnn-d6`, or `optbench train rnn` for all of them.
 *
 * In six dimensions a dense loss comes first (the sum), on smooth functions and short trajectories, then shorter
 * length-scales and longer trajectories, at last the best-so-far loss. In fewer dimensions the sum teaches the network to
 * stay where it is before it has looked around: there the best-so-far loss comes early, or from the start. The functions of
 * the last phases cover the suite's prior and reach beyond it: longer length-scales, other ones in every coordinate.
 */
import type { FamilySettings, Phase, Training } from 'optbench/learn';
import { robust } from './designs.ts';
import { rnn } from './rule.ts';

/** The dimensions with shipped weights. */
export const dims: readonly number[] = [1, 2, 3, 4, 6];

const features = 128;
const kernels = ['rbf', 'matern52'];

type Loss = Phase['loss'];
type Range = readonly [number, number];

function training(dim: number): Training {
  const family = ([low, high]: Range, anisotropy: number): FamilySettings => ({
    dim,
    kernels,
    lengthScale: [low, high],
    anisotropy,
    features,
  });
  const batch = dim < 3 ? 32 : 64;
  const phase = (
    iterations: number,
    horizon: number,
    loss: Loss,
    rate: Range,
    lengthScale: Range,
    anisotropy: number,
  ): Phase => ({
    iterations,
    horizon,
    loss,
    batch,
    rate,
    family: family(lengthScale, anisotropy),
  });
  const phases =
    dim < 3
      ? [
          phase(300, 10, 'best', [3e-3, 3e-3], [0.15, 0.6], 0.2),
          phase(500, 20, 'best', [3e-3, 3e-3], [0.15, 0.5], 0.2),
          phase(600, 30, 'best', [3e-3, 2e-3], [0.15, 0.5], 0.2),
          phase(1200, 50, 'best', [2e-3, 5e-5], [0.15, 0.5], 0.2),
        ]
      : dim < 6
        ? [
            phase(300, 10, 'sum', [2e-3, 2e-3], [0.5, 1.2], 0),
            phase(700, 20, 'best', [2e-3, 1.5e-3], [0.2, 0.7], 0.2),
            phase(600, 30, 'best', [1.5e-3, 1e-3], [0.18, 0.6], 0.2),
            phase(800, 50, 'best', [1e-3, 5e-5], [0.15, 0.6], 0.2),
          ]
        : [
            phase(300, 10, 'sum', [3e-3, 3e-3], [0.5, 1.2], 0),
            phase(500, 20, 'sum', [3e-3, 3e-3], [0.25, 0.8], 0.2),
            phase(700, 30, 'sum', [3e-3, 1.5e-3], [0.18, 0.6], 0.2),
            phase(1000, 50, 'best', [1.5e-3, 5e-5], [0.18, 0.6], 0.2),
          ];
  return {
    rule: rnn(robust),
    recipe: {
      name: `rnn-d${dim}`,
      seed: 1,
      dim,
      suite: 'gp',
      clip: 1,
      phases,
      validation: {
        family: family([0.2, 0.25], 0),
        problems: 256,
        at: [10, 20, 30, 50],
        every: 100,
      },
    },
  };
}

const trainings: readonly Training[] = dims.map(training);
export default trainings;
