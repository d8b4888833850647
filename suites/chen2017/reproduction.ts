/**
 * The evaluation of Chen et al. (2017), section 3, to be made again: its figures 3, 5 and 6 and its table 1. `curves.json` holds
 * the published curves, digitised from the paper's vector graphics; where only seven steps of a curve are there, it was read
 * at those.
 */
import { readFileSync } from 'node:fs';
import type { Panel, PublishedCurve, Reproduction } from 'optbench';
import { branin, goldsteinPrice, hartmann3, hartmann6 } from './benchmarks.ts';
import { priors, waves } from './samples.ts';
import { todayPanels } from './today.ts';

const published = (
  JSON.parse(readFileSync(new URL('./curves.json', import.meta.url), 'utf8')) as {
    readonly panels: Readonly<Record<string, readonly PublishedCurve[]>>;
  }
).panels;

function panel(id: string, title: string, more: Partial<Panel> = {}): Panel {
  const digits = id.startsWith('gp-') ? 4 : 3;
  return {
    id,
    title,
    budget: 100,
    digits: 6,
    runs: { quick: id.startsWith('gp-') ? 1000 : 200, slow: 100 },
    place: (run) => ({ suite: 'chen2017', problem: `${id}-i${String(run).padStart(digits, '0')}`, seed: 0 }),
    published: published[id] ?? [],
    ...more,
  };
}

/** Those whose prior is that of the panel's functions. */
function known(...names: readonly string[]): Pick<Panel, 'oracles'> {
  return { oracles: names.map((optimizer) => ({ optimizer })) };
}

/** Table 1: seconds per 100 iterations, the objective's own cost left out. */
const seconds = (Spearmint: number, TPE: number, SMAC: number) => ({ Spearmint, TPE, SMAC, DNC: 0.1, LSTM: 0.02 });

