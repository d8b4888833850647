/**
 * Andrychowicz et al. (2016), Learning to Learn by Gradient Descent by Gradient Descent, section 3: quadratics, and a small network
 * on images with the tests of how far a learned optimizer generalises.
 *
 * The paper shows curves on a log axis and no tables. Numbers that can be compared to the last digit are those of careful
 * re-implementations: 49.67 is the sum printed in the notebook of chenwydj/learning-to-learn-by-gradient-descent-by-gradient-descent
 * (cell 18); the sums of the hand-designed peers are of an implementation in NumPy over 2000 functions, apart from this project.
 */
import type { Claim, ClaimReproduction, Experiment, Place, Tuned } from 'optbench';

const padded = (run: number): string => String(run).padStart(3, '0');
const on =
  (suite: string, problem: string) =>
  (run: number): Place => ({ suite, problem, seed: run - 1 });

/** A peer at the rate tuned on the training split; until then at the rates that re-implementations settled on. */
const tuned = (method: string, task: string, until: number): Tuned => ({ method, task, until });

const peers = ['Adam', 'RMSprop', 'SGD', 'NAG'];
const numpy = 'NumPy, 2000 functions';

const quadraticsA: Experiment = {
  id: 'quadratics-a',
  title: 'Quadratics of the paper, 100 steps',
  about: 'Functions |W theta - y|^2 in ten dimensions, entries from N(0, 1), theta_0 = 0, each run a fresh function.',
  budget: 100,
  digits: 5,
  runs: 1000,
  place: (run) => ({ suite: 'quadratics', problem: `a-i${padded(run)}`, seed: 0 }),
  field: {
    'L2L LSTM': 'l2l-quadratics',
    'L2L LSTM, averaging': 'l2l-gac-quadratics',
    RNNprop: 'rnnprop',
    NAG: tuned('nesterov', 'quadratics-a', 0.01),
    Momentum: tuned('momentum', 'quadratics-a', 0.03),
    Adam: tuned('adam', 'quadratics-a', 0.3),
    RMSprop: tuned('rmsprop', 'quadratics-a', 0.03),
    SGD: tuned('sgd', 'quadratics-a', 0.01),
  },
  publishedNumbers: [
    { method: 'L2L LSTM', of: 'summed loss', value: 49.67, source: 'PyTorch re-implementation' },
    { method: 'NAG, rate 0.01', of: 'summed loss', value: 92.3, source: numpy },
    { method: 'Momentum, rate 0.03', of: 'summed loss', value: 102.5, source: numpy },
    { method: 'Adam, rate 0.3', of: 'summed loss', value: 114.1, source: numpy },
    { method: 'RMSprop, rate 0.03, decay 0.99', of: 'summed loss', value: 124.9, source: numpy },
    { method: 'SGD, rate 0.01', of: 'summed loss', value: 182.2, source: numpy },
  ],
};

const quadraticsB: Experiment = {
  id: 'quadratics-b',
  title: 'Quadratics of the released code, 100 steps',
  about: 'Entries of W and y from U[0, 1], theta_0 from N(0, 0.01^2). The last loss is that after 100 steps.',
  budget: 101,
  digits: 5,
  runs: 1000,
  place: (run) => ({ suite: 'quadratics', problem: `b-i${padded(run)}`, seed: 0 }),
  field: {
    'L2L LSTM': 'l2l-quadratics-b',
    RNNprop: 'rnnprop',
    NAG: tuned('nesterov', 'quadratics-b', 0.01),
    Momentum: tuned('momentum', 'quadratics-b', 0.03),
    Adam: tuned('adam', 'quadratics-b', 0.3),
    RMSprop: tuned('rmsprop', 'quadratics-b', 0.03),
    SGD: tuned('sgd', 'quadratics-b', 0.03),
    'Adam, rate 0.001': 'adam-0.001',
  },
  publishedNumbers: [
    {
      method: 'L2L, 10 000 epochs',
      of: 'final loss',
      value: 10 ** -0.7,
      source: 'released code, evaluate.py (issue 31)',
    },
    { method: 'Momentum, rate 0.03', of: 'final loss', value: 10 ** -1.23, source: numpy },
    { method: 'Adam, rate 0.3', of: 'final loss', value: 10 ** -1.03, source: numpy },
    { method: 'NAG, rate 0.01', of: 'final loss', value: 10 ** -1.02, source: numpy },
    { method: 'RMSprop, rate 0.03, decay 0.99', of: 'final loss', value: 10 ** -0.79, source: numpy },
    { method: 'Adam, rate 0.001', of: 'final loss', value: 10 ** -0.015, source: numpy },
  ],
};

