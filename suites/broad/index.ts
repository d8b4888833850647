/**
 * A broad range of functions on the unit box: random waves of many kernels and length-scales, basins, valleys, creases,
 * funnels, wells, ripples, cliffs; inputs and values bent; coordinates without influence, rounded ones, noise (draw.ts).
 * Values have mean 0 and spread 1 over the box. The same distribution is a family for training robust optimizers
 * (family.ts); the suite's functions are of its test split.
 */
import type { Problem, Suite } from 'optbench';
import type { Breadth } from './draw.ts';
import { drawLandscapes } from './landscape.ts';
import { landscapeProblem } from './problem.ts';

/** The dimensions of the suite. */
const dims: readonly number[] = [1, 2, 3, 6, 10];
const mostDim = 20;
const listed = 20;

const suite: Suite = {
  name: 'broad',
  about: 'A broad range of random functions, d = 1 to 10: waves, basins, valleys, funnels, cliffs, warped, some noisy',
  *problems() {
    for (const dim of dims) for (let number = 1; number <= listed; number++) yield problem(dim, number);
  },
  find(id) {
    const [, dim, number] = /^d(\d{2})-i(\d{3,6})$/.exec(id) ?? [];
    if (dim === undefined || !(Number(dim) >= 1 && Number(dim) <= mostDim) || Number(number) < 1) return undefined;
    const found = problem(Number(dim), Number(number));
    return found.id === id ? found : undefined; // 'i0001' is not a second name of 'i001'
  },
  budget: () => 100,
  seeds: 1,
};

export default suite;

function problem(dim: number, number: number): Problem {
  const breadth: Breadth = { dim, lengthScale: [0.12, 1.6], features: 1024, rough: true };
  const id = `d${String(dim).padStart(2, '0')}-i${String(number).padStart(3, '0')}`;
  const draw = () => drawLandscapes('test', [dim], { from: number, to: number + 1 }, breadth);
  return landscapeProblem(id, breadth, draw, { instance: number }) as Problem;
}
