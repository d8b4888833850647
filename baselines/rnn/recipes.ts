/**
 * How the shipped weights are trained: `optbench train rnn-oi-d6`, or `optbench train rnn-oi` for all of a design.
 *
 * A dense loss comes first, on smooth functions and short trajectories, then the paper's length-scale and longer
 * trajectories, at last the loss that the design is named after. In few dimensions the sum teaches the network to stay
 * where it is before it has looked around: there the best-so-far loss takes its place.
 */
import {
  type FamilySettings,
  type Imitation,
  type Loss,
  type LossName,
  type Phase,
  type Training,
  weightsIn,
} from 'optbench/learn';
import type { Design } from './design.ts';
import { constrained, expected, faithful, improvement, memory, parallel, robust, sum } from './designs.ts';
import { rnn } from './rule.ts';

const folder = new URL('./weights/', import.meta.url);

type Range = readonly [number, number];

/**
 * The paper's functions: RBF kernel, length-scale 0.2; in nine dimensions the paper's own curve of an oracle suggests a longer
 * one, so there all from 0.2 to 0.4 (docs/suites.md, chen2017).
 */
const lengthScales = (dim: number): Range => (dim === 9 ? [0.2, 0.4] : [0.2, 0.2]);
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
  const at = lengthScales(dim);
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
        phase(600, 20, dense, 128, [3e-3, 3e-3], [at[0], 0.6]),
        phase(1500, 50, last === 'sum' ? 'sum' : 'best', 64, [3e-3, 3e-4], at),
        // Expected improvement takes O(T^3) for each function.
        last === 'expected' ? phase(500, 50, last, 32, [3e-4, 2e-5], at) : phase(600, 100, last, 64, [3e-4, 2e-5], at),
      ],
      validation: {
        family: family(dim, at),
        problems: 512,
        at: [6, 11, 21, 31, 51, 76, 100],
        every: 100,
      },
    },
  };
}

/**
 * On functions of many kinds, to a horizon of 100: samples of Gaussian processes with short to middling length-scales take turns
 * with the family `broad`. On `broad` alone the network learns to refine and forgets how to look around.
 */
function robustly(dim: number): Training {
  const process = (lengthScale: Range): FamilySettings => ({
    dim,
    kernels: ['rbf', 'matern52'],
    lengthScale,
    anisotropy: 0.2,
    features: FEATURES,
  });
  const broad: FamilySettings = { suite: 'broad', dim, features: FEATURES };
  const smooth = [process([0.4, 1.2]), { ...broad, rough: false, lengthScale: [0.4, 2] }];
  const mixed = [process([0.15, 0.6]), broad];
  const phase = (
    iterations: number,
    horizon: number,
    loss: Loss,
    rate: Range,
    family: readonly FamilySettings[],
  ): Phase => ({ iterations, horizon, loss, batch: 64, rate, family });
  const dense: Loss = dim < 3 ? 'best' : 'sum';
  return {
    rule: rnn(robust),
    recipe: {
      name: `rnn-d${dim}`,
      seed: 1,
      dim,
      suite: 'gp',
      clip: 1,
      phases: [
        phase(400, 10, dense, [3e-3, 3e-3], smooth),
        phase(1200, 20, dense, [3e-3, 3e-3], mixed),
        phase(2400, 50, 'best', [3e-3, 1e-4], mixed),
        phase(400, 100, 'best', [1e-4, 2e-5], mixed),
      ],
      validation: { family: mixed, problems: 384, at: [11, 21, 31, 51, 100], every: 100 },
    },
  };
}

/**
 * With the paper's inputs the loss of trajectories alone leads nowhere. So first the network learns to propose what one that is
 * shown its incumbent would (`rnn-oi`, trained on the same functions), from x and y alone: where that one goes, then also
 * where it goes itself; after that, the paper's losses.
 */
function faithfully(dim: number): Training {
  const at = lengthScales(dim);
  const phase = (iterations: number, horizon: number, loss: Phase['loss'], batch: number, rate: Range): Phase => ({
    iterations,
    horizon,
    loss,
    batch,
    rate,
    family: family(dim, at),
  });
  const lesson = (own: number): Imitation => ({ imitation: { own } });
  const { rule, recipe } = published(faithful, dim, 'improvement');
  const master = rnn(improvement);
  return {
    rule,
    teacher: { rule: master, weights: (d) => weightsIn(folder, master).of(d).weights },
    recipe: {
      ...recipe,
      // The network as the paper has it: one episode, however long.
      validation: { ...recipe.validation, patience: [] },
      phases: [
        phase(1500, 20, lesson(0), 128, [3e-3, 2e-3]),
        phase(1500, 20, lesson(0.5), 128, [2e-3, 5e-4]),
        phase(1000, 50, lesson(0.5), 64, [1e-3, 3e-4]),
        // Adam's moments are those of far smaller gradients at first.
        phase(400, 50, 'best', 64, [1e-5, 2e-4]),
        phase(2000, 50, 'best', 64, [2e-4, 5e-5]),
        phase(500, 100, 'improvement', 64, [5e-5, 1e-5]),
      ],
    },
  };
}

/** Under constraints, with the loss of TV et al. (2019): the regret, and 0.2 of the violations. */
function underConstraints(dim: number): Training {
  const family: FamilySettings = { dim, constrained: true };
  const phase = (iterations: number, horizon: number, value: LossName, rate: Range): Phase => ({
    iterations,
    horizon,
    loss: { [value]: 1, violation: 0.2 },
    batch: 64,
    rate,
    family,
  });
  return {
    rule: rnn(constrained),
    recipe: {
      name: `${constrained.name}-d${dim}`,
      seed: 1,
      dim,
      suite: 'gmm-df',
      clip: 1,
      phases: [
        phase(300, 5 * dim, 'best', [3e-3, 3e-3]),
        phase(900, 10 * dim, 'best', [3e-3, 2e-3]),
        phase(1200, 10 * dim, 'regret', [2e-3, 3e-5]),
      ],
      validation: { family, problems: 512, at: [5 * dim, 10 * dim], every: 100, patience: [] },
    },
  };
}

const trainings: readonly Training[] = [
  ...[1, 2, 3, 4, 6, 9].map(robustly),
  ...[1, 2, 3, 4, 6, 9].map((dim) => published(improvement, dim, 'improvement')),
  ...[3, 6, 9].map((dim) => published(sum, dim, 'sum')),
  ...[3, 6].map((dim) => published(expected, dim, 'expected')),
  published(memory, 6, 'improvement'),
  published(parallel, 6, 'improvement'),
  ...[3, 6].map(faithfully),
  underConstraints(2),
];
export default trainings;
