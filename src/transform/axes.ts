/**
 * Axes along which any problem with gradients can be varied, written after its id: `a-i001+noise=0.5+scale=10`. Each is
 * applied to what stands before it.
 *
 *   +noise=0.5              0.5 N(0, 1) added to every element of the gradient
 *   +sparse=0.99            every element of the gradient 0 with this probability
 *   +scale=10               f(x / 10), begun at 10 x_0                                      (on R^n)
 *   +scale-tensors=10       every tensor (every block of x) in units of its own, drawn log-uniformly from 1/10 to 10
 *   +scale-coordinates=10   every coordinate in units of its own, likewise
 *   +log                    log(f + 1e-6) - log(1e-6)                                       (f at least 0)
 */
import { stream } from '../math/random.ts';
import type { Problem } from '../problem.ts';
import { changed } from './change.ts';
import { withGradientNoise, withSparseGradients } from './corruption.ts';
import { logarithm } from './logarithm.ts';
import { drawFactors, rescaled } from './rescale.ts';

type Axis = (problem: Problem, amount: number) => Problem;

const factors: Axis = (problem, most) =>
  rescaled(problem, drawFactors(most, problem.space.dim, undefined, stream('scale-coordinates', problem.id, most)));

const axes: Readonly<Record<string, Axis>> = {
  noise: withGradientNoise,
  sparse: withSparseGradients,
  scale: rescaled,
  'scale-tensors': (problem, most) => {
    const { space, id, blocks = [{ name: 'x', shape: [space.dim] }] } = problem;
    return rescaled(problem, drawFactors(most, space.dim, blocks, stream('scale-tensors', id, most)));
  },
  'scale-coordinates': factors,
};

/** The problem that the id names, made of the one that its first part names; undefined where there is no such thing. */
export function alongAxes(id: string, find: (id: string) => Problem | undefined): Problem | undefined {
  const [base, ...rest] = id.split('+');
  if (rest.length === 0) return undefined;
  let problem = find(base!);
  if (problem === undefined || problem.order !== 1) return undefined;
  for (const step of rest) {
    const next = along(problem, step);
    if (next === undefined) return undefined;
    problem = changed(next, { id: `${problem.id}+${step}` });
  }
  return problem;
}

function along(problem: Problem, step: string): Problem | undefined {
  if (step === 'log') return logarithm(problem);
  const [, name, digits] = /^([a-z-]+)=([\d.e-]+)$/.exec(step) ?? [];
  const amount = Number(digits);
  // One problem, one id: the number as it is printed.
  if (name === undefined || !Object.hasOwn(axes, name) || String(amount) !== digits) return undefined;
  if (name.startsWith('scale') && problem.space.bounded) return undefined;
  return axes[name]!(problem, amount);
}