/** A network on the test half of the digits; runs differ in start and minibatches. */
const network = (
  id: string,
  title: string,
  steps: number,
  rates: { readonly Adam: number; readonly RMSprop: number; readonly SGD: number; readonly NAG: number },
  about: string,
  task = 'digits-mlp-sigmoid',
): Experiment => ({
  id,
  title: `${title}, ${steps} steps`,
  about: `${about} Cross-entropy on minibatches of 128; the paper has MNIST, 784 pixels.`,
  budget: steps,
  digits: 5,
  runs: 32,
  place: on('networks', `digits-${id.replace(/-\d+-steps$/, '')}-init0.01`),
  field: {
    'L2L LSTM': 'l2l-mlp',
    RNNprop: 'rnnprop',
    'RNNprop, enhanced': 'rnnprop-enhanced',
    Adam: tuned('adam', task, rates.Adam),
    RMSprop: tuned('rmsprop', task, rates.RMSprop),
    SGD: tuned('sgd', task, rates.SGD),
    NAG: tuned('nesterov', task, rates.NAG),
  },
  at: steps > 100 ? [100] : [],
});

const sigmoid = { Adam: 0.03, RMSprop: 0.01, SGD: 1, NAG: 0.3 };
const networks: readonly Experiment[] = [
  network(
    'mlp-sigmoid-20',
    'One hidden layer of 20, sigmoid',
    100,
    sigmoid,
    'The network that L2L was trained on, on other digits.',
  ),
  network('mlp-sigmoid-20-200-steps', 'The same for twice as long', 200, sigmoid, 'Transfer: a longer horizon.'),
  network('mlp-sigmoid-40', '40 hidden units', 200, sigmoid, 'Transfer: a wider network.'),
  network(
    'mlp-sigmoid-20-20',
    'Two hidden layers of 20',
    200,
    { Adam: 0.03, RMSprop: 0.01, SGD: 1, NAG: 1 },
    'Transfer: a deeper network.',
  ),
  network(
    'mlp-relu-20',
    'ReLU instead of sigmoid',
    200,
    { Adam: 0.03, RMSprop: 0.01, SGD: 1, NAG: 0.3 },
    'Transfer: another activation.',
    'digits-mlp-relu',
  ),
];

/** The learned optimizer is below the best of its peers at the end. */
const ahead = (experiment: string, claim: string, after?: number): Claim => ({
  claim,
  metric: {
    kind: 'mean difference',
    experiment,
    of: after === undefined ? 'final loss' : { after },
    who: 'L2L LSTM',
    than: peers,
  },
  paper: 'figure: the lowest curve',
  holds: { below: 0 },
});

/** On fresh quadratics, the sum that others measured. */
const sumsAsPublished = (who: string, claim: string): Claim => ({
  claim,
  metric: { kind: 'mean', experiment: 'quadratics-a', of: 'summed loss', who },
  paper: 49.67,
  holds: { atMost: 49.67 },
});

/** On fresh quadratics, below the best of its peers at the end, function by function. */
const endsAhead = (who: string, claim: string): Claim => ({
  claim,
  metric: {
    kind: 'mean log10 difference',
    experiment: 'quadratics-a',
    of: 'final loss',
    who,
    than: ['Momentum', ...peers],
  },
  paper: 'figure: the lowest curve by far',
  holds: { below: 0 },
});

