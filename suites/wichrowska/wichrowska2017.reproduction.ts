/**
 * Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize, ICML (arXiv 1703.04813): the hierarchical network on
 * held-out problems of its corpus, and on networks, of which the corpus has none of this kind.
 */
import type { Claim, ClaimReproduction, Experiment, Tuned } from 'optbench';

const peers = ['RMSProp', 'Adam'];
const learned = 'Hierarchical RNN';
/** The same network trained without one of its parts. */
const ablations = { 'no dynamic scaling': 'no-scaling', 'no time scales': 'one-scale', 'no hierarchy': 'no-hierarchy' };

const field = (task: string, until: { readonly adam: number; readonly rmsprop: number }) => {
  const tuned = (method: 'adam' | 'rmsprop'): Tuned => ({ method, task, until: until[method] });
  return {
    [learned]: 'hierarchical-rnn',
    ...Object.fromEntries(Object.entries(ablations).map(([role, name]) => [role, `hierarchical-rnn-${name}`])),
    RMSProp: tuned('rmsprop'),
    Adam: tuned('adam'),
    Momentum: { method: 'momentum', task, until: 0.01 },
  };
};

const corpus = (
  problem: string,
  title: string,
  task: string,
  adam: number,
  rmsprop: number,
  runs = 200,
): Experiment => ({
  id: problem.replace('+noise=1', '-noisy'),
  title,
  about: 'A test problem of the released code; each run has its own start.',
  budget: 500,
  digits: 5,
  runs,
  at: [100],
  place: (run) => ({ suite: 'wichrowska', problem, seed: run - 1 }),
  field: field(task, { adam, rmsprop }),
});

const network = (id: string, problem: string, title: string, budget: number, runs: number): Experiment => ({
  id,
  title,
  about: 'Of a kind that the training corpus does not have.',
  budget,
  digits: 5,
  runs,
  at: [100],
  place: (run) => ({ suite: 'networks', problem, seed: run - 1 }),
  field: field('digits-mlp-relu', { adam: 0.003, rmsprop: 0.001 }),
});

const inCorpus: readonly Experiment[] = [
  corpus('quadratic-20', 'Quadratic, 20 dimensions', 'quadratics-a', 0.3, 0.03),
  corpus('quadratic-20+noise=1', 'Quadratic, 20 dimensions, noisy gradients', 'quadratics-a', 0.3, 0.03),
  corpus('rosenbrock', "Rosenbrock's function", 'functions-2d', 0.3, 0.03),
  corpus('rosenbrock+noise=1', "Rosenbrock's function, noisy gradients", 'functions-2d', 0.3, 0.03),
  corpus('softmax-10', 'Softmax regression, 10 inputs', 'convex-logistic', 0.1, 0.03),
  corpus('softmax-10+noise=1', 'Softmax regression, noisy gradients', 'convex-logistic', 0.1, 0.03),
  corpus('mlp-small', 'Network 10-32-64-2', 'digits-mlp-sigmoid', 0.01, 0.01, 20),
  corpus('mlp-large', 'Network 20-32-64-10', 'digits-mlp-sigmoid', 0.01, 0.01, 20),
];
const beyond: readonly Experiment[] = [
  network('digits-mlp', 'digits-mlp-relu-64-b64', 'Digits, 64 ReLU units, minibatches of 64', 500, 10),
  network('digits-conv', 'digits-conv-relu-8-16', 'Digits, a small convolutional network', 300, 4),
];

const claims: readonly Claim[] = [
  ...inCorpus.map(
    ({ id, title }): Claim => ({
      claim: `${title}: ahead of tuned RMSProp and Adam at the end`,
      metric: { kind: 'win rate', experiment: id, of: 'final loss', who: learned, than: peers },
      paper: 'abstract: outperforms',
      holds: { above: 0.5 },
    }),
  ),
  ...beyond.map(
    ({ id, title }): Claim => ({
      claim: `${title}: comparable or better although no such network was trained on`,
      metric: { kind: 'mean log10 difference', experiment: id, of: 'held-out score', who: learned, than: peers },
      paper: 'abstract: comparable or better',
      holds: { atMost: 0 },
    }),
  ),
  ...Object.keys(ablations).map(
    (without): Claim => ({
      claim: `Ablation, ${without}: the whole network is better on the noisy quadratic`,
      metric: {
        kind: 'mean log10 difference',
        experiment: 'quadratic-20-noisy',
        of: 'final loss',
        who: learned,
        than: without,
      },
      paper: 'figure: each part helps',
      holds: { below: 0 },
    }),
  ),
];

const reproduction: ClaimReproduction = {
  name: 'wichrowska2017',
  title: 'Learned optimizers that scale and generalize',
  source: 'Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize, ICML, arXiv 1703.04813',
  experiments: [...inCorpus, ...beyond],
  claims,
  choices: [
    { open: 'MNIST networks of the test set', choice: 'digits of 8 x 8 pixels stand in' },
    { open: 'ImageNet', choice: 'not made: it takes graphics processors' },
    {
      open: 'tuning of RMSProp and Adam',
      choice: 'the 15 rates 1e-7 to 1 on training tasks of the same kind, never on these problems',
    },
    { open: 'steps', choice: '500, and 300 on the convolutional network' },
  ],
};

export default reproduction;
