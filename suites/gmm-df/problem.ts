/** A function of the suite as a problem: its optimum is searched for when somebody asks. */
import { box, type Problem, type Vector } from 'optbench';
import { violationAt } from './constraints.ts';
import type { Instance } from './instances.ts';
import { mixtureAt, REACH } from './mixture.ts';
import { findOptimum } from './optimum.ts';

/** The problem; where there are constraints, every observation says by how much they are violated. */
export function mixtureProblem(id: string, dim: number, draw: () => Instance): Problem<Vector> {
  let known: Instance | undefined;
  const instance = (): Instance => {
    known ??= draw();
    return known;
  };
  let optimum: number | undefined;
  return {
    id,
    space: box(Array.from({ length: dim }, () => [-REACH, REACH] as const)),
    order: 1,
    source: 'TV et al. (2019), Meta-learning for black-box optimization, section 4.1: GMM-DF',
    get optimum() {
      const { mixture, constraints } = instance();
      optimum ??= findOptimum(mixture, constraints).value;
      return optimum;
    },
    start() {
      const { mixture, constraints } = instance();
      return {
        evaluate(x, { order }) {
          const gradient = new Float64Array(dim);
          const value = mixtureAt(mixture, x, 0, order === 1 ? { to: gradient, scale: 1 } : undefined);
          return {
            value,
            ...(order === 1 && { gradient }),
            ...(constraints.length > 0 && { violation: violationAt(constraints, x, 0) }),
          };
        },
      };
    },
  };
}
