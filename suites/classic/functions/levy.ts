/** Levy & Montalvo (1985), in the form of Laguna & Marti (2005), problem 18. */
import { cube, diagonal, type TestFunction } from '../test-function.ts';

const { PI, sin, cos } = Math;

/**
 * With w_i = 1 + (x_i - 1) / 4:
 * sin^2(pi w_1) + sum_{i<n} (w_i - 1)^2 (1 + 10 sin^2(pi w_i + 1)) + (w_n - 1)^2 (1 + sin^2(2 pi w_n))
 */
export function levy(dim: number): TestFunction {
  return {
    bounds: cube(dim, -10, 10),
    optimum: 0,
    minimizers: [diagonal(dim, 1)],
    source: 'Levy & Montalvo (1985), The Tunneling Algorithm for the Global Minimization of Functions',
    value(x) {
      const w = (i: number): number => 1 + (x[i]! - 1) / 4;
      const last = w(dim - 1);
      let sum = sin(PI * w(0)) ** 2 + (last - 1) ** 2 * (1 + sin(2 * PI * last) ** 2);
      for (let i = 0; i + 1 < dim; i++) sum += (w(i) - 1) ** 2 * (1 + 10 * sin(PI * w(i) + 1) ** 2);
      return sum;
    },
    gradient(x) {
      return x.map((v, i) => {
        const w = 1 + (v - 1) / 4;
        const q = w - 1;
        let slope = i === 0 ? PI * sin(2 * PI * w) : 0;
        if (i + 1 < dim) {
          const angle = PI * w + 1;
          slope += 2 * q * (1 + 10 * sin(angle) ** 2) + 20 * PI * q * q * sin(angle) * cos(angle);
        } else {
          slope += 2 * q * (1 + sin(2 * PI * w) ** 2) + 2 * PI * q * q * sin(4 * PI * w);
        }
        return slope / 4;
      });
    },
  };
}
