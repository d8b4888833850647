/**
 * The four benchmark functions of Chen et al. (2017), section 3.2, on the unit cube. The paper prints no scaling of their values;
 * the floors of its curves (figure 5: -1.0474, -3.129, -3.863, -3.322) are those of the scalings below, with which Branin and
 * Goldstein-Price have mean 0 and variance 1 over their boxes: Picheny, Wagner & Ginsbourger (2013).
 */
import type { Vector } from 'optbench';
import type { UnitFunction } from './unit-function.ts';

/** Branin (1972): Dixon & Szego (1978), RCOS; x = 15 u_1 - 5, y = 15 u_2. Its three minima are the least on the whole plane. */
export const branin: UnitFunction = {
  dim: 2,
  values: '(f - 54.81) / 51.95',
  source: 'Branin (1972); Dixon & Szego (1978), Towards Global Optimisation 2',
  optimum: (10 / (8 * Math.PI) - 54.81) / 51.95, // where the square is 0 and cos x = -1
  minimizers: [
    [-Math.PI, 12.275],
    [Math.PI, 2.275],
    [3 * Math.PI, 2.475],
  ].map(([x, y]) => Float64Array.of((x! + 5) / 15, y! / 15)),
  value(u) {
    const [x, y] = [15 * u[0]! - 5, 15 * u[1]!];
    const square = (y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6) ** 2;
    return (square + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 54.81) / 51.95;
  },
};

/** Goldstein & Price (1971), its logarithm; x = 4 u_1 - 2, y = 4 u_2 - 2. The least on the whole plane, 3, is attained once. */
export const goldsteinPrice: UnitFunction = {
  dim: 2,
  values: '(ln f - 8.693) / 2.427',
  source: 'Goldstein & Price (1971), On Descent from Local Minima',
  optimum: (Math.log(3) - 8.693) / 2.427,
  minimizers: [Float64Array.of(0.5, 0.25)],
  value(u) {
    const [x, y] = [4 * u[0]! - 2, 4 * u[1]! - 2];
    const [w, v] = [x + y, 2 * x - 3 * y];
    const first = 1 + (w + 1) ** 2 * (19 - 14 * w + 3 * w * w);
    const second = 30 + v * v * (18 - 16 * v + 3 * v * v);
    return (Math.log(first * second) - 8.693) / 2.427;
  },
};

/** Hartmann's function of three variables: four Gaussian wells. */
export const hartmann3: UnitFunction = hartmann({
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

/** Hartmann's function of six variables. */
export const hartmann6: UnitFunction = hartmann({
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

/** f(u) = -sum_i alpha_i exp(-sum_j A_ij (u_j - P_ij)^2); nowhere less than in the cube, where all centres lie. */
function hartmann(spec: {
  readonly A: readonly (readonly number[])[];
  readonly P: readonly (readonly number[])[];
  readonly optimum: number;
  readonly minimizer: readonly number[];
}): UnitFunction {
  const { A, P, optimum, minimizer } = spec;
  const alpha = [1, 1.2, 3, 3.2];
  return {
    dim: minimizer.length,
    values: 'f',
    source: `Dixon & Szego (1978), Towards Global Optimisation 2, Hartmann ${minimizer.length}`,
    optimum,
    minimizers: [Float64Array.from(minimizer)],
    value(u: Vector): number {
      let sum = 0;
      for (let i = 0; i < 4; i++) {
        let s = 0;
        for (let j = 0; j < u.length; j++) s += A[i]![j]! * (u[j]! - P[i]![j]!) ** 2;
        sum -= alpha[i]! * Math.exp(-s);
      }
      return sum;
    },
  };
}
