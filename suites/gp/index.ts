/**
 * Functions drawn from a Gaussian-process prior of zero mean and unit variance on the unit box: the test functions of
 * Chen et al. (2017), Learning to learn without gradient descent by gradient descent, section 3.1. The paper prints neither
 * kernel nor length-scale; those here make E[min f] agree with its curves (docs/suites.md, gp).
 *
 * A problem is a fixed function: a sum of 4096 random waves, drawn anew from its stream whenever it is started.
 */
import { box, type Problem, type Suite, type Vector } from 'optbench';
import { findInstance, type Instance, instances } from './instances.ts';
import { knownOptimum } from './optima.ts';

const source =
  'A draw from a Gaussian-process prior, after Chen et al. (2017), section 3.1, by Rahimi & Recht (2007), Algorithm 1';

function problem({ id, number, prior, open }: Instance): Problem {
  const { dim } = prior;
  const unitBox = box(Array.from({ length: dim }, () => [0, 1] as const));
  const spec: Problem<Vector> = {
    id,
    space: unitBox,
    order: 1,
    ...knownOptimum(id),
    source,
    facts: { ...prior, instance: number },
    start() {
      const f = open();
      return {
        evaluate(x, { order }) {
          if (order === 0) return { value: f.value(x) };
          const gradient = new Float64Array(dim);
          return { value: f.valueAndGradient(x, gradient), gradient };
        },
      };
    },
  };
  return spec as Problem;
}

const suite: Suite = {
  name: 'gp',
  about: 'Functions drawn from a Gaussian-process prior (RBF and Matern-5/2), d = 1 to 9, after Chen et al. (2017)',
  *problems() {
    for (const instance of instances()) yield problem(instance);
  },
  find(id) {
    const instance = findInstance(id);
    return instance && problem(instance);
  },
  budget: () => 100,
  seeds: 3,
};

export default suite;
