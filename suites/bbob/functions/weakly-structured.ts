/**
 * Multi-modal functions with weak global structure, f20 to f24: Hansen, Finck, Ros & Auger (2009), section 5.
 *
 *   R, Q   random rotations          z   x after the function's transformations          D   dimension
 *   f_opt is added to every formula below; sums and products run over i = 0, ..., D-1. f21 and f22 are in gallagher.ts.
 */
import type { Definition } from '../definition.ts';
import { scattered } from '../optimum.ts';
import { gaussians, uniforms } from '../random.ts';
import { multiply, multiplyShifted, rotation, sandwich } from '../rotation.ts';
import { penalty, powers } from '../transformations.ts';

/**
 * f20, Schwefel: 1/100 (418.98... - 1/D sum z_i sin(sqrt|z_i|) + sum max(0, |z_i| - 500)^2), with y_i = 2 sign(x_opt_i) x_i and
 *   y'_0 = y_0,  y'_{i+1} = y_{i+1} + 1/4 (y_i - c),  z = 100 (Lambda^10 (y' - c) + c).
 *
 * Deviation from the report, as in the COCO core: c = 4.2096874637 where 2 |x_opt_i| = 4.2096874633.
 */
export const schwefel: Definition = {
  name: 'Schwefel',
  minimizer: (dim, seed) => uniforms(dim, seed).map((u) => (u < 0.5 ? -1 : 1) * 0.5 * 4.2096874633),
  residual: (dim) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += 420.96874633 * Math.sin(Math.sqrt(420.96874633));
    return 0.01 * (418.9828872724339 - sum / dim);
  },
  objective: ({ dim, xopt, fopt }) => {
    const lambda = powers(Math.sqrt(10), dim);
    const mirror = xopt.map((v) => (v < 0 ? -2 : 2));
    const c = 4.2096874637;
    return (x) => {
      let beyond = 0;
      let sum = 0;
      let pull = 0;
      for (let i = 0; i < dim; i++) {
        const y = mirror[i]! * x[i]!;
        const z = 100 * (lambda[i]! * (y + pull - c) + c);
        pull = 0.25 * (y - c);
        const size = Math.abs(z);
        sum += z * Math.sin(Math.sqrt(size));
        if (size > 500) beyond += (size - 500) * (size - 500);
      }
      return 0.01 * (beyond + 418.9828872724339 - sum / dim) + fopt;
    };
  },
};

/**
 * f23, Katsuura: 10/D^2 (prod (1 + (i+1) sum_j |2^j z_i - round(2^j z_i)| / 2^j)^(10/D^1.2) - 1) + f_pen(x), j = 1, ..., 32, with
 * z = Q Lambda^100 R (x - x_opt).
 */
export const katsuura: Definition = {
  name: 'Katsuura',
  minimizer: scattered,
  objective: ({ dim, seed, xopt, fopt }) => {
    const matrix = sandwich(rotation(dim, seed + 1e6), powers(10, dim), rotation(dim, seed));
    const exponent = 10 / dim ** 1.2;
    const shifted = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      multiplyShifted(matrix, x, xopt, shifted, z);
      let product = 1;
      for (let i = 0; i < dim; i++) {
        let roughness = 0;
        let scale = 1;
        for (let j = 1; j <= 32; j++) {
          scale *= 2;
          const scaled = scale * z[i]!;
          roughness += Math.abs(scaled - Math.floor(scaled + 0.5)) / scale;
        }
        product *= 1 + (i + 1) * roughness;
      }
      return (10 / dim / dim) * (product ** exponent - 1) + fopt + penalty(x, dim);
    };
  },
};

/**
 * f24, Lunacek bi-Rastrigin: min(sum (y_i - mu_0)^2, D + s sum (y_i - mu_1)^2) + 10 (D - sum cos(2 pi z_i)) + 10^4 f_pen(x)
 * with y = 2 sign(x_opt) x and z = Q Lambda^100 R (y - mu_0).
 */
export const lunacekBiRastrigin: Definition = {
  name: 'Lunacek bi-Rastrigin',
  minimizer: (dim, seed) => gaussians(dim, seed).map((g) => (g < 0 ? -1.25 : 1.25)),
  objective: ({ dim, seed, xopt, fopt }) => {
    const mu0 = 2.5;
    const s = 1 - 0.5 / (Math.sqrt(dim + 20) - 4.1);
    const mu1 = -Math.sqrt((mu0 * mu0 - 1) / s);
    const matrix = sandwich(rotation(dim, seed + 1e6), powers(10, dim), rotation(dim, seed));
    const mirror = xopt.map((v) => (v < 0 ? -2 : 2));
    const away = new Float64Array(dim);
    const z = new Float64Array(dim);
    return (x) => {
      let near = 0;
      let far = 0;
      for (let i = 0; i < dim; i++) {
        const y = mirror[i]! * x[i]!;
        away[i] = y - mu0;
        near += away[i]! * away[i]!;
        far += (y - mu1) * (y - mu1);
      }
      multiply(matrix, away, z);
      let cosines = 0;
      for (let i = 0; i < dim; i++) cosines += Math.cos(2 * Math.PI * z[i]!);
      return Math.min(near, dim + s * far) + 10 * (dim - cosines) + 1e4 * penalty(x, dim) + fopt;
    };
  },
};
