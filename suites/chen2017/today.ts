/**
 * Today's bar: problems that no learned optimizer was trained on, from four suites. Run r of a panel is problem r mod n with
 * seed floor(r / n), so that few runs already see every problem once.
 */
import type { Panel, Place } from 'optbench';

/** Functions of the test stream of `gp`, beyond those that the suite lists. */
const samples = [1, 2, 3, 4, 6, 9].flatMap((dim) =>
  ['rbf', 'matern52'].flatMap((kernel) => [21, 22, 23, 24, 25].map((i) => `${kernel}-d${dim}-i${i}`)),
);

const plane = ['branin', 'goldstein-price', 'six-hump-camel', 'beale', 'booth', 'matyas', 'bukin6', 'eggholder'];
const scalable = [
  'ackley',
  'rosenbrock',
  'rastrigin',
  'griewank',
  'levy',
  'michalewicz',
  'styblinski-tang',
  'schwefel',
];
const classic = [
  ...plane,
  'hartmann3',
  'hartmann6',
  ...[...scalable, 'dixon-price', 'zakharov'].flatMap((name) => [2, 5].map((dim) => `${name}-d0${dim}`)),
];

const bbob = [2, 3, 5].flatMap((dim) =>
  Array.from({ length: 24 }, (_, i) => `f${String(i + 1).padStart(3, '0')}-i01-d0${dim}`),
);

/** Those whose evaluation takes less than a tenth of a second: every optimizer has to train all of these models. */
const tuning = [
  'svm-wine',
  'svm-penguins',
  'svm-mpg',
  'boosting-gapminder',
  'boosting-mpg',
  'forest-wine',
  'logistic-cancer',
  'knn-iris',
];

/** The four groups. */
export const todayPanels: readonly Panel[] = [
  {
    ...group('gp', 'GP samples, new seeds', samples, { quick: 120, slow: 60 }),
    oracles: [
      { optimizer: 'gp-oracle', problems: /^rbf-/ },
      { optimizer: 'gp-oracle-matern52', problems: /^matern52-/ },
    ],
  },
  group('classic', 'classic', classic, { quick: 90, slow: 30 }),
  group('bbob', 'bbob, d = 2, 3, 5', bbob, { quick: 144, slow: 72 }),
  group('hpo', 'hpo, validation loss', tuning, { quick: 8, slow: 8 }),
];

function group(id: string, title: string, problems: readonly string[], runs: Panel['runs']): Panel {
  const place = (run: number): Place => ({
    suite: id,
    problem: problems[(run - 1) % problems.length]!,
    seed: Math.floor((run - 1) / problems.length),
  });
  return { id, title, budget: 100, digits: 15, runs, place, published: [] };
}
