/**
 * Small test functions with gradients on all of the plane, as learned optimizers have been trained and looked at on since
 * Wichrowska et al. (2017): the same formulas, and starts drawn by the seed from the same boxes.
 *
 *   ackley            a function of the plane, without bounds (those with a box are in the suite `classic`)
 *   rosenbrock-d10    one that has any dimension, in ten
 *   bowl-k5-a45       a quadratic bowl of condition 5, turned by 45 degrees; any condition and whole degrees
 *   ackley+noise=1    with noise in its gradients, as any problem can have
 */
import type { Problem, Suite } from 'optbench';
import { ackley } from './functions/ackley.ts';
import { michalewicz } from './functions/michalewicz.ts';
import { beale, booth, bowl, branin, logSumExp, matyas, saddle } from './functions/plane-functions.ts';
import { rosenbrock } from './functions/rosenbrock.ts';
import { styblinskiTang } from './functions/styblinski-tang.ts';
import { asProblem, type TestFunction } from './test-function.ts';

/** Functions of the plane alone. */
export const fixed: Readonly<Record<string, TestFunction>> = {
  beale,
  booth,
  branin,
  'log-sum-exp': logSumExp,
  matyas,
  saddle,
};

/** Functions of any dimension from 2. */
export const scalable: Readonly<Record<string, (dim: number) => TestFunction>> = {
  ackley,
  michalewicz,
  rosenbrock,
  'styblinski-tang': styblinskiTang,
};

const mostDims = 100;
const listed = [
  ...[...Object.keys(fixed), ...Object.keys(scalable)].sort(),
  ...['bowl-k0.1', 'bowl-k1', 'bowl-k5', 'bowl-k5-a45', 'bowl-k10', 'bowl-k100', 'bowl-k1000'],
];

const suite: Suite = {
  name: 'functions-2d',
  about: 'Textbook functions on the whole plane with gradients, begun as in Wichrowska et al. (2017).',
  *problems() {
    for (const id of listed) yield find(id)!;
  },
  find,
  budget: ({ space }) => Math.max(200, 20 * space.dim),
  seeds: 10,
};

export default suite;

/** The function with this id, or undefined: a name, a name with its dimension, a bowl. */
export function find(id: string): Problem | undefined {
  const f = Object.hasOwn(fixed, id)
    ? fixed[id]!
    : Object.hasOwn(scalable, id)
      ? scalable[id]!(2)
      : (inDimension(id) ?? bowlOf(id));
  return f && (asProblem(id, f) as Problem);
}

function inDimension(id: string): TestFunction | undefined {
  const [, name, digits] = /^(.+)-d(\d+)$/.exec(id) ?? [];
  const dim = Number(digits);
  if (name === undefined || String(dim) !== digits || dim < 3 || dim > mostDims) return undefined;
  return Object.hasOwn(scalable, name) ? scalable[name]!(dim) : undefined;
}

function bowlOf(id: string): TestFunction | undefined {
  const [, condition, degrees = '0'] = /^bowl-k(\d[\d.e+-]*?)(?:-a([1-9]\d*))?$/.exec(id) ?? [];
  const kappa = Number(condition);
  if (String(kappa) !== condition || !(kappa > 0) || Number(degrees) >= 180) return undefined;
  return bowl(kappa, (Number(degrees) * Math.PI) / 180);
}
