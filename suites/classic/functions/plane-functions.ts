/** The smaller functions of the plane. Formulas as collected by Jamil & Yang (2013), A Literature Survey of Benchmark Functions. */
import { cube, plane } from '../test-function.ts';

const { abs, sign, sin, cos, sqrt } = Math;

/** (4 - 2.1 x^2 + x^4 / 3) x^2 + x y + (4 y^2 - 4) y^2 */
export const sixHumpCamel = plane({
  bounds: [
    [-3, 3],
    [-2, 2],
  ],
  optimum: -1.0316284534898774,
  minimizers: [
    [0.08984201310047336, -0.7126564029508013],
    [-0.08984201310047336, 0.7126564029508013],
  ],
  source: 'Dixon & Szego (1978), Towards Global Optimisation 2',
  value: (x, y) => (4 - 2.1 * x * x + x ** 4 / 3) * x * x + x * y + (4 * y * y - 4) * y * y,
  gradient: (x, y) => [8 * x - 8.4 * x ** 3 + 2 * x ** 5 + y, x - 8 * y + 16 * y ** 3],
});

/** (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2 */
export const beale = plane({
  bounds: cube(2, -4.5, 4.5),
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
  bounds: cube(2, -10, 10),
  optimum: 0,
  minimizers: [[1, 3]],
  source: 'Jamil & Yang (2013), A Literature Survey of Benchmark Functions, Booth',
  value: (x, y) => (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
  gradient: (x, y) => [10 * x + 8 * y - 34, 8 * x + 10 * y - 38],
});

/** 0.26 (x^2 + y^2) - 0.48 x y */
export const matyas = plane({
  bounds: cube(2, -10, 10),
  optimum: 0,
  minimizers: [[0, 0]],
  source: 'Jamil & Yang (2013), A Literature Survey of Benchmark Functions, Matyas',
  value: (x, y) => 0.26 * (x * x + y * y) - 0.48 * x * y,
  gradient: (x, y) => [0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x],
});

/** 100 sqrt|y - x^2 / 100| + |x + 10| / 100: the minimum lies on a ridge with infinitely steep walls. */
export const bukin6 = plane({
  bounds: [
    [-15, -5],
    [-3, 3],
  ],
  optimum: 0,
  minimizers: [[-10, 1]],
  source: 'Bukin (1997), New Minimization Strategy for Non-Smooth Functions, No. 6',
  value: (x, y) => 100 * sqrt(abs(y - 0.01 * x * x)) + 0.01 * abs(x + 10),
  gradient(x, y) {
    const ridge = 100 * slopeOfRoot(y - 0.01 * x * x);
    return [-0.02 * x * ridge + 0.01 * sign(x + 10), ridge];
  },
});

/** -(y + 47) sin sqrt|y + x / 2 + 47| - x sin sqrt|x - y - 47|: least on the edge x = 512. */
export const eggholder = plane({
  bounds: cube(2, -512, 512),
  optimum: -959.6406627208507,
  minimizers: [[512, 404.2318051137578]],
  source: 'Whitley et al. (1996), Evaluating Evolutionary Algorithms',
  value: (x, y) => -(y + 47) * sin(sqrt(abs(y + x / 2 + 47))) - x * sin(sqrt(abs(x - (y + 47)))),
  gradient(x, y) {
    const [p, q] = [y + x / 2 + 47, x - (y + 47)];
    const [rootP, rootQ] = [sqrt(abs(p)), sqrt(abs(q))];
    const first = -(y + 47) * cos(rootP) * slopeOfRoot(p);
    const second = -x * cos(rootQ) * slopeOfRoot(q);
    return [first / 2 + second - sin(rootQ), first - sin(rootP) - second];
  },
});

/** The derivative of sqrt|v|; 0 at 0, where there is none. */
function slopeOfRoot(v: number): number {
  return v === 0 ? 0 : sign(v) / (2 * sqrt(abs(v)));
}
