/**
 * How the shipped weights are trained: `optbench train rnn-oi-d6`, or `optbench train rnn-oi` for all of a design.
 *
 * A dense loss comes first, on smooth functions and short trajectories, then the paper's length-scale and longer
 * trajectories, at last the loss that the design is named after. In few dimensions the sum teaches the network to stay
 * where it is before it has looked around: there the best-so-far loss takes its place.
 */
import type { FamilySettings, Loss, LossName, Phase, Training } from 'optbench/learn';
import type { Design } from './design.ts';
import { expected, faithful, improvement, parallel, robust, sum } from './designs.ts';
import { rnn } from './rule.ts';

type Range = readonly [number, number];

/** The paper's functions: RBF kernel, length-scale 0.2 (docs/suites.md, chen2017). */
const LENGTH_SCALE = 0.2;
const FEATURES = 128;

const family = (dim: number, lengthScale: Range, settings: FamilySettings = {}): FamilySettings => ({
  dim,
  kernels: ['rbf'],
  lengthScale,
  features: FEATURES,
  ...settings,
});

/** On the paper's functions, to a horizon of 100, towards one of its losses. */
function published(design: Design, dim: number, last: LossName, length = 1): Training {
  const dense: Loss = dim < 3 ? 'best' : 'sum';
  const at = LENGTH_SCALE;
  const phase = (iterations: number, horizon: number, loss: Loss, batch: number, rate: Range, scale: Range): Phase => ({
    iterations: Math.round(length * iterations),
    horizon,
    loss,
    batch,
    rate,
    family: family(dim, scale),
    ...(design.parallel && { workers: { count: [1, 10], spread: 0.5 } }),
  });
  return {
    rule: rnn(design),
    recipe: {
      name: `${design.name}-d${dim}`,
      seed: 1,
      dim,
      suite: 'gp',
      clip: 1,
      phases: [
        phase(250, 10, dense, 128, [3e-3, 3e-3], [0.3, 1]),
        phase(600, 20, dense, 128, [3e-3, 3e-3], [at, 0.6]),
        phase(1500, 50, last === 'sum' ? 'sum' : 'best', 64, [3e-3, 3e-4], [at, at]),
        // Expected improvement takes O(T^3) for each function.
        last === 'expected'
          ? phase(500, 50, last, 32, [3e-4, 2e-5], [at, at])
          : phase(600, 100, last, 64, [3e-4, 2e-5], [at, at]),
      ],
      validation: {
        family: family(dim, [at, at]),
        problems: 512,
        at: [6, 11, 21, 31, 51, 76, 100],
        every: 100,
      },
    },
  };
}

/** On functions of many length-scales, to a horizon of 50. */
function broad(dim: number): Training {
  const kinds = (lengthScale: Range, anisotropy: number): FamilySettings =>
    family(dim, lengthScale, { kernels: ['rbf', 'matern52'], anisotropy });
  const batch = dim < 3 ? 32 : 64;
  const phase = (
    iterations: number,
    horizon: number,
    loss: Loss,
    rate: Range,
    lengthScale: Range,
    anisotropy: number,
  ): Phase => ({ iterations, horizon, loss, batch, rate, family: kinds(lengthScale, anisotropy) });
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
      validation: { family: kinds([0.2, 0.25], 0), problems: 256, at: [10, 20, 30, 50], every: 100 },
    },
  };
}

const trainings: readonly Training[] = [
  ...[1, 2, 3, 4, 6].map(broad),
  ...[1, 2, 3, 4, 6, 9].map((dim) => published(improvement, dim, 'improvement')),
  ...[3, 6, 9].map((dim) => published(sum, dim, 'sum')),
  ...[3, 6].map((dim) => published(expected, dim, 'expected')),
  published(parallel, 6, 'improvement'),
  ...[1, 3, 6].map((dim) => published(faithful, dim, 'improvement')),
];
export default trainings;
