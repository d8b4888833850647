/** Rastrigin (1974), in n variables as in Muehlenbein, Schomisch & Born (1991): a bowl with a grid of minima. */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

const tau = 2 * Math.PI;

/** 10 n + sum_i x_i^2 - 10 cos(2 pi x_i) */
export function rastrigin(dim: number): TestFunction {
  return {
    bounds: cube(dim, -5.12, 5.12),
    optimum: 0,
    minimizers: [diagonal(dim, 0)],
    source: 'Rastrigin (1974); Muehlenbein, Schomisch & Born (1991)',
    value(x) {
      let sum = 10 * dim;
      for (const v of x) sum += v * v - 10 * Math.cos(tau * v);
      return sum;
    },
    gradient: (x) => x.map((v) => 2 * v + 10 * tau * Math.sin(tau * v)),
  };
}
