/**
 * The test problems of Chen et al. (2017), Learning to learn without gradient descent by gradient descent, ICML, section 3:
 *
 *   gp-d6-i0001       a function drawn from a Gaussian-process prior, d = 1, 3, 6, 9; `samples.ts` (section 3.1)
 *   branin-i001       Branin, Goldstein-Price, Hartmann of 3 and 6 variables, perturbed and scaled (section 3.2)
 *   repellers-i001    a control problem, perturbed (section 3.3)
 *
 * A few instances of each are listed; any other is found by its id. Problems reveal values only.
 */
import { box, formula, type Problem, perturbation, type Suite, stream, type Vector } from 'optbench';
import { branin, goldsteinPrice, hartmann3, hartmann6 } from './benchmarks.ts';
import { forth, knownOptimum } from './perturbation.ts';
import { repellers } from './repellers.ts';
import { priors, sample, waves } from './samples.ts';
import type { UnitFunction } from './unit-function.ts';

const perturbed: Readonly<Record<string, UnitFunction>> = {
  branin,
  'goldstein-price': goldsteinPrice,
  hartmann3,
  hartmann6,
  repellers,
};
const listed = 5;
const MOST_INSTANCES = 100_000;

const suite: Suite = {
  name: 'chen2017',
  about: 'The test problems of Chen et al. (2017): Gaussian-process samples, perturbed benchmark functions, repellers',
  *problems() {
    for (const name of Object.keys(priors))
      for (let number = 1; number <= listed; number++) yield gpSample(name, number);
    for (const name of Object.keys(perturbed))
      for (let number = 1; number <= listed; number++) yield instance(name, number);
  },
  find(id) {
    const [, kind, digits] = /^(.+)-i(\d{3,6})$/.exec(id) ?? [];
    const number = Number(digits);
    if (kind === undefined || !(number >= 1 && number <= MOST_INSTANCES)) return undefined;
    const make = Object.hasOwn(priors, kind) ? gpSample : Object.hasOwn(perturbed, kind) ? instance : undefined;
    const found = make?.(kind, number);
    return found?.id === id ? found : undefined; // 'i01' is not a second name of 'i001'
  },
  budget: () => 100,
  seeds: 1,
};

export default suite;

function gpSample(name: string, number: number): Problem {
  const { dim, kernel, lengthScale } = priors[name]!;
  const problem: Problem<Vector> = {
    id: `${name}-i${String(number).padStart(4, '0')}`,
    space: unitBox(dim),
    order: 0,
    source: 'Chen et al. (2017), section 3.1; drawn by Rahimi & Recht (2007), Algorithm 1',
    facts: { kernel, lengthScale, waves, instance: number },
    start() {
      const f = sample(name, number);
      return { evaluate: (x) => ({ value: f.value(x) }) };
    },
  };
  return problem as Problem;
}

function instance(name: string, number: number): Problem {
  const f = perturbed[name]!;
  const map = perturbation(f.dim, stream('chen2017', name, number));
  return formula<Vector>({
    id: `${name}-i${String(number).padStart(3, '0')}`,
    space: unitBox(f.dim),
    source: `${f.source}; perturbed as in Chen et al. (2017), section 3.2`,
    facts: { ...map, values: f.values, instance: number },
    ...knownOptimum(f, map),
    value: (z) => f.value(forth(map, z)),
  }) as Problem;
}

function unitBox(dim: number) {
  return box(Array.from({ length: dim }, () => [0, 1] as const));
}
