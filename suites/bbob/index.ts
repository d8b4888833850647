/**
 * The 24 noiseless functions of the Black-Box Optimization Benchmarking testbed, faithful to COCO: the same instances, the same
 * minimizers, the same values.
 *
 * Hansen, Finck, Ros & Auger (2009), "Real-Parameter Black-Box Optimization Benchmarking 2009: Noiseless Functions
 * Definitions", INRIA research report RR-6829. What the report leaves open follows the COCO core (Hansen et al. 2021,
 * Optimization Methods and Software 36).
 */
import type { Suite } from 'optbench';
import { functions } from './functions/index.ts';
import { bbobId, bbobProblem, whyNot } from './problem.ts';

const DIMENSIONS = [2, 3, 5, 10, 20, 40];
const INSTANCES = 15;

const suite: Suite = {
  name: 'bbob',
  about: 'The 24 noiseless BBOB functions as in COCO: 15 instances in 2, 3, 5, 10, 20 and 40 dimensions',
  *problems() {
    for (const dim of DIMENSIONS) {
      for (let number = 1; number <= functions.length; number++) {
        for (let instance = 1; instance <= INSTANCES; instance++) yield bbobProblem(number, instance, dim);
      }
    }
  },
  find(id) {
    const numbers = /^f(\d+)-i(\d+)-d(\d+)$/.exec(id)?.slice(1).map(Number);
    if (numbers === undefined) return undefined;
    const [number, instance, dim] = numbers as [number, number, number];
    if (bbobId(number, instance, dim) !== id || whyNot(number, instance, dim) !== undefined) return undefined;
    return bbobProblem(number, instance, dim);
  },
  budget: ({ space }) => 100 * space.dim,
  seeds: 1,
};

export default suite;
