/** `optbench bench`: the quick tour that a newcomer runs first, and, with `--full`, everything there is. */
import { guestNames } from './guests.ts';
import type { Selection } from './plan.ts';

/** Synthetic functions of several dimensions, the classics, and one problem of real tuning for each learner. */
const TOUR = {
  suites: ['gp', 'classic', 'hpo'],
  optimizers: ['random', 'sobol', 'nelder-mead', 'gp-ei', 'rnn'],
  problems: [
    ...['d2', 'd3', 'd6'].flatMap((dim) => [`gp/*-${dim}-i01`, `gp/*-${dim}-i02`]),
    ...['branin', 'goldstein-price', 'hartmann3', 'hartmann6'].map((name) => `classic/${name}-i01`),
    ...[
      'svm-wine',
      'svm-digits',
      'boosting-cancer',
      'forest-wine',
      'mlp-iris',
      'logistic-penguins',
      'ridge-mpg',
      'knn-iris',
    ].map((id) => `hpo/${id}`),
  ],
  budget: { evaluations: 40 },
  seeds: 3,
};

/** What `bench` runs where the command line does not say otherwise. */
export function benchDefaults(
  full: boolean,
): Partial<Selection> & Pick<Selection, 'suites' | 'optimizers' | 'problems'> {
  return full ? { suites: guestNames('suites'), optimizers: ['all'], problems: [] } : TOUR;
}
