/**
 * Perturbed instances. Chen et al. (2017), section 3.2: random translation, scaling, flipping and permutation of the inputs.
 *
 *   z  d   the instance's point, in the unit cube
 *   u  d   the function's point, in the unit cube that its textbook box is mapped to
 *
 *   w = z_{permutation_i}, or 1 - w where flip_i                       every i draws its own
 *   u_i = 1/2 + scale_i (w - 1/2) + translation_i                      scale in [0.9, 1.1], translation in [-0.1, 0.1]
 *
 * The paper leaves open about what it scales (here: the centre) and whether per coordinate (here: yes). u may leave the
 * textbook box by up to 0.15 of its side; the formulas hold there. Branin, Goldstein-Price and Hartmann are nowhere less
 * than their textbook optimum (see their files; a Hartmann well falls off in every coordinate on either side of its centre,
 * and the centres lie in the box), so a textbook minimizer that z reaches stays the minimizer. Only Hartmann-3's can be out
 * of reach; then the least value on the part that z reaches is found anew.
 */
import type { Perturbation, Vector } from 'optbench';
import type { TestFunction } from './test-function.ts';

/** What an instance needs of its function; with `minimizerWithin` where the minimizers may be out of reach. */
export type Perturbable = TestFunction & { minimizerWithin?(low: Vector, high: Vector): Vector };

/** The function seen through the map: x_i = offset_i + slope_i z_{permutation_i}. */
export function perturbed(f: Perturbable, { permutation, flip, scale, translation }: Perturbation) {
  const slope = new Float64Array(permutation.length);
  const offset = new Float64Array(permutation.length);
  f.bounds.forEach(([low, high], i) => {
    const side = high - low;
    slope[i] = side * scale[i]! * (flip[i] ? -1 : 1);
    offset[i] = low + side * (0.5 + translation[i]!) - slope[i]! / 2;
  });
  const forth = (z: Vector): Vector => slope.map((s, i) => offset[i]! + s * z[permutation[i]!]!);
  const back = (x: Vector): Vector => {
    const z = new Float64Array(x.length);
    permutation.forEach((axis, i) => {
      z[axis] = (x[i]! - offset[i]!) / slope[i]!;
    });
    return z;
  };
  const minimizers = (): readonly Vector[] => {
    const reached = f.minimizers.map(back).filter((z) => z.every((v) => v >= 0 && v <= 1));
    if (reached.length > 0) return reached;
    if (f.minimizerWithin === undefined) throw new Error('classic: no minimizer is within reach of this instance');
    const corners = [offset, offset.map((o, i) => o + slope[i]!)] as const;
    const within = f.minimizerWithin(
      corners[0].map((v, i) => Math.min(v, corners[1][i]!)),
      corners[0].map((v, i) => Math.max(v, corners[1][i]!)),
    );
    return [back(within).map((v) => Math.min(1, Math.max(0, v)))];
  };
  return {
    value: (z: Vector): number => f.value(forth(z)),
    gradient(z: Vector): Vector {
      const result = new Float64Array(z.length);
      const slopes = f.gradient(forth(z));
      permutation.forEach((axis, i) => {
        result[axis] = slopes[i]! * slope[i]!;
      });
      return result;
    },
    minimizers,
  };
}
