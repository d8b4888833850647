/**
 * A function turned, in other units and of another height.
 *
 *   h f(R x / c)      R  n x n  rotation      c  the unit of length      h  the height
 *
 * It begins at c R' x_0, x_0 drawn as for the textbook function; its minimizers are c R' x*, its optimum h f*.
 */
import { differentiable, type Problem, type Rng, reals, type Vector } from 'optbench';
import { drawStart } from './start.ts';
import type { TestFunction } from './test-function.ts';

/** The variant with these numbers; without R it is not turned. */
export function variant(id: string, f: TestFunction, R: Vector | undefined, c: number, h: number): Problem<Vector> {
  const n = f.dim;
  const back = (y: Vector): Vector => times(R, y, n, 'transposed').map((v) => c * v);
  return differentiable({
    id,
    space: reals(n),
    source: `${f.source}; turned, in other units and of another height`,
    ...(f.optimum !== undefined && { optimum: h * f.optimum }),
    ...(f.minimizers !== undefined && { minimizers: f.minimizers.map(back) }),
    init: (rng) => back(drawStart(f.start, n, rng)),
    f(x, gradient) {
      const y = times(R, x, n).map((v) => v / c);
      if (gradient === undefined) return h * f.f(y);
      const g = new Float64Array(n);
      const value = h * f.f(y, g);
      const turned = times(R, g, n, 'transposed');
      for (let i = 0; i < n; i++) gradient[i] = (h / c) * turned[i]!;
      return value;
    },
  });
}

/** R x, or R' x; x itself where nothing is turned. */
function times(R: Vector | undefined, x: Vector, n: number, transposed?: 'transposed'): Vector {
  if (R === undefined) return x;
  const [row, column] = transposed ? [1, n] : [n, 1];
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[i]! += R[i * row + j * column]! * x[j]!;
  return result;
}

/** A random orthonormal matrix, all as likely: Gaussian rows made orthonormal one after another (Gram & Schmidt). */
export function rotation(n: number, rng: Rng): Vector {
  const R = Float64Array.from({ length: n * n }, () => rng.normal());
  for (let i = 0; i < n; i++) {
    const row = R.subarray(i * n, (i + 1) * n);
    for (let k = 0; k < i; k++) {
      const other = R.subarray(k * n, (k + 1) * n);
      const along = row.reduce((sum, v, j) => sum + v * other[j]!, 0);
      for (let j = 0; j < n; j++) row[j]! -= along * other[j]!;
    }
    const length = Math.hypot(...row);
    for (let j = 0; j < n; j++) row[j]! /= length;
  }
  return R;
}
