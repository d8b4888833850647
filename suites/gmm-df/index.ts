/**
 * The functions that TV et al. (2019) train and test RNN-Opt on, sums of Gaussian bumps in 2 and 6 dimensions (mixture.ts),
 * and the same under constraints (constraints.ts): there, only points that violate none count.
 */
import type { Problem, Suite } from 'optbench';
import { drawInstance, splitStream } from './instances.ts';
import { mixtureProblem } from './problem.ts';

const listed = 20;

const suite: Suite = {
  name: 'gmm-df',
  about: 'Sums of Gaussian bumps, d = 2 and 6, without and with constraints, after TV et al. (2019)',
  *problems() {
    for (const kind of ['free', 'constrained'] as const) {
      for (const dim of [2, 6]) for (let number = 1; number <= listed; number++) yield problem(kind, dim, number);
    }
  },
  find(id) {
    const [, kind, dim, number] = /^(free|constrained)-d([26])-i(\d{3,6})$/.exec(id) ?? [];
    if (kind === undefined || Number(number) < 1) return undefined;
    const found = problem(kind as Kind, Number(dim), Number(number));
    return found.id === id ? found : undefined; // 'i0001' is not a second name of 'i001'
  },
  budget: ({ space: { dim } }) => 10 * dim,
  seeds: 3,
};

export default suite;

type Kind = 'free' | 'constrained';

function problem(kind: Kind, dim: number, number: number): Problem {
  const id = `${kind}-d${dim}-i${String(number).padStart(3, '0')}`;
  const rng = splitStream('test', kind, dim, number);
  return mixtureProblem(id, dim, () => drawInstance(rng, dim, kind === 'constrained')) as Problem;
}
