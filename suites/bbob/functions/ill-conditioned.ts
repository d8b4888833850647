/**
 * Unimodal functions with high conditioning, f10 to f14: Hansen, Finck, Ros & Auger (2009), section 3.
 *
 *   R, Q   random rotations          z   x after the function's transformations          D   dimension
 *   f_opt is added to every formula below; sums run over i = 0, ..., D-1.
 */
import type { Definition } from '../definition.ts';
import { scattered } from '../optimum.ts';
import { multiply, multiplyShifted, rotation, sandwich } from '../rotation.ts';
import { asymmetric, oscillate, powers, slopes } from '../transformations.ts';

/** f10, Ellipsoidal: sum 10^(6 i/(D-1)) z_i^2 with z = T_osz(R (x - x_opt)). */
export const rotatedEllipsoid: Definition = {
  name: 'Ellipsoidal',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const r = rotation(dim, seed + 1e6);
    const weights = powers(1e6, dim);
    const shifted = new Float64Array(dim);
    const rotated = new Float64Array(dim);
    return (x) => {
      multiplyShifted(r, x, xopt, shifted, rotated);
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        const z = oscillate(rotated[i]!);
        sum += weights[i]! * z * z;
      }
      return sum + fopt;
    };
  },
};

/** f11, Discus: 10^6 z_0^2 + sum_{i > 0} z_i^2 with z = T_osz(R (x - x_opt)). */
export const discus: Definition = {
  name: 'Discus',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const r = rotation(dim, seed + 1e6);
    const shifted = new Float64Array(dim);
    const rotated = new Float64Array(dim);
    return (x) => {
      multiplyShifted(r, x, xopt, shifted, rotated);
      const first = oscillate(rotated[0]!);
      let sum = 1e6 * first * first;
      for (let i = 1; i < dim; i++) {
        const z = oscillate(rotated[i]!);
        sum += z * z;
      }
      return sum + fopt;
    };
  },
};

/** f12, Bent cigar: z_0^2 + 10^6 sum_{i > 0} z_i^2 with z = R T_asy^0.5(R (x - x_opt)). */
export const bentCigar: Definition = {
  name: 'Bent cigar',
  // Deviation from the report, as in the COCO core: x_opt is drawn from the seed of R.
  minimizer: (dim, seed) => scattered(dim, seed + 1e6),
  objective: ({ dim, seed, xopt, fopt }) => {
    const r = rotation(dim, seed + 1e6);
    const slope = slopes(0.5, dim);
    const bent = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      multiplyShifted(r, x, xopt, z, bent);
      for (let i = 0; i < dim; i++) bent[i] = asymmetric(bent[i]!, slope[i]!);
      multiply(r, bent, z);
      let sum = z[0]! * z[0]!;
      for (let i = 1; i < dim; i++) sum += 1e6 * z[i]! * z[i]!;
      return sum + fopt;
    };
  },
};

/** f13, Sharp ridge: z_0^2 + 100 sqrt(sum_{i > 0} z_i^2) with z = Q Lambda^10 R (x - x_opt). */
export const sharpRidge: Definition = {
  name: 'Sharp ridge',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const matrix = sandwich(rotation(dim, seed + 1e6), powers(Math.sqrt(10), dim), rotation(dim, seed));
    const shifted = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      multiplyShifted(matrix, x, xopt, shifted, z);
      let sum = 0;
      for (let i = 1; i < dim; i++) sum += z[i]! * z[i]!;
      return 100 * Math.sqrt(sum) + z[0]! * z[0]! + fopt;
    };
  },
};

/** f14, Different powers: sqrt(sum |z_i|^(2 + 4 i/(D-1))) with z = R (x - x_opt). */
export const differentPowers: Definition = {
  name: 'Different powers',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const r = rotation(dim, seed + 1e6);
    const exponents = new Float64Array(dim).map((_, i) => 2 + (4 * i) / (dim - 1));
    const shifted = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      multiplyShifted(r, x, xopt, shifted, z);
      let sum = 0;
      for (let i = 0; i < dim; i++) sum += Math.exp(exponents[i]! * Math.log(Math.abs(z[i]!)));
      return Math.sqrt(sum) + fopt;
    };
  },
};