const reproduction: Reproduction = {
  name: 'chen2017',
  title: 'Chen et al. (2017), Learning to learn without gradient descent by gradient descent, made again',
  source:
    'Chen, Hoffman, Colmenarejo, Denil, Lillicrap, Botvinick & de Freitas, ICML 2017, arXiv 1611.03824, section 3',
  steps: [5, 10, 20, 30, 50, 75, 99],
  panels: [
    panel('gp-d1', 'GP samples, d = 1', known('gp-oracle')),
    panel('gp-d3', 'GP samples, d = 3', known('gp-oracle')),
    panel('gp-d6', 'GP samples, d = 6', {
      ...known('gp-oracle'),
      remarks: [
        'Our oracle is ahead of the published "Spearmint fixed" all along, on functions of what is taken to be the same prior. Either ' +
          'theirs were rougher (`gp-d6-matern52`), or its search was less thorough. So a published value is easier to reach than the oracle.',
      ],
    }),
    panel('gp-d6-matern52', 'GP samples, d = 6, Matern-5/2', {
      ...known('gp-oracle-matern52-standardised', 'gp-oracle-matern52'),
      published: published['gp-d6']!,
      remarks: [
        'Functions of the Matern-5/2 kernel, length-scale 0.25, beside the same published curves: the oracle that knows this prior and ' +
          'standardises what it is told comes closest to the whole of the published "Spearmint fixed", while the RBF oracle of the ' +
          'panel above is well ahead of it before the end. Which kernel the paper drew from is not known.',
      ],
    }),
    panel('gp-d9', 'GP samples, d = 9', {
      ...known('gp-oracle-rbf-0.44'),
      remarks: [
        'The length-scale, 0.44, is where our oracle ends at -4.22 @99 as the published "Spearmint fixed" does: over some 200 other ' +
          'functions each it has -4.31 ± 0.08 at 0.37, -4.27 ± 0.08 at 0.4 and -4.21 ± 0.08 at 0.45. No length-scale gives the whole of the ' +
          'published curve: @20 ours is ahead by 0.4. If our search is simply the more thorough one, the paper drew from rougher ' +
          'functions. Those of length-scale 0.2, as in fewer dimensions, are the panel `gp-d9-short`. `rnn-*` have met 0.2 to 0.4.',
      ],
    }),
    panel('gp-d9-short', 'GP samples, d = 9, short length-scale', {
      ...known('gp-oracle'),
      published: published['gp-d9']!,
      remarks: [
        'Length-scale 0.2, beside the published curves of d = 9. On these functions our oracle reaches lower values than the ' +
          'published one, and more so than on smoother ones (`gp-d9`).',
      ],
    }),
    panel('branin', 'Branin', { floor: branin.optimum!, publishedSeconds: seconds(1239, 16.3, 16.3) }),
    panel('goldstein-price', 'Goldstein-Price', {
      floor: goldsteinPrice.optimum!,
      publishedSeconds: seconds(1238, 16.2, 16.2),
    }),
    panel('hartmann3', 'Hartmann 3', { floor: hartmann3.optimum!, publishedSeconds: seconds(1524, 19.3, 19.3) }),
    panel('hartmann6', 'Hartmann 6', { floor: hartmann6.optimum!, publishedSeconds: seconds(2768, 20.8, 20.8) }),
    panel('repellers', 'Repellers', {
      remarks: [
        'The paper prints none of the constants of this problem; ours are in `suites/chen2017/repellers.ts`. Ranks can be compared ' +
          'with the paper, values cannot.',
      ],
    }),
  ],
  optimizers: ['random', 'sobol', 'nelder-mead', 'gp-ei'],
  slow: /^gp-/,
  twins: [
    { optimizer: /dnc.*sum|sum.*dnc/, methods: ['DNC sum'] },
    { optimizer: /dnc.*ei|ei.*dnc/, methods: ['DNC EI'] },
    { optimizer: /dnc/, methods: ['DNC OI'] },
    { optimizer: /^(chen|rnn)-oi/, methods: ['LSTM OI', 'DNC OI'] },
    { optimizer: /^(chen|rnn)-sum/, methods: ['LSTM sum', 'DNC sum'] },
    { optimizer: /^(chen|rnn)-ei/, methods: ['LSTM EI', 'DNC EI'] },
    { optimizer: /^gp-oracle/, methods: ['Spearmint fixed'] },
    { optimizer: /^gp-ei/, methods: ['Spearmint'] },
  ],
  learnedMethods: ['DNC sum', 'DNC OI', 'DNC EI', 'LSTM sum', 'LSTM OI', 'LSTM EI'],
  targets: [
    { panel: 'gp-d6', step: 20, mean: -2.68 },
    { panel: 'gp-d6', step: 99, mean: -3.9 },
    { panel: 'gp-d9', step: 99, mean: -4.71 },
    { panel: 'gp-d3', step: 99, mean: -2.54 },
    { panel: 'hartmann6', step: 20, mean: -2.86 },
    { panel: 'hartmann6', step: 99, mean: -3.26 },
    { panel: 'hartmann3', step: 20, mean: -3.73 },
    { panel: 'hartmann3', step: 99, mean: -3.83 },
    { panel: 'branin', step: 99, mean: -1.0429 },
    { panel: 'goldstein-price', step: 20, mean: -2.5 },
    { panel: 'goldstein-price', step: 99, mean: -3.02 },
    { panel: 'gp-d6', step: 20, mean: -2.55, kind: 'floor' },
    { panel: 'gp-d6', step: 99, mean: -3.6, kind: 'floor' },
  ],
  details: [
    {
      id: 'lstm-dnc',
      title: 'LSTM against DNC, GP samples, d = 6',
      panel: 'gp-d6',
      optimizers: /dnc|^(chen|rnn)-(oi|sum|ei)/,
      methods: ['DNC sum', 'LSTM sum', 'DNC OI', 'LSTM OI', 'DNC EI', 'LSTM EI'],
    },
  ],
  choices: [
    {
      open: 'kernel of the training and test functions',
      choice: 'RBF, unit variance, zero mean, unit box; Matern-5/2 as a panel of its own at d = 6',
    },
    {
      open: 'length-scale',
      choice: `${['gp-d1', 'gp-d3', 'gp-d6', 'gp-d9']
        .map((name) => `${priors[name]!.lengthScale} (d = ${priors[name]!.dim})`)
        .join(
          ', ',
        )}: the mean least value of draws then agrees with where the best published curves end at d = 1 and 3. At d = 9 our oracle then ends at -4.22 @99 as "Spearmint fixed" does`,
    },
    {
      open: 'how a function is drawn',
      choice: `fixed, a sum of ${waves} random waves; the paper draws values one after another from the posterior`,
    },
    {
      open: 'functions behind a mean',
      choice: '1000 for quick methods (the paper: 10 000), 100 for Bayesian optimization (as the paper)',
    },
    { open: 'scaling of Branin', choice: '(f - 54.81) / 51.95; its floor, -1.0474, is that of the published curves' },
    { open: 'scaling of Goldstein-Price', choice: '(ln f - 8.693) / 2.427; floor -3.1291' },
    { open: 'number of perturbed instances', choice: '200 for quick methods, 100 for Bayesian optimization' },
    {
      open: 'about what inputs are scaled, and whether per coordinate',
      choice: 'about the centre of the cube; each coordinate for itself',
    },
    {
      open: 'gravity, time step, horizon, discount, rewards and bounds of the repellers',
      choice: 'own constants, in `suites/chen2017/repellers.ts`',
    },
    {
      open: 'what the shaded bands are',
      choice: "ours: 95 % intervals of the mean; the paper's are wider than its numbers of functions explain",
    },
    {
      open: 'Spearmint',
      choice: 'gp-ei (hyper-parameters at their most probable values, no input warping) stands beside it',
    },
    { open: 'Spearmint with the true hyper-parameters', choice: 'gp-oracle stands beside it' },
  ],
  remarks: [
    'The networks (`rnn-*`, `chen-*`) are ahead of the published ones early and behind them late. They are trained by backpropagation, ' +
      'which sees where a proposal should move but not which basin it should jump to: by themselves they stop finding other ' +
      'basins after some thirty evaluations. So `rnn-*` begin a new episode after some evaluations without progress; how many was ' +
      'chosen on validation functions. How the published networks came by their last tenths is not known.',
    '`chen-oi` has the inputs of the paper, x and y, and nothing else. The losses of the paper alone did not teach it to search; it has ' +
      'first imitated `rnn-oi` and learned to recall its incumbent. So it is past independent draws, and short of the published curve.',
    '`rnn-*` are shown their incumbent, which the networks of the paper are not.',
    '`rnn` is trained on functions of many kinds in units of any size, none of them those of this paper: it stands for use, the others ' +
      'for the reproduction.',
    "`scout` is not the paper's kind of network: it is Bayesian optimization with a Gaussian process, led by a small learned policy. Most " +
      'of its strength is the model. Where it alone reaches a target, no network of ours does.',
  ],
  today: { panels: todayPanels, rivals: /^(random|sobol|nelder-mead|gp-)/ },
};

export default reproduction;
