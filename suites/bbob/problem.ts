/** A BBOB problem: one function, instance and dimension. */
import { box, type Problem, type Vector } from 'optbench';
import type { Instance } from './definition.ts';
import { functions } from './functions/index.ts';
import { leastValue } from './optimum.ts';

/** The problem of function 1 to 24, instance 1, 2, ... and dimension 2 to 40. Cheap: what costs waits until it is asked for. */
export function bbobProblem(number: number, instance: number, dim: number): Problem<Vector> {
  const reason = whyNot(number, instance, dim);
  if (reason !== undefined) throw new Error(`bbob: ${reason}`);
  const { name, seededAs = number, residual, minimizer, objective } = functions[number - 1]!;
  const seed = seededAs + 10000 * instance;
  const open = (): Instance => ({ dim, seed, xopt: minimizer(dim, seed), fopt: leastValue(seed) });
  return {
    id: bbobId(number, instance, dim),
    space: boxes[dim]!,
    order: 0,
    get optimum() {
      return (residual?.(dim) ?? 0) + leastValue(seed);
    },
    get minimizers() {
      return [minimizer(dim, seed)];
    },
    source: `Hansen, Finck, Ros & Auger (2009), INRIA RR-6829, f${number}: ${name}; instances as in COCO`,
    facts: { function: number, name, instance },
    start: () => {
      const f = objective(open());
      return { evaluate: (x) => ({ value: f(x) }) };
    },
  };
}

/** 'f001-i01-d02' */
export function bbobId(number: number, instance: number, dim: number): string {
  const padded = (n: number, digits: number): string => String(n).padStart(digits, '0');
  return `f${padded(number, 3)}-i${padded(instance, 2)}-d${padded(dim, 2)}`;
}

const boxes = Array.from({ length: 41 }, (_, dim) => box(new Array(dim).fill([-5, 5]), { beyond: true }));

/** Why there is no problem with these numbers, or undefined where there is one. */
export function whyNot(number: number, instance: number, dim: number): string | undefined {
  const limits = [
    ['function', number, 1, functions.length],
    ['instance', instance, 1, 1e9],
    ['dimension', dim, 2, 40],
  ] as const;
  for (const [what, value, low, high] of limits) {
    if (!Number.isInteger(value) || value < low || value > high) {
      return `${what} must be a whole number from ${low} to ${high}, got ${value}`;
    }
  }
  return undefined;
}
