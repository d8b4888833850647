/**
 * Perturbed instances. Chen et al. (2017), section 3.2: random translation (-0.1 to 0.1), scaling (0.9 to 1.1), flipping and
 * permutation of the inputs.
 *
 *   z  d   the instance's point, in the unit cube
 *   u  d   the function's point, in the unit cube that its textbook box is mapped to
 *
 *   w = z_{permutation_i}, or 1 - w where flip_i                       every i draws its own
 *   u_i = 1/2 + scale_i (w - 1/2) + translation_i                      scale in [0.9, 1.1], translation in [-0.1, 0.1]
 *
 * The paper leaves open about what it scales (here: the centre) and whether per coordinate (here: yes). u may leave the cube by
 * up to 0.15 of its side; the formulas hold there.
 */
import type { Perturbation, Vector } from 'optbench';
import type { UnitFunction } from './unit-function.ts';

/** u of z. */
export function forth({ permutation, flip, scale, translation }: Perturbation, z: Vector): Vector {
  return Float64Array.from(permutation, (axis, i) => {
    const w = flip[i] ? 1 - z[axis]! : z[axis]!;
    return 0.5 + scale[i]! * (w - 0.5) + translation[i]!;
  });
}

/** z of u. */
export function back({ permutation, flip, scale, translation }: Perturbation, u: Vector): Vector {
  const z = new Float64Array(u.length);
  permutation.forEach((axis, i) => {
    const w = 0.5 + (u[i]! - 0.5 - translation[i]!) / scale[i]!;
    z[axis] = flip[i] ? 1 - w : w;
  });
  return z;
}

/** The minimizers that z reaches, with their value; nothing where there are none, for then the least value is not known. */
export function knownOptimum({ optimum, minimizers = [] }: UnitFunction, map: Perturbation) {
  const reached = minimizers.map((u) => back(map, u)).filter((z) => z.every((v) => v >= 0 && v <= 1));
  return reached.length > 0 && optimum !== undefined ? { optimum, minimizers: reached } : {};
}
