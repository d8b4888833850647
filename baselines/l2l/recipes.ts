/**
 * How the weights are trained: `optbench train l2l-quadratics`. Andrychowicz et al. (2016), section 3: unrolls of 20 steps out of 100,
 * a step of Adam after each, one network for each kind of problem.
 *
 * Deviation: on Gaussian quadratics too the gradient comes in by its logarithm; as it is, a network of the same size ended at a sum
 * of 67 over 100 steps, with the logarithm at 60.
 */
import type { DescentPhase, DescentTraining, FamilySettings } from 'optbench/learn';
import { type Design, l2l } from './rule.ts';

/** The networks that ship. */
export const designs = {
  quadratics: { name: 'l2l-quadratics', input: 'log', scale: 1 },
  uniform: { name: 'l2l-quadratics-b', input: 'plain', scale: 1 },
  mlp: { name: 'l2l-mlp', input: 'log', scale: 0.1 },
  conv: { name: 'l2l-conv', input: 'log', scale: 0.1, two: true },
  averaging: { name: 'l2l-gac', input: 'log', scale: 0.1, averaging: 5 },
  together: { name: 'l2l-gac-quadratics', input: 'log', scale: 1, averaging: 10 },
} as const satisfies Record<string, Design>;

const onQuadratics = (
  design: Design,
  definition: 'a' | 'b',
  phase: Pick<DescentPhase, 'iterations' | 'batch' | 'rate'>,
): DescentTraining => ({
  rule: l2l(design),
  recipe: {
    kind: 'descent',
    name: design.name,
    seed: 1,
    suite: 'quadratics',
    clip: 10,
    phases: [
      {
        ...phase,
        unrolls: 5,
        length: 20,
        loss: 'sum',
        family: { definition },
      },
    ],
    validation: { family: { definition }, problems: 256, steps: 100, measure: 'sum', every: 500 },
  },
});

const onNetworks = (design: Design, network: string, iterations: number): DescentTraining => {
  const family: FamilySettings = { networks: [network] };
  return {
    rule: l2l(design),
    recipe: {
      kind: 'descent',
      name: design.name,
      seed: 1,
      suite: 'networks',
      clip: 1,
      phases: [{ iterations, unrolls: 5, length: 20, batch: 2, loss: 'sum', rate: [3e-3, 1e-4], family }],
      validation: { family, problems: 4, steps: 100, measure: 'sum', every: 100 },
    },
  };
};

const trainings: readonly DescentTraining[] = [
  onQuadratics(designs.quadratics, 'a', { iterations: 20000, batch: 16, rate: [1e-2, 1e-4] }),
  onQuadratics(designs.uniform, 'b', { iterations: 4000, batch: 16, rate: [2e-3, 1e-4] }),
  onQuadratics(designs.together, 'a', { iterations: 100000, batch: 64, rate: [1e-2, 1e-4] }),
  onNetworks(designs.mlp, 'digits-mlp-sigmoid-20-init0.01', 1500),
  onNetworks(designs.averaging, 'digits-mlp-sigmoid-20-init0.01', 1500),
  onNetworks(designs.conv, 'digits-conv-relu-8-16-init0.01', 1500),
];
export default trainings;
