/**
 * The tasks over which hand-designed methods are tuned: problems of training splits, never of a test. A task is tuned for
 * by itself, and all of them together choose the rate that a method has everywhere.
 */

/** Draws of a training family, and how long they are descended on. */
export interface TuningTask {
  readonly name: string;
  /** The suite whose training family it is: suites/<suite>/family.ts. */
  readonly suite: string;
  /** The family's settings, but for the split. */
  readonly family: Readonly<Record<string, unknown>>;
  /** Evaluations per run. */
  readonly steps: number;
  /** Different problems for each seed. */
  readonly draws: number;
}

/** All tasks, those without networks first. Seven have matrices among their blocks, which some methods need. */
export const tuningTasks: readonly TuningTask[] = [
  { name: 'quadratics-a', suite: 'quadratics', family: { definition: 'a' }, steps: 100, draws: 5 },
  { name: 'quadratics-b', suite: 'quadratics', family: { definition: 'b' }, steps: 100, draws: 5 },
  {
    name: 'functions-2d',
    suite: 'functions-2d',
    family: {
      functions: [
        'ackley',
        'beale',
        'booth',
        'bowl',
        'branin',
        'log-sum-exp',
        'matyas',
        'rosenbrock',
        'styblinski-tang',
      ],
    },
    steps: 200,
    draws: 6,
  },
  { name: 'convex-logistic', suite: 'convex', family: { kind: 'logistic' }, steps: 100, draws: 2 },
  { name: 'convex-robust', suite: 'convex', family: { kind: 'robust' }, steps: 100, draws: 2 },
  {
    name: 'digits-mlp-sigmoid',
    suite: 'networks',
    family: { networks: ['digits-mlp-sigmoid-20-init0.01'] },
    steps: 100,
    draws: 1,
  },
  {
    name: 'digits-mlp-relu',
    suite: 'networks',
    family: { networks: ['digits-mlp-relu-32-b64'] },
    steps: 200,
    draws: 1,
  },
  { name: 'tiny-net', suite: 'networks', family: { networks: ['tiny'] }, steps: 100, draws: 3 },
  {
    name: 'cancer-mlp-tanh',
    suite: 'networks',
    family: { networks: ['cancer-mlp-tanh-20-b32'] },
    steps: 100,
    draws: 1,
  },
  {
    name: 'digits-autoencoder',
    suite: 'networks',
    family: { networks: ['digits-autoencoder-relu-32-8-32-b32'] },
    steps: 100,
    draws: 1,
  },
  {
    name: 'digits-conv',
    suite: 'networks',
    family: { networks: ['digits-conv-relu-4-b32'] },
    steps: 100,
    draws: 1,
  },
  {
    name: 'digits-rnn',
    suite: 'networks',
    family: { networks: ['digits-rnn-tanh-20-b32'] },
    steps: 100,
    draws: 1,
  },
];
