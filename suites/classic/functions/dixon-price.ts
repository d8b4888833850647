/** Dixon & Price (1989). The last coordinate enters as a square alone, so there are two minimizers. */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

/** (x_1 - 1)^2 + sum_{i>1} i (2 x_i^2 - x_{i-1})^2 */
export function dixonPrice(dim: number): TestFunction {
  // 2 x_i^2 = x_{i-1} all the way from x_1 = 1
  const minimizer = diagonal(dim, 1).map((_, i) => 2 ** (2 ** -i - 1));
  return {
    bounds: cube(dim, -10, 10),
    optimum: 0,
    minimizers: [minimizer, minimizer.map((v, i) => (i === dim - 1 ? -v : v))],
    source: 'Dixon & Price (1989), Truncated Newton Method for Sparse Unconstrained Optimization',
    value(x) {
      let sum = (x[0]! - 1) ** 2;
      for (let i = 1; i < dim; i++) sum += (i + 1) * (2 * x[i]! ** 2 - x[i - 1]!) ** 2;
      return sum;
    },
    gradient(x) {
      const gradient = new Float64Array(dim);
      gradient[0] = 2 * (x[0]! - 1);
      for (let i = 1; i < dim; i++) {
        const slope = 2 * (i + 1) * (2 * x[i]! ** 2 - x[i - 1]!);
        gradient[i]! += 4 * x[i]! * slope;
        gradient[i - 1]! -= slope;
      }
      return gradient;
    },
  };
}
