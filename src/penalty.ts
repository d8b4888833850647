/**
 * A part of an objective that everybody is told, because it is simple enough to be minimised exactly: F = f + h with f smooth
 * and h the penalty. What a problem with a penalty reveals is F and a subgradient of F, as to any method; a method that knows
 * of penalties takes away the subgradient of h, is left with the gradient of f, and does the rest by h's proximal operator.
 */
import type { Vector } from './math/vector.ts';

/** h: its value, one subgradient, and its proximal operator, all at points of R^n. */
export interface Penalty {
  /** In a few words: '0.005 |x|_1'. */
  readonly name: string;
  value(x: Vector): number;
  /** The one that is part of what the problem reveals. */
  subgradient(x: Vector): Vector;
  /** argmin over z of |z - x|^2 / (2 step) + h(z) */
  prox(x: Vector, step: number): Vector;
}

/** weight |x|_1: the sum of absolute values, whose proximal operator is soft thresholding. The subgradient at 0 is 0. */
export function l1(weight: number): Penalty {
  return {
    name: `${weight} |x|_1`,
    value(x) {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]!);
      return weight * sum;
    },
    subgradient: (x) => x.map((v) => weight * Math.sign(v)),
    prox(x, step) {
      const threshold = weight * step;
      return x.map((v) => (v > threshold ? v - threshold : v < -threshold ? v + threshold : 0));
    },
  };
}
