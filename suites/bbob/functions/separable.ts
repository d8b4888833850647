/**
 * Separable functions, f1 to f5: Hansen, Finck, Ros & Auger (2009), section 1.
 *
 *   z   x after the function's transformations          D   dimension
 *   f_opt is added to every formula below; sums run over i = 0, ..., D-1.
 */
import type { Definition } from '../definition.ts';
import { scattered } from '../optimum.ts';
import { asymmetricOscillate, oscillate, penalty, powers, slopes } from '../transformations.ts';

/** f1, Sphere: ||z||^2 with z = x - x_opt. */
export const sphere: Definition = {
  name: 'Sphere',
  minimizer: scattered,
  objective: ({ dim, xopt, fopt }) => {
    return (x) => {
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        const z = x[i]! - xopt[i]!;
        sum += z * z;
      }
      return sum + fopt;
    };
  },
};

/** f2, Ellipsoidal: sum 10^(6 i/(D-1)) z_i^2 with z = T_osz(x - x_opt). */
export const ellipsoid: Definition = {
  name: 'Ellipsoidal, separable',
  minimizer: scattered,
  objective: ({ dim, xopt, fopt }) => {
    const weights = powers(1e6, dim);
    return (x) => {
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        const z = oscillate(x[i]! - xopt[i]!);
        sum += weights[i]! * z * z;
      }
      return sum + fopt;
    };
  },
};

/** f3, Rastrigin: 10 (D - sum cos(2 pi z_i)) + ||z||^2 with z = Lambda^10 T_asy^0.2(T_osz(x - x_opt)). */
export const rastrigin: Definition = {
  name: 'Rastrigin, separable',
  minimizer: scattered,
  objective: ({ dim, xopt, fopt }) => {
    const lambda = powers(Math.sqrt(10), dim);
    const slope = slopes(0.2, dim);
    return (x) => {
      let cosines = 0;
      let squares = 0;
      for (let i = 0; i < dim; i++) {
        const z = lambda[i]! * asymmetricOscillate(x[i]! - xopt[i]!, slope[i]!);
        cosines += Math.cos(2 * Math.PI * z);
        squares += z * z;
      }
      return 10 * (dim - cosines) + squares + fopt;
    };
  },
};

/**
 * f4, Bueche-Rastrigin: 10 (D - sum cos(2 pi z_i)) + ||z||^2 + 100 f_pen(x) with z_i = s_i T_osz(x - x_opt)_i,
 * s_i = 10^(i/2(D-1)), ten times as much where z_i > 0 and i is even. At even i the minimizer's coordinates are positive.
 */
export const buecheRastrigin: Definition = {
  name: 'Bueche-Rastrigin',
  seededAs: 3,
  minimizer: (dim, seed) => scattered(dim, seed).map((v, i) => (i % 2 === 0 ? Math.abs(v) : v)),
  objective: ({ dim, xopt, fopt }) => {
    const lambda = powers(Math.sqrt(10), dim);
    return (x) => {
      let cosines = 0;
      let squares = 0;
      for (let i = 0; i < dim; i++) {
        const oscillated = oscillate(x[i]! - xopt[i]!);
        const scale = oscillated > 0 && i % 2 === 0 ? 10 * lambda[i]! : lambda[i]!;
        const z = scale * oscillated;
        cosines += Math.cos(2 * Math.PI * z);
        squares += z * z;
      }
      return 10 * (dim - cosines) + squares + fopt + 100 * penalty(x, dim);
    };
  },
};

/**
 * f5, Linear slope: sum 5 |s_i| - s_i z_i with s_i = sign(x_opt_i) 10^(i/(D-1)) and z_i = x_i, but x_opt_i beyond it.
 * The minimizer is a corner of the box.
 */
export const linearSlope: Definition = {
  name: 'Linear slope',
  minimizer: (dim, seed) => scattered(dim, seed).map((v) => (v < 0 ? -5 : 5)),
  objective: ({ dim, xopt, fopt }) => {
    const slope = powers(10, dim).map((s, i) => (xopt[i]! > 0 ? s : -s));
    return (x) => {
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        const z = x[i]! * xopt[i]! < 25 ? x[i]! : xopt[i]!;
        sum += 5 * Math.abs(slope[i]!) - slope[i]! * z;
      }
      return sum + fopt;
    };
  },
};
