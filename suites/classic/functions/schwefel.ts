/**
 * Schwefel (1981), problem 2.26: the best valleys lie far apart, and the best one near a corner. The constant 418.9829 is
 * the usual one, so that the optimum is not 0 but 1.27e-5 a dimension.
 */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

/** sum_i 418.9829 - x_i sin(sqrt|x_i|) */
export function schwefel(dim: number): TestFunction {
  return {
    bounds: cube(dim, -500, 500),
    optimum: dim * 1.272756629372521e-5,
    minimizers: [diagonal(dim, 420.96874635998205)],
    source: 'Schwefel (1981), Numerical Optimization of Computer Models, problem 2.26',
    value(x) {
      let sum = 418.9829 * dim;
      for (const v of x) sum -= v * Math.sin(Math.sqrt(Math.abs(v)));
      return sum;
    },
    gradient: (x) =>
      x.map((v) => {
        const root = Math.sqrt(Math.abs(v));
        return -Math.sin(root) - (root * Math.cos(root)) / 2;
      }),
  };
}
