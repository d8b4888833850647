/** Ackley (1987), in n variables as in Baeck & Schwefel (1993): a funnel whose wall is covered with ripples. */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

const [a, b, c] = [20, 0.2, 2 * Math.PI];

/** -a exp(-b sqrt(mean x_i^2)) - exp(mean cos(c x_i)) + a + e */
export function ackley(dim: number): TestFunction {
  return {
    bounds: cube(dim, -32.768, 32.768),
    optimum: 0,
    minimizers: [diagonal(dim, 0)],
    source: 'Ackley (1987), A Connectionist Machine for Genetic Hillclimbing; Baeck & Schwefel (1993)',
    value(x) {
      let [squares, cosines] = [0, 0];
      for (const v of x) {
        squares += v * v;
        cosines += Math.cos(c * v);
      }
      return -a * Math.exp(-b * Math.sqrt(squares / dim)) - Math.exp(cosines / dim) + a + Math.E;
    },
    gradient(x) {
      let [squares, cosines] = [0, 0];
      for (const v of x) {
        squares += v * v;
        cosines += Math.cos(c * v);
      }
      const r = Math.sqrt(squares / dim);
      const funnel = r === 0 ? 0 : (a * b * Math.exp(-b * r)) / (r * dim); // a cone's tip at 0
      const ripple = (c * Math.exp(cosines / dim)) / dim;
      return x.map((v) => funnel * v + ripple * Math.sin(c * v));
    },
  };
}
