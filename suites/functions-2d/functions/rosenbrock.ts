/** Rosenbrock (1960), in n variables a chain of its valleys: a parabolic valley, easy to find and hard to follow. */
import { cube } from '../start.ts';
import type { TestFunction } from '../test-function.ts';

/** sum_i (1 - x_i)^2 + 100 (x_{i+1} - x_i^2)^2 */
export function rosenbrock(dim: number): TestFunction {
  return {
    dim,
    start: cube(dim, -5, 10),
    optimum: 0,
    minimizers: [new Float64Array(dim).fill(1)],
    source: 'Rosenbrock (1960), An Automatic Method for Finding the Greatest or Least Value of a Function',
    f(x, g) {
      g?.fill(0);
      let sum = 0;
      for (let i = 0; i + 1 < dim; i++) {
        const a = 1 - x[i]!;
        const b = x[i + 1]! - x[i]! ** 2;
        sum += a * a + 100 * b * b;
        if (g === undefined) continue;
        g[i]! -= 2 * a + 400 * b * x[i]!;
        g[i + 1]! += 200 * b;
      }
      return sum;
    },
  };
}
