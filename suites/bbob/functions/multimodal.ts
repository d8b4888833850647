/**
 * Multi-modal functions with adequate global structure, f15 to f19: Hansen, Finck, Ros & Auger (2009), section 4.
 *
 *   R, Q   random rotations          z   x after the function's transformations          D   dimension
 *   f_opt is added to every formula below.
 */
import type { Definition } from '../definition.ts';
import { scattered } from '../optimum.ts';
import { multiply, multiplyShifted, rotation, sandwich, scaledRows } from '../rotation.ts';
import { asymmetric, asymmetricOscillate, oscillate, penalty, powers, slopes } from '../transformations.ts';
import { stretchedRotation, valley } from './moderate.ts';

/** f15, Rastrigin: 10 (D - sum cos(2 pi z_i)) + ||z||^2 with z = R Lambda^10 Q T_asy^0.2(T_osz(R (x - x_opt))). */
export const rotatedRastrigin: Definition = {
  name: 'Rastrigin',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const r = rotation(dim, seed + 1e6);
    const matrix = sandwich(r, powers(Math.sqrt(10), dim), rotation(dim, seed));
    const slope = slopes(0.2, dim);
    const bent = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      multiplyShifted(r, x, xopt, z, bent);
      for (let i = 0; i < dim; i++) bent[i] = asymmetricOscillate(bent[i]!, slope[i]!);
      multiply(matrix, bent, z);
      let cosines = 0;
      let squares = 0;
      for (let i = 0; i < dim; i++) {
        cosines += Math.cos(2 * Math.PI * z[i]!);
        squares += z[i]! * z[i]!;
      }
      return 10 * (dim - cosines) + squares + fopt;
    };
  },
};

/**
 * f16, Weierstrass: 10 (1/D sum_i sum_k 2^-k cos(2 pi 3^k (z_i + 1/2)) - f_0)^3 + 10/D f_pen(x), k = 0, ..., 11, with
 * z = R Lambda^(1/100) Q T_osz(R (x - x_opt)) and f_0 = sum_k 2^-k cos(pi 3^k).
 */
export const weierstrass: Definition = {
  name: 'Weierstrass',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const r = rotation(dim, seed + 1e6);
    const matrix = sandwich(r, powers(0.1, dim), rotation(dim, seed));
    const amplitudes = new Float64Array(12).map((_, k) => 0.5 ** k);
    const frequencies = new Float64Array(12).map((_, k) => 3 ** k);
    let f0 = 0;
    for (let k = 0; k < 12; k++) f0 += amplitudes[k]! * Math.cos(2 * Math.PI * frequencies[k]! * 0.5);
    const bent = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      multiplyShifted(r, x, xopt, z, bent);
      for (let i = 0; i < dim; i++) bent[i] = oscillate(bent[i]!);
      multiply(matrix, bent, z);
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        const angle = 2 * Math.PI * (z[i]! + 0.5);
        for (let k = 0; k < 12; k++) sum += Math.cos(angle * frequencies[k]!) * amplitudes[k]!;
      }
      const mean = sum / dim - f0;
      return 10 * (mean * mean * mean) + fopt + (10 / dim) * penalty(x, dim);
    };
  },
};

/**
 * Schaffer's F7: (1/(D-1) sum_{i < D-1} sqrt(s_i) (1 + sin(50 s_i^(1/5))^2))^2 + 10 f_pen(x) with s_i^2 = z_i^2 + z_{i+1}^2 and
 * z = Lambda^alpha Q T_asy^0.5(R (x - x_opt)).
 */
function schaffers(alpha: number): Pick<Definition, 'minimizer' | 'objective'> {
  return {
    minimizer: scattered,
    objective: ({ dim, seed, xopt, fopt }) => {
      const r = rotation(dim, seed + 1e6);
      const matrix = scaledRows(powers(Math.sqrt(alpha), dim), rotation(dim, seed));
      const slope = slopes(0.5, dim);
      const bent = new Float64Array(dim);
      const z = new Float64Array(dim);
      return (x) => {
        multiplyShifted(r, x, xopt, z, bent);
        for (let i = 0; i < dim; i++) bent[i] = asymmetric(bent[i]!, slope[i]!);
        multiply(matrix, bent, z);
        let sum = 0;
        for (let i = 0; i < dim - 1; i++) {
          const square = z[i]! * z[i]! + z[i + 1]! * z[i + 1]!;
          const sine = Math.sin(50 * Math.exp(0.1 * Math.log(square)));
          sum += Math.sqrt(Math.sqrt(square)) * (1 + sine * sine);
        }
        const mean = sum / (dim - 1);
        return mean * mean + fopt + 10 * penalty(x, dim);
      };
    },
  };
}

/** f17, Schaffer's F7 with conditioning 10. */
export const schaffers10: Definition = { name: "Schaffer's F7", ...schaffers(10) };

/** f18, Schaffer's F7 with conditioning 1000. */
export const schaffers1000: Definition = {
  name: "Schaffer's F7, ill-conditioned",
  seededAs: 17,
  ...schaffers(1000),
};

/**
 * f19, Griewank-Rosenbrock: 10/(D-1) sum_{i < D-1} (s_i/4000 - cos s_i) + 10 with s_i = 100 (z_i^2 - z_{i+1})^2 + (1 - z_i)^2 and
 * z = max(1, sqrt(D)/8) R x + 1/2.
 */
export const griewankRosenbrock: Definition = {
  name: 'Griewank-Rosenbrock, composite',
  minimizer: valley,
  objective: ({ dim, seed, fopt }) => {
    const matrix = stretchedRotation(dim, seed);
    const z = new Float64Array(dim);
    return (x) => {
      multiply(matrix, x, z);
      let sum = 0;
      for (let i = 0; i < dim - 1; i++) {
        const here = z[i]! + 0.5;
        const bend = here * here - (z[i + 1]! + 0.5);
        const slope = 1 - here;
        const s = 100 * bend * bend + slope * slope;
        sum += s / 4000 - Math.cos(s);
      }
      return 10 + (10 * sum) / (dim - 1) + fopt;
    };
  },
};
