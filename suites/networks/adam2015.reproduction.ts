/**
 * Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, section 6: logistic regression, a multi-layer network, and what
 * the correction of the moments' bias is good for. The paper shows curves and no tables.
 */
import { type Claim, type ClaimReproduction, descent, type Experiment, type Optimizer } from 'optbench';

/**
 * Algorithm 1 with any decay rates, with or without the correction of the bias: without it and with beta1 = 0 it is RMSProp.
 *
 *   m <- beta1 m + (1 - beta1) g      v <- beta2 v + (1 - beta2) g^2      eps  1e-8
 */
const adam = (name: string, alpha: number, beta1: number, beta2: number, corrected: boolean): Optimizer =>
  descent({
    name,
    source: `Kingma & Ba (2015), Adam, Algorithm 1${corrected ? '' : ' without the correction of bias, as in section 6.4'}`,
    rule({ space: { dim } }) {
      const m = new Float64Array(dim);
      const v = new Float64Array(dim);
      let t = 0;
      return (theta, g, _value, next) => {
        t++;
        const [debias1, debias2] = corrected ? [1 - beta1 ** t, 1 - beta2 ** t] : [1, 1];
        for (let i = 0; i < dim; i++) {
          m[i] = beta1 * m[i]! + (1 - beta1) * g[i]!;
          v[i] = beta2 * v[i]! + (1 - beta2) * g[i]! ** 2;
          next[i] = theta[i]! - (alpha * (m[i]! / debias1)) / (Math.sqrt(v[i]! / debias2) + 1e-8);
        }
        return next;
      };
    },
  });

const betas1 = [0, 0.9] as const;
const betas2 = [0.99, 0.999, 0.9999] as const;
const rates = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1] as const;
const kinds = ['corrected', 'raw'] as const;

/** Evaluations in 10 and in 100 epochs: 673 digits to fit, minibatches of 128. */
const [epochs10, epochs100] = [53, 526];

/** 'adam_0.9_0.999_raw', to which a rate is added. */
const setting = (beta1: number, beta2: number, kind: (typeof kinds)[number]): string =>
  `adam_${beta1}_${beta2}_${kind}`;
const atEveryRate = (method: string): readonly string[] => rates.map((rate) => `${method}-${rate}`);

const ablations: readonly Optimizer[] = betas1.flatMap((beta1) =>
  betas2.flatMap((beta2) =>
    kinds.flatMap((kind) =>
      rates.map((rate) => {
        const name = `${setting(beta1, beta2, kind)}-${rate}`;
        return adam(name, rate, beta1, beta2, kind === 'corrected');
      }),
    ),
  ),
);

/** A method at several rates, each a role of its own; a claim takes the best of them. */
const sweep = (role: string, method: string, rates: readonly number[], suffix = ''): Readonly<Record<string, string>> =>
  Object.fromEntries(rates.map((rate) => [`${role}, ${rate}`, `${method}-${rate}${suffix}`]));
const rolesOf = (role: string, rates: readonly number[]): readonly string[] => rates.map((rate) => `${role}, ${rate}`);

const few = { adam: [0.1, 0.3, 1, 3], nesterov: [0.3, 1, 3, 10], adagrad: [0.1, 0.3, 1, 3] } as const;
const deep = {
  adam: [0.003, 0.01, 0.03, 0.1],
  rmsprop: [0.001, 0.003, 0.01, 0.03],
  adagrad: [0.01, 0.03, 0.1, 0.3],
  nesterov: [0.03, 0.1, 0.3, 1],
} as const;
const others = [
  ...rolesOf('RMSProp', deep.rmsprop),
  ...rolesOf('AdaGrad', deep.adagrad),
  ...rolesOf('SGD Nesterov', deep.nesterov),
];

