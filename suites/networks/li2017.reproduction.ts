/**
 * Li & Malik (2017), Learning to Optimize Neural Nets (arXiv 1703.00441), section 4: an optimizer learned on one network and one data
 * set, on other data, with smaller minibatches, on a wider network and for twice as long. The paper shows curves, no numbers.
 */
import type { Claim, ClaimReproduction, Experiment, Tuned } from 'optbench';

/** Tuned on the data that the learned optimizer was trained on. */
const tuned = (method: string, until: number): Tuned => ({ method, task: 'digits-mlp-relu', until });

const peers = {
  Adam: tuned('adam', 0.1),
  AdaGrad: tuned('adagrad', 0.1),
  RMSprop: tuned('rmsprop', 0.03),
  Momentum: tuned('momentum', 0.3),
  SGD: tuned('sgd', 1),
  'Conjugate gradient': tuned('cg', 1),
  'L-BFGS': tuned('lbfgs', 1),
};

const network = (id: string, title: string, problem: string, about: string, budget = 400): Experiment => ({
  id,
  title: `${title}, ${budget} steps`,
  about: `${about} Softmax and cross-entropy; runs differ in start and minibatches.`,
  budget,
  digits: 5,
  runs: 10,
  at: [100],
  place: (run) => ({ suite: 'networks', problem, seed: run - 1 }),
  field: { Learned: 'li-malik-2017', 'L2L LSTM': 'l2l-mlp', ...peers },
});

const experiments: readonly Experiment[] = [
  network('digits', 'The network that it was trained on', 'digits-mlp-relu-20-b64', '64-20-10, ReLU, on other digits.'),
  network('cancer', 'Breast cancer', 'cancer-mlp-relu-20-b64', 'Other data: 30-20-2.'),
  network('wine', 'Wine', 'wine-mlp-relu-20-b64', 'Other data: 13-20-3.'),
  network('digits-b10', 'Minibatches of 10', 'digits-mlp-relu-20-b10', 'Gradients are noisier.'),
  network('digits-64', '64 hidden units', 'digits-mlp-relu-64-b64', 'Transfer: a wider network.'),
  network('digits-800-steps', 'Twice as long', 'digits-mlp-relu-20-b64', 'Transfer: a longer horizon.', 800),
];

/** Below every peer. */
const ahead = (experiment: string, of: 'summed loss' | 'final loss', claim: string): Claim => ({
  claim,
  metric: { kind: 'mean difference', experiment, of, who: 'Learned', than: ['L2L LSTM', ...Object.keys(peers)] },
  paper: 'figure: the lowest curve',
  holds: { below: 0 },
});

const claims: readonly Claim[] = experiments.flatMap(({ id, title }) => [
  ahead(id, 'summed loss', `${title}: it descends fastest`),
  ahead(id, 'final loss', `${title}: it ends lowest`),
]);

const reproduction: ClaimReproduction = {
  name: 'li2017',
  title: 'Learning to optimize neural nets',
  source: 'Li & Malik (2017), Learning to Optimize Neural Nets, arXiv 1703.00441, section 4',
  experiments,
  claims,
  choices: [
    {
      open: 'networks and data',
      choice: '64-20-10 on digits for 48-48-10 on projected MNIST; cancer and wine for TFD, CIFAR-10 and CIFAR-100',
    },
    { open: 'training', choice: 'imitation of Adam, then backpropagation through up to 200 steps; the paper has 400' },
    { open: 'rates of the peers', choice: 'the best of 15 for 64-32-10, ReLU, on digits of the training split' },
  ],
};

export default reproduction;
