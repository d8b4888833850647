/**
 * How the weights are trained: `optbench train hierarchical-rnn`. Wichrowska et al. (2017), section 4: the mean of log f over unrolls
 * of heavy-tailed number and length, on a corpus of small problems that has no networks on data (suites/wichrowska).
 *
 * Deviation, to what a laptop does in some minutes: unrolls of 20 + Exp(20) steps, 1 + Exp(4) of them (50 + Exp(200) and
 * 1 + Exp(40) in the paper), 15 of the 18 groups, two problems at a time, Adam for RMSProp with a rate of 1e-6; and the loss on
 * the minibatch that the network is told.
 */
import type { DescentTraining } from 'optbench/learn';
import { type Design, hierarchicalRnn } from './rule.ts';

/** The groups of the corpus that are quick: without networks and matrix products, which take most of the time of all. */
const groups = [
  'quadratic',
  'quadratic-noisy',
  'bowl',
  'bowl-noisy',
  'plane',
  'plane-noisy',
  'softmax',
  'softmax-noisy',
  'log',
  'sparse',
  'rescale',
  'norm',
  'norm-noisy',
  'sum',
  'sum-noisy',
];

/** The network as released; with the attention that the paper adds and the released code leaves off; and without one of its parts. */
export const designs: readonly Design[] = [
  { name: 'hierarchical-rnn' },
  { name: 'hierarchical-rnn-attention', attention: true },
  { name: 'hierarchical-rnn-no-scaling', scaling: false },
  { name: 'hierarchical-rnn-one-scale', scales: 1 },
  { name: 'hierarchical-rnn-no-hierarchy', hierarchy: false },
];

const training = (design: Design): DescentTraining => ({
  rule: hierarchicalRnn(design),
  recipe: {
    kind: 'descent',
    name: design.name,
    seed: 1,
    suite: 'wichrowska',
    clip: 1,
    phases: [
      {
        iterations: 2000,
        unrolls: { least: 1, mean: 4 },
        length: { least: 20, mean: 20 },
        batch: 2,
        loss: 'log',
        rate: [1e-2, 5e-4],
        family: { groups },
      },
    ],
    validation: {
      family: [{ groups: ['quadratic'] }, { groups: ['plane'] }, { groups: ['softmax'] }],
      problems: 3,
      steps: 100,
      measure: 'log',
      every: 100,
    },
  },
});

const trainings: readonly DescentTraining[] = designs.map(training);
export default trainings;
