/** Trainings that take a second, beside a family of which some batches are not finite. */
import type { DescentTraining, FamilySettings, Training } from 'optbench/learn';
import { lstm } from '../../../baselines/rnn/lstm.ts';
import { rnn } from '../../../baselines/rnn/rule.ts';
import { rnnprop } from '../../../baselines/rnnprop/rule.ts';

const functions = { dim: 2, kernels: ['rbf'], lengthScale: [0.5, 1], features: 16 };
const controller = lstm(4);
const rule = rnn({ name: 'tiny', controller, inputs: 'incumbent', normalise: 'scale-free', parallel: false });

function training(name: string, iterations: number, suite: string, family: FamilySettings = functions): Training {
  return {
    rule,
    recipe: {
      name,
      seed: 1,
      dim: 2,
      suite,
      clip: 1,
      phases: [{ iterations, horizon: 3, loss: 'sum', batch: 70, rate: [1e-2, 1e-3], family }],
      validation: { family, problems: 16, at: [2, 4], every: iterations / 4 },
    },
  };
}

const quadratic: FamilySettings = { definition: 'a', dim: 3 };
const gradientMethod: DescentTraining = {
  rule: rnnprop('tiny-descent'),
  recipe: {
    kind: 'descent',
    name: 'tiny-descent',
    seed: 1,
    suite: 'quadratics',
    clip: 1,
    phases: [
      { iterations: 24, unrolls: 3, length: 4, batch: 5, loss: 'relative', rate: [1e-2, 1e-3], family: quadratic },
    ],
    validation: { family: quadratic, problems: 4, steps: 12, measure: 'log', every: 6 },
  },
};

/** One problem at a time, large enough to be cut among threads. */
const network: FamilySettings = { networks: ['digits-mlp-sigmoid-32-b16'] };
const cut: DescentTraining = {
  rule: rnnprop('tiny-cut'),
  recipe: {
    ...gradientMethod.recipe,
    name: 'tiny-cut',
    suite: 'networks',
    phases: [{ iterations: 12, unrolls: 2, length: 3, batch: 1, loss: 'sum', rate: [1e-2, 1e-3], family: network }],
    validation: { family: network, problems: 1, steps: 6, measure: 'log', every: 6 },
  },
};

/** As anyone might write it: a loss that there is not. */
const misspelt = {
  ...gradientMethod,
  recipe: {
    ...gradientMethod.recipe,
    name: 'misspelt-descent',
    phases: gradientMethod.recipe.phases.map((phase) => ({ ...phase, loss: 'best' })),
  },
} as unknown as DescentTraining;

/** A setting that the family does not have. */
const unasked: DescentTraining = {
  ...gradientMethod,
  recipe: {
    ...gradientMethod.recipe,
    name: 'unasked-descent',
    validation: { ...gradientMethod.recipe.validation, family: { ...quadratic, condition: 3 } },
  },
};

const trainings: readonly (Training | DescentTraining)[] = [
  gradientMethod,
  cut,
  misspelt,
  unasked,
  training('tiny-d2', 12, 'gp'),
  training('long-d2', 400, 'gp'),
  training('poisoned-d2', 12, './poisoned-family.ts'),
  training('broken-d2', 12, './poisoned-family.ts', { ...functions, broken: true }),
  training('homeless-d2', 12, 'classic'),
];
export default trainings;