const experiments: readonly Experiment[] = [
  {
    id: 'logistic',
    title: 'Logistic regression, alpha / sqrt(t)',
    about:
      'Softmax regression on the digits, minibatches of 128, every rate decayed by 1/sqrt(t); AdaGrad decays by itself. The paper has ' +
      'MNIST and chooses each rate on a grid; here each method is at its best of four.',
    budget: 300,
    digits: 5,
    runs: 20,
    place: (run) => ({ suite: 'networks', problem: 'digits-logistic', seed: run - 1 }),
    field: {
      ...sweep('Adam', 'adam', few.adam, '-inverse-sqrt'),
      ...sweep('SGD Nesterov', 'nesterov', few.nesterov, '-inverse-sqrt'),
      ...sweep('AdaGrad', 'adagrad', few.adagrad),
    },
    at: [30, 100],
  },
  {
    id: 'mlp',
    title: 'A network of two hidden layers',
    about:
      'ReLU, twice 128 units, minibatches of 128, digits, each method at its best of four rates; the paper has twice 1000 units and MNIST.',
    budget: 300,
    digits: 5,
    runs: 5,
    place: (run) => ({ suite: 'networks', problem: 'digits-mlp-relu-128-128', seed: run - 1 }),
    field: {
      ...sweep('Adam', 'adam', deep.adam),
      ...sweep('RMSProp', 'rmsprop', deep.rmsprop),
      ...sweep('AdaGrad', 'adagrad', deep.adagrad),
      ...sweep('SGD Nesterov', 'nesterov', deep.nesterov),
    },
    at: [100],
  },
  {
    id: 'vae',
    title: 'Bias correction: a variational auto-encoder',
    about:
      'Softplus, 64 hidden units, 8 codes, minibatches of 128; beta1, beta2 and the rate are swept, with and without the correction of ' +
      `bias. The paper has 500 units and 50 codes, and looks as we do after 10 and after 100 epochs (${epochs10} and ${epochs100} ` +
      'evaluations). Uncorrected, the first step of every coordinate is the rate over sqrt(1 - beta2): where that is 1 or more, the ' +
      "logarithms of the codes' variances are off by so much that their exponentials overflow.",
    budget: epochs100,
    at: [epochs10],
    digits: 5,
    runs: 5,
    place: (run) => ({ suite: 'networks', problem: 'digits-vae-softplus-64-8', seed: run - 1 }),
    field: Object.fromEntries(ablations.map(({ name }) => [name, name])),
    axis: 'linear',
    figures: [
      {
        kind: 'rates',
        panels: betas1.flatMap((beta1) =>
          betas2.map((beta2) => ({
            title: `beta1 ${beta1}, beta2 ${beta2}`,
            lines: { 'with correction': setting(beta1, beta2, 'corrected'), without: setting(beta1, beta2, 'raw') },
          })),
        ),
      },
    ],
  },
];

/** With and without momentum, at these beta2. */
const everyRateOf = (kind: (typeof kinds)[number], betas2: readonly number[]): readonly string[] =>
  betas1.flatMap((beta1) => betas2.flatMap((beta2) => atEveryRate(setting(beta1, beta2, kind))));

/** With the correction less without, each at its best rate, after 10 and after 100 epochs. */
const corrected = (beta1: number, beta2: number): readonly Claim[] =>
  ([10, 100] as const).map(
    (epochs): Claim => ({
      claim: `With beta1 = ${beta1}, beta2 = ${beta2} the correction makes Adam as good or better at the best rate, ${epochs} epochs`,
      metric: {
        kind: 'mean difference',
        experiment: 'vae',
        of: epochs === 10 ? { after: epochs10 } : 'final loss',
        who: atEveryRate(setting(beta1, beta2, 'corrected')),
        than: atEveryRate(setting(beta1, beta2, 'raw')),
      },
      paper: 'figure: equal or lower',
      holds: { atMost: 0 },
    }),
  );

