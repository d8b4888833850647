/**
 * How the weights are trained: `optbench train li-malik-logistic`. Li & Malik (2017), Learning to Optimize, section 5: one network
 * for each of three families, 40 steps to an episode; and three ways of training it:
 *
 *   li-malik-logistic       backpropagation through 40 steps, then through 40 at a time of 120; fresh functions in every batch
 *   li-malik-logistic-es    evolution strategies over 40 steps, the whole episode at once
 *   li-malik-logistic-gps   guided policy search as published: 90, 120 and 80 functions, 20 trajectories of 40 steps on each
 *
 * `li-malik-2017` is the network of Learning to Optimize Neural Nets, trained on one problem as there.
 */
import type { DescentTraining, FamilySettings, GuidedTraining } from 'optbench/learn';
import { neural } from './neural.ts';
import { liMalik } from './rule.ts';

/** A family of the paper: how many coordinates its problems have, and how many functions the paper trains on. */
interface Task {
  readonly name: string;
  readonly suite: string;
  readonly family: FamilySettings;
  readonly dim: number;
  readonly functions: number;
}

const tasks: readonly Task[] = [
  { name: 'logistic', suite: 'convex', family: { kind: 'logistic', functions: 'any' }, dim: 4, functions: 90 },
  { name: 'robust', suite: 'convex', family: { kind: 'robust', functions: 'any' }, dim: 4, functions: 120 },
  { name: 'net', suite: 'networks', family: { networks: ['tiny'] }, dim: 12, functions: 80 },
];

const validation = (family: FamilySettings, every: number): DescentTraining['recipe']['validation'] => ({
  family,
  problems: 100,
  steps: 100,
  measure: 'sum',
  every,
});

/**
 * Fresh policies of the network's twelve parameters diverge on some functions, so that sums are about those alone; logarithms at
 * first, and a lower rate, bring them to where sums can be learned from.
 */
const byBackpropagation = ({ name: task, suite, family, dim }: Task): DescentTraining => {
  const name = `li-malik-${task}`;
  const phase = { length: 40, batch: task === 'net' ? 16 : 32, loss: 'sum', family } as const;
  const phases: DescentTraining['recipe']['phases'] =
    task === 'net'
      ? [
          { ...phase, loss: 'log', iterations: 750, unrolls: 1, rate: [1e-3, 5e-4] },
          { ...phase, iterations: 1500, unrolls: 3, rate: [5e-4, 1e-5] },
        ]
      : [
          { ...phase, iterations: 1000, unrolls: 1, rate: [3e-3, 1e-3] },
          { ...phase, iterations: 2000, unrolls: 3, rate: [1e-3, 1e-5] },
        ];
  return {
    rule: liMalik(name, dim),
    recipe: {
      kind: 'descent',
      name,
      seed: 1,
      suite,
      clip: 1,
      phases,
      validation: validation(family, 250),
    },
  };
};

const byEvolution = ({ name: task, suite, family, dim }: Task): DescentTraining => {
  const name = `li-malik-${task}-es`;
  const evolution = { pairs: 1, sigma: 0.01, persistent: false };
  // No term above 1.5: sums are about the few functions on which a perturbed policy diverges.
  const phase = { length: 40, batch: 128, loss: 'bounded', evolution, family } as const;
  return {
    rule: liMalik(name, dim),
    recipe: {
      kind: 'descent',
      name,
      seed: 1,
      suite,
      clip: 1,
      phases: [{ ...phase, iterations: 800, unrolls: 1, rate: [1e-2, 1e-4] }],
      validation: validation(family, 50),
    },
  };
};

const byGuidedSearch = ({ name: task, suite, family, dim, functions }: Task): GuidedTraining => {
  const name = `li-malik-${task}-gps`;
  return {
    rule: liMalik(name, dim),
    recipe: {
      kind: 'guided',
      name,
      seed: 1,
      suite,
      clip: 1,
      phases: [
        {
          iterations: 8,
          descents: 150,
          functions,
          trajectories: 20,
          steps: 40,
          mixture: 10,
          history: 2,
          divergence: 1,
          exploration: 0.1,
          batch: 64,
          rate: [3e-3, 1e-3],
          family,
        },
      ],
      validation: validation(family, 150),
    },
  };
};

const network: FamilySettings = { networks: ['digits-mlp-relu-20-b64'] };

const onNetwork = { unrolls: 5, length: 20, batch: 2, loss: 'sum', family: network } as const;

/**
 * Published: horizon 400, a 48-48-10 network on MNIST projected to 48 numbers. Batches of 64 and ReLU units as there. Fresh networks
 * of 128 units step at random until they imitate Adam.
 */
const onOneNetwork: DescentTraining = {
  rule: neural('li-malik-2017'),
  recipe: {
    kind: 'descent',
    name: 'li-malik-2017',
    seed: 1,
    suite: 'networks',
    clip: 1,
    phases: [
      { ...onNetwork, iterations: 100, rate: [3e-3, 3e-3], imitation: { share: 1, rate: 0.03 } },
      { ...onNetwork, iterations: 300, rate: [1e-3, 3e-4] },
      { ...onNetwork, iterations: 300, unrolls: 10, rate: [3e-4, 1e-5] },
    ],
    validation: { family: network, problems: 4, steps: 100, measure: 'sum', every: 20 },
  },
};

const trainings: readonly (DescentTraining | GuidedTraining)[] = [
  ...tasks.flatMap((task) => [byBackpropagation(task), byEvolution(task), byGuidedSearch(task)]),
  onOneNetwork,
];
export default trainings;
