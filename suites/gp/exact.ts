/**
 * An exact draw from a Gaussian-process prior, realised where it is looked at: the chain rule p(y_t | x_1:t, y_1:t-1) of
 * Chen et al. (2017), section 2.1, by a Cholesky factor that grows by one row a point, O(t^2) each.
 *
 *   X  t x d   points looked at so far     L  t x t   lower Cholesky factor of their kernel matrix
 *   z  t       the normals they drew       y = L z
 *   v  t       L^-1 k(X, x)                f(x) = v . z + sqrt(1 - |v|^2) z_new
 *
 * What it yields depends on the order in which points are looked at (the law of the draw does not), so it cannot be a problem
 * of the suite; it is what the random Fourier features are checked against.
 */
import type { Rng, Vector } from 'optbench';
import type { Prior } from './features.ts';
import { kernels } from './kernels.ts';

/** A point whose value is known to this variance already adds nothing but rounding errors to the factor. */
const KNOWN = 1e-12;

/** Opens a draw: each call looks at one point more. */
export function exactDraw(rng: Rng, { kernel, lengthScale }: Omit<Prior, 'count'>): (x: Vector) => number {
  const { correlation } = kernels[kernel];
  const X: Vector[] = [];
  const L: Vector[] = [];
  const z: number[] = [];
  return (x) => {
    const v = new Float64Array(X.length + 1);
    let mean = 0;
    let variance = 1;
    for (let i = 0; i < X.length; i++) {
      let rest = correlation(distance(X[i]!, x) / lengthScale);
      for (let j = 0; j < i; j++) rest -= L[i]![j]! * v[j]!;
      v[i] = rest / L[i]![i]!;
      mean += v[i]! * z[i]!;
      variance -= v[i]! ** 2;
    }
    if (variance < KNOWN) return mean;
    const deviation = Math.sqrt(variance);
    const drawn = rng.normal();
    v[X.length] = deviation;
    X.push(x.slice());
    L.push(v);
    z.push(drawn);
    return mean + deviation * drawn;
  };
}

function distance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2;
  return Math.sqrt(sum);
}
