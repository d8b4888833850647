/** `optbench bench`: the quick tour that a newcomer runs first, and, with `--full`, everything there is. */
import { guestNames } from './guests.ts';
import type { Selection } from './plan.ts';

/** Synthetic functions of several dimensions, the classics, and real tuning; within minutes on two cores. */
const TOUR: Pick<Selection, 'suites' | 'optimizers' | 'problems'> = {
  suites: ['gp', 'classic', 'hpo'],
  optimizers: ['random', 'sobol', 'nelder-mead', 'gp-ei', 'rnn'],
  problems: [
    'gp/*-d2-i01',
    'gp/*-d4-i01',
    'gp/*-d6-i01',
    'classic/branin-i01',
    'classic/goldstein-price-i01',
    'classic/hartmann3-i01',
    'classic/hartmann6-i01',
    'hpo/*',
  ],
};

/** Evaluations and runs of the tour. */
export const TOUR_BUDGET = 30;
export const TOUR_SEEDS = 3;

/** What `bench` runs where the command line does not say otherwise. */
export function benchDefaults(
  full: boolean,
): Partial<Selection> & Pick<Selection, 'suites' | 'optimizers' | 'problems'> {
  if (full) return { suites: guestNames('suites'), optimizers: ['all'], problems: [] };
  return { ...TOUR, budget: { evaluations: TOUR_BUDGET }, seeds: TOUR_SEEDS };
}