const claims: readonly Claim[] = [
  {
    claim: 'Logistic regression: Adam converges like SGD with Nesterov momentum, 0.02 a step apart at most',
    metric: {
      kind: 'mean difference',
      experiment: 'logistic',
      of: 'summed loss',
      who: rolesOf('Adam', few.adam),
      than: rolesOf('SGD Nesterov', few.nesterov),
    },
    paper: 'figure: much the same curve',
    holds: { about: 0, within: 0.02 * 300 },
  },
  {
    claim: 'Logistic regression: both converge faster than AdaGrad',
    metric: {
      kind: 'mean difference',
      experiment: 'logistic',
      of: 'summed loss',
      who: rolesOf('Adam', few.adam),
      than: rolesOf('AdaGrad', few.adagrad),
    },
    paper: 'figure: lower',
    holds: { below: 0 },
  },
  {
    claim: 'The network: Adam converges faster than RMSProp, AdaGrad and SGD with Nesterov momentum',
    metric: {
      kind: 'mean difference',
      experiment: 'mlp',
      of: 'summed loss',
      who: rolesOf('Adam', deep.adam),
      than: others,
    },
    paper: 'figure: the lowest curve',
    holds: { below: 0 },
  },
  {
    claim: 'And ends lower',
    metric: {
      kind: 'mean log10 difference',
      experiment: 'mlp',
      of: 'final loss',
      who: rolesOf('Adam', deep.adam),
      than: others,
    },
    paper: 'figure: the lowest curve',
    holds: { below: 0 },
  },
  ...betas1.flatMap((beta1) => betas2.flatMap((beta2) => corrected(beta1, beta2))),
  ...betas1.map(
    (beta1): Claim => ({
      claim: `Without the correction, beta2 near 1 is unstable in the first epochs: beta1 = ${beta1}, beta2 = 0.9999, rate 0.01, more often the higher loss`,
      metric: {
        kind: 'win rate',
        experiment: 'vae',
        of: { after: epochs10 },
        who: `${setting(beta1, 0.9999, 'corrected')}-0.01`,
        than: `${setting(beta1, 0.9999, 'raw')}-0.01`,
      },
      paper: 'figure: higher',
      holds: { above: 0.5 },
    }),
  ),
  {
    claim: 'Without the correction, runs with beta2 = 0.9999 diverge at some rates',
    metric: { kind: 'divergence rate', experiment: 'vae', who: everyRateOf('raw', [0.9999]) },
    paper: 'in words: instabilities',
    holds: { above: 0 },
  },
  {
    claim: 'With it, none does at any rate',
    metric: { kind: 'divergence rate', experiment: 'vae', who: everyRateOf('corrected', [0.9999]) },
    paper: 'figure: none',
    holds: { atMost: 0 },
  },
  {
    claim: 'The best results are those of small 1 - beta2 with the correction, 100 epochs',
    metric: {
      kind: 'mean difference',
      experiment: 'vae',
      of: 'final loss',
      who: everyRateOf('corrected', [0.999, 0.9999]),
      than: [...everyRateOf('corrected', [0.99]), ...everyRateOf('raw', betas2)],
    },
    paper: 'in words: best',
    holds: { atMost: 0 },
  },
];

const reproduction: ClaimReproduction = {
  name: 'adam2015',
  title: 'Adam',
  source: 'Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, ICLR, arXiv 1412.6980, section 6',
  experiments,
  claims,
  optimizers: ablations,
  choices: [
    { open: 'images', choice: 'digits of 8 x 8 pixels instead of MNIST, and smaller networks' },
    {
      open: 'rates',
      choice:
        'as in the paper the best of a grid, four rates for each method, the best by the summed loss inside the grid; chosen on the runs that are shown',
    },
    { open: 'IMDB reviews, CIFAR-10', choice: 'not made: no such data are shipped' },
    { open: 'SFO as a peer of the network', choice: 'left out' },
    { open: 'rates of the sweep', choice: 'powers of ten from 1e-5 to 0.1, the range of the figure' },
  ],
  remarks: [
    'The digits can be told apart by softmax regression, so that its loss has no minimum and the last loss falls the longer the larger the rate: ' +
      'rates are compared there by the summed loss.',
  ],
};

export default reproduction;
