/** Zakharov's function: one minimum, at the bottom of a plate. Chelouah & Siarry (2000), appendix. */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

/** With s = sum_i i x_i / 2: sum_i x_i^2 + s^2 + s^4 */
export function zakharov(dim: number): TestFunction {
  const tilt = (x: ArrayLike<number>): number => {
    let s = 0;
    for (let i = 0; i < dim; i++) s += 0.5 * (i + 1) * x[i]!;
    return s;
  };
  return {
    bounds: cube(dim, -5, 10),
    optimum: 0,
    minimizers: [diagonal(dim, 0)],
    source: 'Chelouah & Siarry (2000), A Continuous Genetic Algorithm, appendix',
    value(x) {
      const s = tilt(x);
      let sum = 0;
      for (const v of x) sum += v * v;
      return sum + s ** 2 + s ** 4;
    },
    gradient(x) {
      const s = tilt(x);
      return x.map((v, i) => 2 * v + (i + 1) * (s + 2 * s ** 3));
    },
  };
}
