/** What bench/l2l.ts trains: the coordinatewise LSTM on quadratics and on a small network, every step an unroll of 20. */
import type { DescentTraining, FamilySettings } from 'optbench/learn';
import { l2l } from '../../baselines/l2l/rule.ts';

const training = (name: string, suite: string, family: FamilySettings, batch: number): DescentTraining => ({
  rule: l2l({ name, input: 'log', scale: 0.1 }),
  recipe: {
    kind: 'descent',
    name,
    seed: 1,
    suite,
    clip: 1,
    phases: [{ iterations: 100_000, unrolls: 1, length: 20, batch, loss: 'sum', rate: [1e-3, 1e-3], family }],
    validation: { family, problems: 1, steps: 1, measure: 'sum', every: 100_000 },
  },
});

const trainings: readonly DescentTraining[] = [
  training('quadratics', 'quadratics', { definition: 'a' }, 128),
  training('mlp', `./l2l-step-network${import.meta.url.slice(-3)}`, {}, 1),
];
export default trainings;
