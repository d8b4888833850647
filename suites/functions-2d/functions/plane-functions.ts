/** The smaller functions of the plane, in the form and with the starts of Wichrowska et al. (2017). */
import { cube } from '../start.ts';
import { plane } from '../test-function.ts';

const { cos, exp, log, PI, sin, SQRT2 } = Math;

/** (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2 */
export const beale = plane({
  start: cube(2, -4.5, 4.5),
  optimum: 0,
  minimizers: [[3, 0.5]],
  source: 'Beale (1958), On an Iterative Method for Finding a Local Minimum',
  value: (x, y) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2,
  gradient(x, y) {
    const [p, q, r] = [1.5 - x + x * y, 2.25 - x + x * y ** 2, 2.625 - x + x * y ** 3];
    return [2 * (p * (y - 1) + q * (y ** 2 - 1) + r * (y ** 3 - 1)), 2 * x * (p + 2 * q * y + 3 * r * y ** 2)];
  },
});

/** (x + 2 y - 7)^2 + (2 x + y - 5)^2 */
export const booth = plane({
  start: cube(2, -10, 10),
  optimum: 0,
  minimizers: [[1, 3]],
  source: 'Jamil & Yang (2013), A Literature Survey of Benchmark Functions, Booth',
  value: (x, y) => (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
  gradient: (x, y) => [10 * x + 8 * y - 34, 8 * x + 10 * y - 38],
});

const [b, c, r, s, t] = [5.1 / (4 * PI ** 2), 5 / PI, 6, 10, 1 / (8 * PI)];

/** (y - b x^2 + c x - r)^2 + s (1 - t) cos x + s: least where the square is 0 and cos x = -1, on the whole plane too */
export const branin = plane({
  start: [
    [-5, 10],
    [0, 15],
  ],
  optimum: s * t,
  minimizers: [
    [-PI, 12.275],
    [PI, 2.275],
    [3 * PI, 2.475],
  ],
  source: 'Branin (1972); Dixon & Szego (1978), Towards Global Optimisation 2',
  value: (x, y) => (y - b * x * x + c * x - r) ** 2 + s * (1 - t) * cos(x) + s,
  gradient(x, y) {
    const q = y - b * x * x + c * x - r;
    return [2 * q * (c - 2 * b * x) - s * (1 - t) * sin(x), 2 * q];
  },
});

/** log(e^(x + 3 y - 0.1) + e^(x - 3 y - 0.1) + e^(-x - 0.1) + 1): least at y = 0, where 2 e^x = e^-x */
export const logSumExp = plane({
  start: 'normal',
  optimum: log(2 * SQRT2 * exp(-0.1) + 1),
  minimizers: [[-log(2) / 2, 0]],
  source:
    'Boyd & Vandenberghe (2004), Convex Optimization, equation 9.20; its logarithm as in Wichrowska et al. (2017)',
  value(x, y) {
    const top = highest(x, y);
    return top + log(exp(x + 3 * y - 0.1 - top) + exp(x - 3 * y - 0.1 - top) + exp(-x - 0.1 - top) + exp(-top));
  },
  gradient(x, y) {
    const top = highest(x, y);
    const [p, q, r] = [exp(x + 3 * y - 0.1 - top), exp(x - 3 * y - 0.1 - top), exp(-x - 0.1 - top)];
    const sum = p + q + r + exp(-top);
    return [(p + q - r) / sum, (3 * (p - q)) / sum];
  },
});

/** The greatest exponent: taken out, so that none overflows. */
function highest(x: number, y: number): number {
  return Math.max(x + 3 * Math.abs(y) - 0.1, -x - 0.1, 0);
}

/** 0.26 (x^2 + y^2) - 0.48 x y */
export const matyas = plane({
  start: cube(2, -10, 10),
  optimum: 0,
  minimizers: [[0, 0]],
  source: 'Jamil & Yang (2013), A Literature Survey of Benchmark Functions, Matyas',
  value: (x, y) => 0.26 * (x * x + y * y) - 0.48 * x * y,
  gradient: (x, y) => [0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x],
});

/** x^2 - y^2: no minimum, and a start at which one direction leads down for ever */
export const saddle = plane({
  start: 'normal',
  source: 'Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize, as in the released code',
  value: (x, y) => x * x - y * y,
  gradient: (x, y) => [2 * x, -2 * y],
});

/** |sqrt(diag(kappa, 1)) R(alpha) (x, y)|^2 / 2, R the rotation by alpha */
export const bowl = (kappa: number, alpha = 0) => {
  const [cosine, sine] = [cos(alpha), sin(alpha)];
  return plane({
    start: 'normal',
    optimum: 0,
    minimizers: [[0, 0]],
    source: 'Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize, as in the released code',
    value: (x, y) => (kappa * (cosine * x - sine * y) ** 2 + (sine * x + cosine * y) ** 2) / 2,
    gradient(x, y) {
      const [u, v] = [kappa * (cosine * x - sine * y), sine * x + cosine * y];
      return [cosine * u + sine * v, cosine * v - sine * u];
    },
  });
};
