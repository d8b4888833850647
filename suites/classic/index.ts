/**
 * The classic test functions with their textbook boxes and values, and the four of Chen et al. (2017), Learning to Learn
 * without Gradient Descent by Gradient Descent, as perturbed instances too.
 *
 *   branin          the textbook function
 *   ackley-d05      a function of any dimension, in 5
 *   branin-i01      instance 1: inputs perturbed, values scaled; any number of them by name
 */
import { box, formula, type Problem, perturbation, type Suite, stream, type Vector } from 'optbench';
import { ackley } from './functions/ackley.ts';
import { branin } from './functions/branin.ts';
import { dixonPrice } from './functions/dixon-price.ts';
import { goldsteinPrice } from './functions/goldstein-price.ts';
import { griewank } from './functions/griewank.ts';
import { hartmann3, hartmann6 } from './functions/hartmann.ts';
import { levy } from './functions/levy.ts';
import { michalewicz } from './functions/michalewicz.ts';
import { beale, booth, bukin6, eggholder, matyas, sixHumpCamel } from './functions/plane-functions.ts';
import { rastrigin } from './functions/rastrigin.ts';
import { rosenbrock } from './functions/rosenbrock.ts';
import { schwefel } from './functions/schwefel.ts';
import { styblinskiTang } from './functions/styblinski-tang.ts';
import { zakharov } from './functions/zakharov.ts';
import { type Perturbable, perturbed } from './instance.ts';
import type { TestFunction } from './test-function.ts';

const fixed: Readonly<Record<string, TestFunction>> = {
  branin,
  'goldstein-price': goldsteinPrice,
  hartmann3,
  hartmann6,
  'six-hump-camel': sixHumpCamel,
  beale,
  booth,
  matyas,
  bukin6,
  eggholder,
};

const scalable: Readonly<Record<string, (dim: number) => TestFunction>> = {
  ackley,
  rosenbrock,
  rastrigin,
  griewank,
  levy,
  michalewicz,
  'styblinski-tang': styblinskiTang,
  schwefel,
  'dixon-price': dixonPrice,
  zakharov,
};

/** How an instance's values are scaled: y = value(f), with the derivative dy/df. */
interface Scale {
  readonly formula: string;
  value(f: number): number;
  slope(f: number): number;
}

const raw: Scale = { formula: 'f', value: (f) => f, slope: () => 1 };

/** Branin and Goldstein-Price scaled as by Picheny, Wagner & Ginsbourger (2013): mean 0, variance 1 over the box. */
const perturbable: Readonly<Record<string, { readonly f: Perturbable; readonly scale: Scale }>> = {
  branin: {
    f: branin,
    scale: { formula: '(f - 54.81) / 51.95', value: (f) => (f - 54.81) / 51.95, slope: () => 1 / 51.95 },
  },
  'goldstein-price': {
    f: goldsteinPrice,
    scale: {
      formula: '(ln f - 8.693) / 2.427',
      value: (f) => (Math.log(f) - 8.693) / 2.427,
      slope: (f) => 1 / (2.427 * f),
    },
  },
  hartmann3: { f: hartmann3, scale: raw },
  hartmann6: { f: hartmann6, scale: raw },
};

const listedDims = [2, 5, 10];
const listedInstances = 10;
const mostDims = 100;

const suite: Suite = {
  name: 'classic',
  about: 'Textbook test functions, and Branin, Goldstein-Price and Hartmann perturbed as in Chen et al. (2017).',
  *problems() {
    for (const [name, f] of Object.entries(fixed)) yield textbook(name, f);
    for (const name of Object.keys(scalable)) for (const dim of listedDims) yield inDimension(name, dim);
    for (const name of Object.keys(perturbable)) {
      for (let i = 1; i <= listedInstances; i++) yield instance(name, i);
    }
  },
  find(id) {
    if (Object.hasOwn(fixed, id)) return textbook(id, fixed[id]!);
    const [, name, kind, digits] = /^(.+)-([di])(\d{2,4})$/.exec(id) ?? [];
    if (name === undefined || digits === undefined || digits !== padded(Number(digits))) return undefined;
    const number = Number(digits);
    if (kind === 'd' && Object.hasOwn(scalable, name) && number >= 2 && number <= mostDims) {
      return inDimension(name, number);
    }
    return kind === 'i' && Object.hasOwn(perturbable, name) && number >= 1 ? instance(name, number) : undefined;
  },
  budget: ({ space }) => Math.max(100, 10 * space.dim),
  seeds: 5,
};

export default suite;

function textbook(id: string, f: TestFunction): Problem<Vector> {
  const { bounds, ...facts } = f;
  return formula({ ...facts, id, space: box(bounds, { beyond: true }) });
}

function inDimension(name: string, dim: number): Problem<Vector> {
  return textbook(`${name}-d${padded(dim)}`, scalable[name]!(dim));
}

function instance(name: string, number: number): Problem<Vector> {
  const { f, scale } = perturbable[name]!;
  const dim = f.bounds.length;
  const map = perturbation(dim, stream('classic', name, number));
  const g = perturbed(f, map);
  let found: readonly Vector[] | undefined;
  const minimizers = (): readonly Vector[] => {
    found ??= g.minimizers();
    return found;
  };
  return formula({
    id: `${name}-i${padded(number)}`,
    space: box(Array.from({ length: dim }, () => [0, 1] as const)),
    source: `${f.source}; perturbed as in Chen et al. (2017), section 3.2`,
    facts: { ...map, values: scale.formula },
    get optimum() {
      return scale.value(g.value(minimizers()[0]!));
    },
    get minimizers() {
      return minimizers();
    },
    value: (z) => scale.value(g.value(z)),
    gradient(z) {
      const slope = scale.slope(g.value(z));
      return g.gradient(z).map((v) => v * slope);
    },
  });
}

function padded(number: number): string {
  return String(number).padStart(2, '0');
}
