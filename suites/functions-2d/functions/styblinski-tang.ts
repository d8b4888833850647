/** Styblinski & Tang (1990), separable with 2^n minima; raised by 40 a coordinate, so that it is nowhere negative. */
import { cube } from '../start.ts';
import type { TestFunction } from '../test-function.ts';

const root = -2.903534027771177; // of 4 x^3 - 32 x + 5

/** sum_i (x_i^4 - 16 x_i^2 + 5 x_i) / 2 + 40 */
export function styblinskiTang(dim: number): TestFunction {
  const term = (x: number): number => (x ** 4 - 16 * x * x + 5 * x) / 2 + 40;
  return {
    dim,
    start: cube(dim, -5, 5),
    optimum: dim * term(root),
    minimizers: [new Float64Array(dim).fill(root)],
    source: 'Styblinski & Tang (1990), Experiments in Nonconvex Optimization; raised as in Wichrowska et al. (2017)',
    f(x, g) {
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        const v = x[i]!;
        sum += term(v);
        if (g !== undefined) g[i] = 2 * v ** 3 - 16 * v + 2.5;
      }
      return sum;
    },
  };
}
