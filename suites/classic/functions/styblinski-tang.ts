/** Styblinski & Tang (1990): separable, 2^n minima. */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

const root = -2.903534027771177; // of 4 x^3 - 32 x + 5

/** sum_i (x_i^4 - 16 x_i^2 + 5 x_i) / 2 */
export function styblinskiTang(dim: number): TestFunction {
  return {
    bounds: cube(dim, -5, 5),
    optimum: dim * -39.16616570377141,
    minimizers: [diagonal(dim, root)],
    source: 'Styblinski & Tang (1990), Experiments in Nonconvex Optimization',
    value(x) {
      let sum = 0;
      for (const v of x) sum += v ** 4 - 16 * v * v + 5 * v;
      return sum / 2;
    },
    gradient: (x) => x.map((v) => 2 * v ** 3 - 16 * v + 2.5),
  };
}
