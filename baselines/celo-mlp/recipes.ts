/**
 * How the weights are trained: `optbench train celo-mlp`. Persistent evolution strategies (Vicol et al. 2021) on small networks
 * whose parameters are rescaled at random, all of a network by one factor, as Celo2 does.
 *
 * Deviation: about a thousandth of Celo2's budget (100 000 iterations of 50 steps on 4 data sets with 8 pairs each), and networks
 * of 300 to 800 parameters: what a laptop does in some minutes. Factors from 0.03 to 30 for 0.001 to 1000: at a fixed
 * learning rate a factor is as good as another rate, and beyond these a network does not move, or diverges, and teaches nothing.
 */
import type { DescentTraining } from 'optbench/learn';
import { celoMlp } from './rule.ts';

/** The learning rate that it is trained at; times the factor, 0.0003 to 0.3. */
const RATE = 0.01;

const networks = [
  'digits-mlp-relu-10-b32',
  'digits-mlp-tanh-10-b32',
  'cancer-mlp-relu-10-b32',
  'cancer-mlp-tanh-8-8-b32',
];

const trainings: readonly DescentTraining[] = [
  {
    rule: celoMlp('celo-mlp', RATE),
    recipe: {
      kind: 'descent',
      name: 'celo-mlp',
      seed: 1,
      suite: 'networks',
      clip: 1,
      phases: [
        {
          iterations: 2000,
          unrolls: { from: 2, to: 20 },
          length: 20,
          batch: 2,
          loss: 'bounded',
          rate: [5e-3, 5e-4],
          family: { networks },
          rescale: { level: 'all', range: [0.03, 30] },
          evolution: { pairs: 2, sigma: 0.03, persistent: true },
        },
      ],
      validation: {
        family: [{ networks: ['digits-mlp-relu-20-b64'] }, { networks: ['cancer-mlp-tanh-10-b64'] }],
        problems: 2,
        steps: 200,
        measure: 'sum',
        every: 100,
      },
    },
  },
];
export default trainings;
