/**
 * Functions with low or moderate conditioning, f6 to f9: Hansen, Finck, Ros & Auger (2009), section 2.
 *
 *   R, Q   random rotations          z   x after the function's transformations          D   dimension
 *   f_opt is added to every formula below.
 */
import type { Vector } from 'optbench';
import type { Definition } from '../definition.ts';
import { scattered } from '../optimum.ts';
import { multiply, multiplyShifted, rotation, sandwich, scaledRows } from '../rotation.ts';
import { oscillatedPower, penalty, powers } from '../transformations.ts';

/** f6, Attractive sector: T_osz(sum (s_i z_i)^2)^0.9, s_i = 100 where z_i x_opt_i > 0, else 1; z = Q Lambda^10 R (x - x_opt). */
export const attractiveSector: Definition = {
  name: 'Attractive sector',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const matrix = sandwich(rotation(dim, seed + 1e6), powers(Math.sqrt(10), dim), rotation(dim, seed));
    const shifted = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      multiplyShifted(matrix, x, xopt, shifted, z);
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        const square = z[i]! * z[i]!;
        sum += z[i]! * xopt[i]! > 0 ? 1e4 * square : square;
      }
      return oscillatedPower(sum, 0.9) + fopt;
    };
  },
};

/**
 * f7, Step ellipsoidal: 0.1 max(|u_0| / 10^4, sum 10^(2 i/(D-1)) z_i^2) + f_pen(x) with u = Lambda^10 R (x - x_opt) and
 * z = Q round(u): to whole numbers where |u_i| > 0.5, to tenths elsewhere.
 */
export const stepEllipsoid: Definition = {
  name: 'Step ellipsoidal',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const inner = scaledRows(powers(10, dim).map(Math.sqrt), rotation(dim, seed));
    const outer = rotation(dim, seed + 1e6);
    const weights = powers(100, dim);
    const scratch = new Float64Array(dim);
    const u = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      multiplyShifted(inner, x, xopt, scratch, u);
      const first = Math.abs(u[0]!);
      for (let i = 0; i < dim; i++) {
        u[i] = Math.abs(u[i]!) > 0.5 ? Math.floor(u[i]! + 0.5) : Math.floor(10 * u[i]! + 0.5) / 10;
      }
      multiply(outer, u, z);
      let sum = 0;
      for (let i = 0; i < dim; i++) sum += weights[i]! * z[i]! * z[i]!;
      return 0.1 * Math.max(first * 1e-4, sum) + penalty(x, dim) + fopt;
    };
  },
};

/** f8, Rosenbrock: sum 100 (z_i^2 - z_{i+1})^2 + (z_i - 1)^2 with z = max(1, sqrt(D)/8) (x - x_opt) + 1. */
export const rosenbrock: Definition = {
  name: 'Rosenbrock, original',
  minimizer: (dim, seed) => scattered(dim, seed).map((v) => 0.75 * v),
  objective: ({ dim, xopt, fopt }) => {
    const scale = stretch(dim);
    const z = new Float64Array(dim);
    return (x) => {
      for (let i = 0; i < dim; i++) z[i] = scale * (x[i]! - xopt[i]!) + 1;
      return banana(z, dim) + fopt;
    };
  },
};

/** f9, Rosenbrock, rotated: as f8 with z = max(1, sqrt(D)/8) R x + 1/2. */
export const rotatedRosenbrock: Definition = {
  name: 'Rosenbrock, rotated',
  minimizer: valley,
  objective: ({ dim, seed, fopt }) => {
    const matrix = stretchedRotation(dim, seed);
    const z = new Float64Array(dim);
    return (x) => {
      multiply(matrix, x, z, 0.5);
      return banana(z, dim) + fopt;
    };
  },
};

function banana(z: Vector, dim: number): number {
  let bends = 0;
  let slopes = 0;
  for (let i = 0; i < dim - 1; i++) {
    const bend = z[i]! * z[i]! - z[i + 1]!;
    bends += bend * bend;
    const slope = z[i]! - 1;
    slopes += slope * slope;
  }
  return 100 * bends + slopes;
}

/** max(1, sqrt(D)/8): as D grows, the valley that leads to the minimizer stays as long. */
function stretch(dim: number): number {
  return Math.max(1, Math.sqrt(dim) / 8);
}

/** max(1, sqrt(D)/8) R. */
export function stretchedRotation(dim: number, seed: number): Vector {
  const scale = stretch(dim);
  return rotation(dim, seed).map((entry) => scale * entry);
}

/** The x with stretchedRotation x + 1/2 = 1, where f9 and f19 are least: the column sums of R over twice the stretch. */
export function valley(dim: number, seed: number): Vector {
  const scale = stretch(dim);
  const stretched = stretchedRotation(dim, seed);
  return new Float64Array(dim).map((_, column) => {
    let sum = 0;
    for (let row = 0; row < dim; row++) sum += stretched[row * dim + column]!;
    return sum / (2 * scale);
  });
}