const claims: readonly Claim[] = [
  sumsAsPublished('L2L LSTM', 'On fresh quadratics the learned optimizer sums to 49.67 over 100 steps'),
  sumsAsPublished('L2L LSTM, averaging', 'So it does with global averaging cells (appendix D.1)'),
  {
    claim: 'There it is ahead of every tuned hand-designed optimizer, by the sum',
    metric: {
      kind: 'mean difference',
      experiment: 'quadratics-a',
      of: 'summed loss',
      who: 'L2L LSTM',
      than: ['Momentum', ...peers],
    },
    paper: 'figure: the lowest curve by far',
    holds: { below: 0 },
  },
  endsAhead('L2L LSTM', 'And by the last loss, function by function (log10)'),
  endsAhead('L2L LSTM, averaging', 'With averaging cells it is ahead by the last loss too'),
  {
    claim: 'On the quadratics of the released code its mean last loss is 10^-0.70, as others measured',
    metric: { kind: 'log10 of the mean', experiment: 'quadratics-b', of: 'final loss', who: 'L2L LSTM' },
    paper: -0.7,
    holds: { atMost: -0.7 },
  },
  {
    claim: 'There tuned Adam is no better at the last step',
    metric: { kind: 'mean difference', experiment: 'quadratics-b', of: 'final loss', who: 'L2L LSTM', than: 'Adam' },
    paper: 'figure: the lowest curve; others measured the opposite',
    holds: { below: 0 },
  },
  {
    claim: 'Nor is tuned momentum',
    metric: {
      kind: 'mean difference',
      experiment: 'quadratics-b',
      of: 'final loss',
      who: 'L2L LSTM',
      than: 'Momentum',
    },
    paper: 'not in the paper',
    holds: { below: 0 },
  },
  ahead('mlp-sigmoid-20', 'On the network that it was trained for it is ahead after 100 steps'),
  ahead('mlp-sigmoid-20-200-steps', 'It stays ahead for twice the steps that it was trained for'),
  ahead('mlp-sigmoid-40', 'It generalises to 40 hidden units'),
  ahead('mlp-sigmoid-20-20', 'It generalises to two layers'),
  {
    claim: 'It does not generalise to ReLU: its curve is above those of the peers',
    metric: { kind: 'mean difference', experiment: 'mlp-relu-20', of: 'final loss', who: 'L2L LSTM', than: peers },
    paper: 'figure: the highest curve',
    holds: { above: 0 },
  },
];

const reproduction: ClaimReproduction = {
  name: 'l2l2016',
  title: 'Learning to learn by gradient descent by gradient descent',
  source:
    'Andrychowicz et al. (2016), Learning to Learn by Gradient Descent by Gradient Descent, NIPS, arXiv 1606.04474, sections 3.1 and 3.2',
  experiments: [quadraticsA, quadraticsB, ...networks],
  claims,
  choices: [
    { open: 'numbers', choice: 'the paper prints none; those of re-implementations stand in, and say so' },
    {
      open: 'images',
      choice:
        'digits of 8 x 8 pixels instead of MNIST, so losses are compared between optimizers, not with the paper; networks start from N(0, 0.01^2) as in the released code',
    },
    {
      open: 'what the peers were tuned on',
      choice: 'ours: the 15 rates 1e-7 to 1 on the training split, never on these problems',
    },
    { open: 'decay of RMSprop', choice: '0.9, as in baselines; the numbers in NumPy beside it are of 0.99' },
    { open: 'CIFAR-10, neural art', choice: 'not made: they take a graphics processor' },
  ],
  remarks: [
    'A list of peers stands for the one with the least mean on the very runs that are reported, which favours the peers.',
  ],
};

export default reproduction;
