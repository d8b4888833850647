/**
 * Gallagher's Gaussian peaks, f21 (101 peaks) and f22 (21 peaks): Hansen, Finck, Ros & Auger (2009), section 5.
 *
 *   T_osz(10 - max_p w_p exp(-1/(2D) (x - y_p)^T R^T C_p R (x - y_p)))^2 + f_pen(x)
 *
 *   y_p   the peak's place; y_0 = x_opt                      w_p   its height: 10, then 1.1 to 9.1
 *   C_p   D values, a permutation of alpha_p^(i/(D-1) - 1/2)  alpha_p   its conditioning: a permutation of 1000^(p/(P-2))
 *
 * Only the highest peak counts and the exponential is monotone, so the loop compares exponents and takes one exponential in
 * the end.
 */
import type { Vector } from 'optbench';
import type { Definition, Objective } from '../definition.ts';
import { uniforms } from '../random.ts';
import { multiply, rotation } from '../rotation.ts';
import { oscillatedPower, penalty } from '../transformations.ts';

interface Peaks {
  readonly count: number;
  /** Peaks are uniform in [-reach, reach]^D, the highest one is drawn in by 0.8. */
  readonly reach: number;
  /** The conditioning of the highest peak. */
  readonly sharpest: number;
}

/** f21, Gallagher's 101 peaks. */
export const gallagher101: Definition = gallagher("Gallagher's Gaussian 101-me peaks", {
  count: 101,
  reach: 5,
  sharpest: Math.sqrt(1000),
});

/** f22, Gallagher's 21 peaks. */
export const gallagher21: Definition = gallagher("Gallagher's Gaussian 21-hi peaks", {
  count: 21,
  reach: 4.9,
  sharpest: 1000,
});

function gallagher(name: string, peaks: Peaks): Definition {
  return {
    name,
    minimizer: (dim, seed) => uniforms(dim, seed).map((u) => 0.8 * (2 * peaks.reach * u - peaks.reach)),
    objective: ({ dim, seed, fopt }): Objective => {
      const r = rotation(dim, seed);
      const centres = rotatedPlaces(r, dim, seed, peaks);
      const weights = curvatures(dim, seed, peaks);
      const heights = new Float64Array(peaks.count).map((_, p) =>
        p === 0 ? 10 : ((p - 1) / (peaks.count - 2)) * (9.1 - 1.1) + 1.1,
      );
      const logs = heights.map(Math.log);
      const rotated = new Float64Array(dim);
      const factor = -0.5 / dim;
      const forms = new Float64Array(peaks.count);
      return (x) => {
        multiply(r, x, rotated);
        quadraticForms(rotated, centres, weights, forms);
        let best = Number.NEGATIVE_INFINITY;
        let highest = 0;
        for (let p = 0; p < peaks.count; p++) {
          const exponent = logs[p]! + factor * forms[p]!;
          if (exponent > best) {
            best = exponent;
            highest = p;
          }
        }
        const root = oscillatedPower(10 - heights[highest]! * Math.exp(factor * forms[highest]!), 1);
        return root * root + penalty(x, dim) + fopt;
      };
    },
  };
}

/** out_p = sum_i C_p,i (z_i - centre_p,i)^2. Two peaks at a time, because one sum alone waits for its own last addition. */
function quadraticForms(z: Vector, centres: Vector, weights: Vector, out: Vector): void {
  const dim = z.length;
  let p = 0;
  for (let row = 0; p + 1 < out.length; p += 2, row += 2 * dim) {
    const below = row + dim;
    let sum = 0;
    let sumBelow = 0;
    for (let j = 0; j < dim; j++) {
      const away = z[j]! - centres[row + j]!;
      const awayBelow = z[j]! - centres[below + j]!;
      sum += weights[row + j]! * away * away;
      sumBelow += weights[below + j]! * awayBelow * awayBelow;
    }
    out[p] = sum;
    out[p + 1] = sumBelow;
  }
  if (p < out.length) {
    let sum = 0;
    for (let j = 0, row = p * dim; j < dim; j++) {
      const away = z[j]! - centres[row + j]!;
      sum += weights[row + j]! * away * away;
    }
    out[p] = sum;
  }
}

/** The peaks' places before the highest is drawn in, P x D, row-major. */
function places(dim: number, seed: number, { count, reach }: Peaks): Vector {
  return uniforms(dim * count, seed).map((u) => 2 * reach * u - reach);
}

/** R y_p for every peak, P x D, row-major. */
function rotatedPlaces(r: Vector, dim: number, seed: number, peaks: Peaks): Vector {
  const at = places(dim, seed, peaks);
  const result = new Float64Array(at.length);
  for (let p = 0; p < peaks.count; p++) {
    multiply(r, at.subarray(p * dim, (p + 1) * dim), result.subarray(p * dim, (p + 1) * dim));
  }
  for (let i = 0; i < dim; i++) result[i]! *= 0.8;
  return result;
}

/** The diagonals of C_p, P x D, row-major. */
function curvatures(dim: number, seed: number, { count, sharpest }: Peaks): Vector {
  const ranks = order(uniforms(count - 1, seed));
  const result = new Float64Array(count * dim);
  for (let p = 0; p < count; p++) {
    const conditioning = p === 0 ? sharpest : 1000 ** (ranks[p - 1]! / (count - 2));
    const axes = order(uniforms(dim, seed + 1000 * p));
    for (let i = 0; i < dim; i++) result[p * dim + i] = conditioning ** (axes[i]! / (dim - 1) - 0.5);
  }
  return result;
}

/** The indices that sort the values. */
function order(values: Vector): readonly number[] {
  return Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
}
