/**
 * The problems on which Wichrowska et al. (2017) train, as the released code has them, by name (make.ts) and in its groups; a name
 * that stands twice in a group is drawn twice as often.
 */

/** Sums of independent problems. */
export const sums: Readonly<Record<string, readonly string[]>> = {
  'sum-quadratics': [
    'quadratic-11',
    'quadratic-3',
    'quadratic-9',
    'quadratic-7',
    'quadratic-5',
    'quadratic-13',
    'quadratic-12',
  ],
  'sum-norm-quadratic-rosenbrock': ['norm-18-p3', 'quadratic-25', 'rosenbrock'],
  'sum-plane': plane(),
  'sum-plane-quadratics': [...plane(), 'quadratic-5', 'quadratic-13'],
  'sum-two-quadratics': ['quadratic-11', 'quadratic-3'],
  'sum-three-of-the-plane': ['rosenbrock', 'log-sum-exp', 'ackley'],
  'sum-noisy-quadratics': [11, 3, 9, 7, 5, 13, 12].map((n) => `quadratic-${n}+noise=0.1`),
  'sum-noisy-plane-quadratics': [...plane(), 'quadratic-5', 'quadratic-13+noise=0.5'],
};

const bowls = ['bowl-k0.1', 'bowl-k1', 'bowl-k5'];
const softmax = ['softmax-10-s2-b100', 'softmax-100-s1-b50', 'softmax-200-s1.5-b20', 'softmax-256-s1.5-b100'] as const;
const someMlps = ['mlp-8-8x5-b10', 'mlp-12-8x5x3-b200', 'mlp-5-4x4x4x4-b100'];
const [narrow, wide] = [
  [
    [1000, 100],
    [200, 10],
    [5000, 100],
    [1000, 50],
    [10_000, 50],
    [1000, 128],
    [300, 16],
    [5000, 128],
    [1000, 64],
    [10_000, 32],
  ],
  [
    [1000, 100],
    [100, 10],
    [5000, 100],
    [1000, 50],
    [10_000, 50],
    [1000, 128],
    [100, 16],
    [5000, 128],
    [1000, 64],
    [10_000, 32],
  ],
];
const dims = [20, 12, 56, 64, 13, 20, 12, 56, 64, 13];
const tables = (kind: string, sizes: readonly (readonly number[])[]) =>
  sizes.map(([rows, batch], i) => `${kind}-${dims[i]}-r${rows}-b${batch}`);

/** The groups that are on by default. */
export const corpus = {
  quadratic: ['quadratic-20', 'quadratic-25', 'quadratic-50', 'quadratic-100'],
  'quadratic-noisy': ['quadratic-20+noise=0.5', 'quadratic-25', 'quadratic-50+noise=1', 'quadratic-100+noise=2'],
  bowl: [...bowls, 'bowl-k5-a45'],
  'bowl-noisy': [...bowls, 'bowl-k5-a45'].map((name) => `${name}+noise=0.1`),
  plane: plane(),
  'plane-noisy': plane().map((name) => `${name}+noise=1`),
  softmax,
  'softmax-noisy': softmax.map((name, i) => `${name}+noise=${[0.5, 0.1, 0.1, 0.5][i]}`),
  mlp: [
    ...someMlps,
    ...['mlp-11-4x5x6-b64', 'mlp-9-8-b128', 'mlp-7-8x5-b16', 'mlp-8-32x64-b10', 'mlp-12-16x8x3-b200'],
    ...['mlp-5-8x8x8x8-b100', 'mlp-11-10x12x12-b64', 'mlp-9-32-b128', 'mlp-7-32x64-b16'],
  ],
  matmul: [...[5, 6, 7, 8].map((k) => `matmul-n2-k${k}`), ...[19, 20, 21, 22, 23, 24].map((k) => `matmul-n3-k${k}`)],
  log: [...['quadratic-20', 'quadratic-50', 'quadratic-100'], ...bowls].map((name) => `${name}+log`),
  sparse: [...['quadratic-20', 'quadratic-50', 'quadratic-100'], ...bowls].map((name) => `${name}+sparse=0.99`),
  'sparse-mlp': someMlps.map((name) => `${name}+sparse=0.99`),
  rescale: [
    ...[
      'norm-18-p2.5+scale=0.123',
      'norm-18-p1.5+scale=8',
      'norm-18-p2+scale=50',
      'norm-18-p3+scale=200',
      'norm-18-p1+scale=1000',
    ],
    ...['quadratic-20+scale=0.1', 'quadratic-25+scale=10', 'quadratic-50+scale=350', 'quadratic-100+scale=132'],
  ],
  norm: ['norm-27-p1', 'norm-25-p2', 'norm-22-p3'],
  'norm-noisy': ['norm-19-p1', 'norm-26-p2', 'norm-23-p3'].map((name) => `${name}+noise=0.1`),
  sum: Object.keys(sums).filter((name) => !name.includes('noisy')),
  'sum-noisy': Object.keys(sums).filter((name) => name.includes('noisy')),
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The groups that have to be asked for. */
export const optional = {
  'quadratic-large': ['quadratic-784', 'quadratic-1024', 'quadratic-2048'],
  chain: [20, 12, 56, 64, 13].map((n) => `chain-${n}`),
  well: [20, 12, 56, 64, 13].map((n) => `well-${n}`),
  snake: tables('snake', narrow!),
  projection: tables('projection', wide!),
  quadsum: tables('quadsum', wide!),
  'sparse-softmax': ['sparse-softmax'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The test functions of the plane. */
function plane(): readonly string[] {
  return [
    'rosenbrock',
    'log-sum-exp',
    'ackley',
    'beale',
    'booth',
    'styblinski-tang',
    'matyas',
    'branin',
    'michalewicz',
  ];
}
