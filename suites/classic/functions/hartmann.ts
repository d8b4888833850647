/**
 * Hartmann's functions of 3 and 6 variables, sums of four Gaussian wells: Dixon & Szego (1978).
 *
 *   alpha  4      depths of the wells
 *   A      4 x d  inverse squared widths
 *   P      4 x d  centres
 *   w      4      alpha_i exp(-sum_j A_ij (x_j - P_ij)^2), the wells at x
 */
import type { Vector } from 'optbench';
import { cube, type TestFunction } from '../test-function.ts';

const alpha = [1, 1.2, 3, 3.2];

/** A Hartmann function knows its minimizer in any box. */
export interface Hartmann extends TestFunction {
  /** The minimizer in the box from low to high. */
  minimizerWithin(low: Vector, high: Vector): Vector;
}

/** f(x) = -sum_i w_i(x), in three variables. */
export const hartmann3: Hartmann = hartmann({
  A: [
    [3, 10, 30],
    [0.1, 10, 35],
    [3, 10, 30],
    [0.1, 10, 35],
  ],
  P: [
    [0.3689, 0.117, 0.2673],
    [0.4699, 0.4387, 0.747],
    [0.1091, 0.8732, 0.5547],
    [0.0381, 0.5743, 0.8828],
  ],
  optimum: -3.862779787332663,
  minimizer: [0.11458887669181538, 0.5556488946145859, 0.8525469846235443],
});

/** f(x) = -sum_i w_i(x), in six variables. */
export const hartmann6: Hartmann = hartmann({
  A: [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ],
  P: [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ],
  optimum: -3.3223680114155147,
  minimizer: [
    0.20168951102706933, 0.15001069182039173, 0.4768739741443264, 0.2753324304881476, 0.3116516166092872,
    0.657300534068082,
  ],
});

interface Spec {
  readonly A: readonly (readonly number[])[];
  readonly P: readonly (readonly number[])[];
  readonly optimum: number;
  readonly minimizer: readonly number[];
}

function hartmann({ A, P, optimum, minimizer }: Spec): Hartmann {
  const dim = minimizer.length;
  const well = (i: number, x: Vector): number => {
    const [a, p] = [A[i]!, P[i]!];
    let sum = 0;
    for (let j = 0; j < dim; j++) sum += a[j]! * (x[j]! - p[j]!) ** 2;
    return alpha[i]! * Math.exp(-sum);
  };
  const value = (x: Vector): number => -(well(0, x) + well(1, x) + well(2, x) + well(3, x));

  // Given the weights w, the wells' quadratic majorizer is separable and least at the weighted mean of their centres,
  // clipped to the box: every step of this projected mean shift goes down (majorize-minimize; Carreira-Perpinan 2007).
  const descend = (start: readonly number[], low: Vector, high: Vector): Vector => {
    const clip = (v: number, j: number): number => Math.min(high[j]!, Math.max(low[j]!, v));
    let x = Float64Array.from(start, clip);
    for (let iteration = 0; iteration < 2000; iteration++) {
      const w = alpha.map((_, i) => well(i, x));
      const next = x.map((_, j) => {
        let [top, bottom] = [0, 0];
        for (let i = 0; i < 4; i++) {
          const weight = w[i]! * A[i]![j]!;
          top += weight * P[i]![j]!;
          bottom += weight;
        }
        return clip(top / bottom, j);
      });
      if (next.every((v, j) => v === x[j])) break;
      x = next;
    }
    return x;
  };

  return {
    bounds: cube(dim, 0, 1),
    optimum,
    minimizers: [Float64Array.from(minimizer)],
    source: `Dixon & Szego (1978), Towards Global Optimisation 2, Hartmann ${dim}`,
    value,
    gradient(x) {
      const gradient = new Float64Array(dim);
      for (let i = 0; i < 4; i++) {
        const w = well(i, x);
        for (let j = 0; j < dim; j++) gradient[j]! += 2 * w * A[i]![j]! * (x[j]! - P[i]![j]!);
      }
      return gradient;
    },
    minimizerWithin: (low, high) =>
      [minimizer, ...P]
        .map((start) => descend(start, low, high))
        .reduce((best, x) => (value(x) < value(best) ? x : best)),
  };
}
