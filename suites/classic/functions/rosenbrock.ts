/** Rosenbrock (1960), chained to n variables: a bent valley. */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

/** sum_i 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2 */
export function rosenbrock(dim: number): TestFunction {
  return {
    bounds: cube(dim, -5, 10),
    optimum: 0,
    minimizers: [diagonal(dim, 1)],
    source: 'Rosenbrock (1960), An Automatic Method for Finding the Greatest or Least Value of a Function',
    value(x) {
      let sum = 0;
      for (let i = 0; i + 1 < dim; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
      return sum;
    },
    gradient(x) {
      const gradient = new Float64Array(dim);
      for (let i = 0; i + 1 < dim; i++) {
        const bend = x[i + 1]! - x[i]! ** 2;
        gradient[i]! += -400 * bend * x[i]! - 2 * (1 - x[i]!);
        gradient[i + 1]! += 200 * bend;
      }
      return gradient;
    },
  };
}
