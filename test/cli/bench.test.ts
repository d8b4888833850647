/** The quick tour, as far as it can be checked without taking minutes. */
import { expect, it } from 'vitest';
import { benchDefaults } from '../../src/cli/bench.ts';
import { guestNames } from '../../src/cli/guests.ts';
import { planFrom, unfitPairs } from '../../src/cli/plan.ts';

it('shows five optimizers on synthetic and on real tuning problems, each fit for all', async () => {
  const plan = await planFrom({ workers: 1, timeout: null, ...benchDefaults(false) }, process.cwd());
  expect(plan.optimizers.map(({ optimizer }) => optimizer.name)).toEqual([
    'random',
    'sobol',
    'nelder-mead',
    'gp-ei',
    'rnn',
  ]);
  expect(plan.suites.map(({ suite }) => suite.name)).toEqual(['gp', 'classic', 'hpo']);
  const [gp, classic, hpo] = plan.suites;
  expect(gp!.problems.length).toBeGreaterThanOrEqual(6);
  expect(classic!.problems.length).toBeGreaterThanOrEqual(4);
  expect(hpo!.problems.length).toBeGreaterThanOrEqual(6);
  for (const { seeds, problems } of plan.suites) {
    expect(seeds).toBeGreaterThanOrEqual(3);
    expect(problems.every(({ budget }) => budget >= 30)).toBe(true);
  }
  expect(unfitPairs(plan)).toEqual([]);
});

it('is everything there is with --full', () => {
  expect(benchDefaults(true)).toEqual({ suites: guestNames('suites'), optimizers: ['all'], problems: [] });
});
