/** Ackley (1987), in n variables as in Baeck & Schwefel (1993): a funnel whose wall is covered with ripples. */
import { cube } from '../start.ts';
import type { TestFunction } from '../test-function.ts';

const [a, b, c] = [20, 0.2, 2 * Math.PI];

/** -a exp(-b sqrt(mean x_i^2)) - exp(mean cos(c x_i)) + a + e; at the tip of the cone, 0, its part of the gradient is 0 */
export function ackley(dim: number): TestFunction {
  return {
    dim,
    start: cube(dim, -32.768, 32.768),
    optimum: 0,
    minimizers: [new Float64Array(dim)],
    source: 'Ackley (1987), A Connectionist Machine for Genetic Hillclimbing; Baeck & Schwefel (1993)',
    f(x, g) {
      let [squares, cosines] = [0, 0];
      for (let i = 0; i < dim; i++) {
        squares += x[i]! ** 2;
        cosines += Math.cos(c * x[i]!);
      }
      const r = Math.sqrt(squares / dim);
      const funnel = a * Math.exp(-b * r);
      const ripples = Math.exp(cosines / dim);
      if (g !== undefined) {
        const slope = r === 0 ? 0 : (b * funnel) / (r * dim);
        for (let i = 0; i < dim; i++) g[i] = slope * x[i]! + ((c * ripples) / dim) * Math.sin(c * x[i]!);
      }
      return -funnel - ripples + a + Math.E;
    },
  };
}
