/**
 * How the weights are trained: `optbench train rnnprop`. Lv et al. (2017), section 5: unrolls of 20 steps out of 100, the loss at
 * the end of each, a network whose parameters are rescaled at random, coordinate by coordinate, and a convex function beside it.
 *
 * `rnnprop-enhanced` is the same network by the recipe of Chen et al. (2020), Training Stronger Baselines for Learning to Optimize:
 * the imitation of Adam, and ever longer episodes. Deviation: the paper imitates all along, in ever fewer episodes; here only at first,
 * in one episode of ten. Its gradient is far the longer, and with Adam's moments full of it the network forgets the rest.
 */
import type { DescentPhase, DescentTraining, FamilySettings } from 'optbench/learn';
import { rnnprop } from './rule.ts';

const network: FamilySettings = { networks: ['digits-mlp-sigmoid-20'] };
const convex: FamilySettings = { suite: 'quadratics', definition: 'a', dim: 20 };

const phase = (iterations: number, unrolls: number, more: Partial<DescentPhase> = {}): DescentPhase => ({
  iterations,
  unrolls,
  length: 20,
  batch: 4,
  loss: 'relative',
  rate: [1e-3, 1e-4],
  family: [network, convex],
  rescale: { level: 'coordinate', range: [Math.exp(-3), Math.exp(3)] },
  ...more,
});

const training = (name: string, phases: readonly DescentPhase[]): DescentTraining => ({
  rule: rnnprop(name),
  recipe: {
    kind: 'descent',
    name,
    seed: 1,
    suite: 'networks',
    clip: 1,
    phases,
    validation: { family: network, problems: 4, steps: 200, measure: 'sum', every: 100 },
  },
});

const imitation = { share: 0.1, rate: 0.03 };
const trainings: readonly DescentTraining[] = [
  training('rnnprop', [phase(6000, 5, { rate: [1e-3, 1e-5] })]),
  training('rnnprop-enhanced', [
    phase(600, 5, { imitation, rate: [1e-3, 1e-3] }),
    phase(3000, 5, { rate: [1e-3, 1e-4] }),
    phase(1200, 10, { rate: [1e-4, 5e-5] }),
    phase(1200, 20, { rate: [5e-5, 1e-5] }),
  ]),
];
export default trainings;
