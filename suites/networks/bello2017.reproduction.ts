/**
 * Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, ICML (arXiv 1709.07417), section 5: the rules that the
 * search found, PowerSign and AddSign, against hand-designed ones, with and without decays.
 */
import type { Claim, ClaimReproduction, Experiment, Tuned } from 'optbench';

const hand = ['Adam', 'RMSProp', 'SGD', 'Momentum'];
const plain = ['PowerSign', 'AddSign'];
const decayed = ['PowerSign-ld', 'PowerSign-cd', 'PowerSign-rd', 'AddSign-ld', 'AddSign-cd', 'AddSign-rd'];
const handCosine = hand.map((name) => `${name}, cosine`);
const handLinearCosine = hand.map((name) => `${name}, linear cosine`);

/** Everybody at the rate tuned on the training split, with its decays. */
const field = (task: string) => {
  const tuned = (method: string, until: number, suffix?: string): Tuned => ({
    method,
    task,
    until,
    ...(suffix && { suffix }),
  });
  const methods = {
    Adam: ['adam', 0.003],
    RMSProp: ['rmsprop', 0.001],
    SGD: ['sgd', 0.3],
    Momentum: ['momentum', 0.03],
  } as const;
  const entries = Object.entries(methods);
  return {
    ...Object.fromEntries(entries.map(([role, [method, rate]]) => [role, tuned(method, rate)])),
    PowerSign: tuned('powersign', 0.1),
    AddSign: tuned('addsign', 0.1),
    ...Object.fromEntries(entries.map(([role, [method, rate]]) => [`${role}, cosine`, tuned(method, rate, '-cosine')])),
    ...Object.fromEntries(
      entries.map(([role, [method, rate]]) => [`${role}, linear cosine`, tuned(method, rate, '-linear-cosine')]),
    ),
    ...Object.fromEntries(decayed.map((role) => [role, tuned(role.toLowerCase(), 0.1)])),
  };
};

const shared = { digits: 5, at: [100] } as const satisfies Partial<Experiment>;
const experiments: readonly Experiment[] = [
  {
    ...shared,
    id: 'conv',
    title: 'A small convolutional network',
    about:
      'Two layers of 3 x 3 filters, 8 and 16, ReLU and pooling, on the digits; the paper has a ConvNet on CIFAR-10.',
    budget: 200,
    runs: 4,
    place: (run) => ({ suite: 'networks', problem: 'digits-conv-relu-8-16', seed: run - 1 }),
    field: field('digits-mlp-relu'),
  },
  {
    ...shared,
    id: 'mlp',
    title: 'A small network',
    about: 'A hidden layer of 32 ReLU units, minibatches of 64, digits.',
    budget: 500,
    runs: 10,
    place: (run) => ({ suite: 'networks', problem: 'digits-mlp-relu-32-b64', seed: run - 1 }),
    field: field('digits-mlp-relu'),
  },
  {
    ...shared,
    id: 'tanh',
    title: 'Another network on other data',
    about: 'A hidden layer of 20 tanh units, breast cancer data.',
    budget: 300,
    runs: 20,
    place: (run) => ({ suite: 'networks', problem: 'cancer-mlp-tanh-20', seed: run - 1 }),
    field: field('cancer-mlp-tanh'),
  },
];

/** The found rules end with a lower held-out loss than the hand-designed ones, each kind at its best. */
const better = (experiment: string, claim: string, who: readonly string[], than: readonly string[]): Claim => ({
  claim,
  metric: { kind: 'mean difference', experiment, of: 'held-out score', who, than },
  paper: 'abstract: outperform',
  holds: { below: 0 },
});

const claims: readonly Claim[] = experiments.flatMap(({ id, title }) => [
  better(id, `${title}: PowerSign and AddSign outperform Adam, RMSProp, SGD and momentum`, plain, hand),
  better(id, `${title}: so they do with the decays of the search, against cosine decays`, decayed, handCosine),
  {
    claim: `${title}: linear cosine decay, found for the rate, improves on a constant rate`,
    metric: {
      kind: 'mean difference',
      experiment: id,
      of: 'held-out score',
      who: handLinearCosine,
      than: hand,
    },
    paper: 'in words: faster convergence',
    holds: { below: 0 },
  },
]);

const reproduction: ClaimReproduction = {
  name: 'bello2017',
  title: 'Neural optimizer search',
  source: 'Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, ICML, arXiv 1709.07417, section 5',
  experiments,
  claims,
  choices: [
    {
      open: 'networks and data',
      choice: 'small networks on shipped data instead of a ConvNet, a Wide ResNet, NASNet-A and a translator',
    },
    {
      open: 'measure',
      choice: 'held-out loss at the end; the paper reports accuracy, whose differences are too coarse on few rows',
    },
    {
      open: 'rates',
      choice: 'the 15 rates 1e-7 to 1 on the training split for everybody; the same rate with and without decay',
    },
    { open: 'number of restarts', choice: 'four periods' },
  ],
  remarks: [
    'An independent test with tuned rates and weight decay (Chen et al. 2023, Symbolic Discovery of Optimization Algorithms) found PowerSign ' +
      'and AddSign behind AdamW on ImageNet: ViT-S/16 77.4 % for both against 78.9 %.',
    'The search itself, its curves and the rules that it found are in docs/optimizer-search.md.',
  ],
};

export default reproduction;
