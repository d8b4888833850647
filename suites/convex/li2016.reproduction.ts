/**
 * Li & Malik (2017), Learning to Optimize, ICLR (arXiv 1606.01885), section 5: margins of victory on logistic regression, robust linear
 * regression and a tiny network. The paper shows figures and says in words what they show; it prints no numbers.
 */
import type { Claim, ClaimReproduction, Experiment, Tuned } from 'optbench';

const padded = (run: number): string => String(run).padStart(3, '0');

/** Peers at rates tuned on the training split; of those that search along a line it is the length of the first step. */
const field = (learned: string, task: string, until: { readonly sgd: number; readonly momentum: number }) => {
  const tuned = (method: 'sgd' | 'momentum' | 'cg' | 'lbfgs'): Tuned => ({
    method,
    task,
    until: { cg: 1, lbfgs: 1, ...until }[method],
  });
  return {
    Learned: learned,
    'Gradient descent': tuned('sgd'),
    Momentum: tuned('momentum'),
    'Conjugate gradient': tuned('cg'),
    'L-BFGS': tuned('lbfgs'),
  };
};

const firstOrder = ['Gradient descent', 'Momentum', 'Conjugate gradient'];
const lineSearching = ['Conjugate gradient', 'L-BFGS'];
const all = [...firstOrder, 'L-BFGS'];

const shared = {
  budget: 100,
  digits: 5,
  runs: 100,
  at: [20, 40],
  figures: [{ kind: 'margin of victory' }],
} as const satisfies Partial<Experiment>;

const experiments: readonly Experiment[] = [
  {
    ...shared,
    id: 'logistic',
    title: 'Logistic regression',
    about: 'The 100 test functions, three inputs, 100 points of two Gaussians, lambda = 0.0005. Trained for 40 steps.',
    place: (run) => ({ suite: 'convex', problem: `logistic-i${padded(run)}`, seed: 0 }),
    field: field('li-malik-logistic', 'convex-logistic', { sgd: 1, momentum: 0.3 }),
  },
  {
    ...shared,
    id: 'robust',
    title: 'Robust linear regression',
    about: 'The 100 test functions, Geman-McClure loss, three inputs, 100 points of four Gaussians.',
    place: (run) => ({ suite: 'convex', problem: `robust-i${padded(run)}`, seed: 0 }),
    field: field('li-malik-robust', 'convex-robust', { sgd: 1, momentum: 0.3 }),
  },
  {
    ...shared,
    id: 'net',
    title: 'A network of 2-2-2 units',
    about: 'ReLU and softmax, twelve parameters, 100 points of four Gaussians with random labels, lambda = 0.0005.',
    place: (run) => ({ suite: 'networks', problem: `tiny-i${padded(run)}`, seed: 0 }),
    field: field('li-malik-net', 'tiny-net', { sgd: 1, momentum: 0.1 }),
  },
];

/** The learned optimizer's margin over others after so many evaluations is above 0. */
const ahead = (experiment: string, claim: string, among: readonly string[], after: number): Claim => ({
  claim,
  metric: { kind: 'margin of victory', experiment, who: 'Learned', among, after },
  paper: 'figure: above 0',
  holds: { above: 0 },
});

const claims: readonly Claim[] = [
  ahead('logistic', 'Logistic regression: ahead of gradient descent, momentum and CG after 40 steps', firstOrder, 40),
  ahead('logistic', 'And still after 100, beyond the 40 that it was trained for', firstOrder, 100),
  {
    claim: 'Logistic regression: L-BFGS reaches slightly better optima',
    metric: { kind: 'mean difference', experiment: 'logistic', of: 'final loss', who: 'Learned', than: 'L-BFGS' },
    paper: 'figure: slightly above 0',
    holds: { above: 0 },
  },
  {
    claim: 'Robust regression: momentum is faster at first',
    metric: { kind: 'mean difference', experiment: 'robust', of: { after: 20 }, who: 'Learned', than: 'Momentum' },
    paper: 'figure: above 0 until about step 30',
    holds: { above: 0 },
  },
  ahead('robust', 'Robust regression: the learned one is best after 40 steps', all, 40),
  ahead('robust', 'And stays so to the 100th', all, 100),
  {
    claim: 'Robust regression: CG and L-BFGS diverge',
    metric: { kind: 'divergence rate', experiment: 'robust', who: lineSearching },
    paper: 'in words, of the mean curves',
    holds: { above: 0 },
  },
  ahead('net', 'The network: the learned one is best by a wide margin after 40 steps', all, 40),
  ahead('net', 'And stays so to the 100th', all, 100),
  {
    claim: 'The network: CG and L-BFGS often diverge',
    metric: { kind: 'divergence rate', experiment: 'net', who: lineSearching },
    paper: 'in words',
    holds: { above: 0 },
  },
];

const reproduction: ClaimReproduction = {
  name: 'li2016',
  title: 'Learning to optimize',
  source: 'Li & Malik (2017), Learning to Optimize, ICLR, arXiv 1606.01885, section 5',
  experiments,
  claims,
  choices: [
    {
      open: 'an iteration of CG and L-BFGS',
      choice: 'one evaluation of value and gradient, as for everybody; each trial point of a line search counts',
    },
    {
      open: 'where CG and L-BFGS stand while they search along a line',
      choice: 'on the last point that they took; points that are only tried do not count as steps',
    },
    {
      open: 'line searches of CG and L-BFGS',
      choice: 'strong Wolfe conditions with safeguards, which do not diverge where simpler ones did',
    },
    {
      open: 'tuning of the peers',
      choice:
        'the 15 rates 1e-7 to 1 on functions of the training split of the same kind, by the loss of the last of 100 evaluations; for CG and ' +
        'L-BFGS that is the length of the first step',
    },
    {
      open: 'training by guided policy search',
      choice: 'ours is trained by backpropagation through its own steps, on the same families',
    },
  ],
  remarks: ['Margins of victory are means over functions of the raw objective, as in the paper.'],
};

export default reproduction;
