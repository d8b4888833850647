/** Griewank (1981): a wide bowl with ripples, of which the one at 0 is the deepest. */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

/** 1 + sum_i x_i^2 / 4000 - prod_i cos(x_i / sqrt(i)) */
export function griewank(dim: number): TestFunction {
  return {
    bounds: cube(dim, -600, 600),
    optimum: 0,
    minimizers: [diagonal(dim, 0)],
    source: 'Griewank (1981), Generalized Descent for Global Optimization',
    value(x) {
      let [sum, product] = [0, 1];
      for (let i = 0; i < dim; i++) {
        sum += x[i]! ** 2;
        product *= Math.cos(x[i]! / Math.sqrt(i + 1));
      }
      return sum / 4000 - product + 1;
    },
    gradient(x) {
      // The product without its factor i, free of division: all factors before i times all after it.
      const cosines = x.map((v, i) => Math.cos(v / Math.sqrt(i + 1)));
      const after = diagonal(dim, 1);
      for (let i = dim - 2; i >= 0; i--) after[i] = after[i + 1]! * cosines[i + 1]!;
      let before = 1;
      return x.map((v, i) => {
        const root = Math.sqrt(i + 1);
        const others = before * after[i]!;
        before *= cosines[i]!;
        return v / 2000 + (others * Math.sin(v / root)) / root;
      });
    },
  };
}
