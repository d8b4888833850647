/**
 * Michalewicz (1992), m = 10: separable, each coordinate flat but for a few steep valleys.
 *
 * The minimizer is found valley by valley. In the valley between two zeros of sin(i x^2 / pi) the logarithm of a term has
 * the derivative h(x) = cot x + 20 cot(u) 2 i x / pi with u = i x^2 / pi. h falls from +infinity to -infinity there, since
 * sin u cos u <= u; so its one root, by bisection, is the valley's floor, and the least floor is the minimizer.
 */
import { cube, type TestFunction } from '../test-function.ts';

const { PI, sin, cos } = Math;

/** -sum_i sin(x_i) sin^20(i x_i^2 / pi) */
export function michalewicz(dim: number): TestFunction {
  const minimizer = Float64Array.from({ length: dim }, (_, i) => floor(i + 1));
  const value: TestFunction['value'] = (x) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += term(i + 1, x[i]!);
    return sum;
  };
  return {
    bounds: cube(dim, 0, PI),
    optimum: value(minimizer),
    minimizers: [minimizer],
    source: 'Michalewicz (1992), Genetic Algorithms + Data Structures = Evolution Programs',
    value,
    gradient: (x) =>
      x.map((v, index) => {
        const i = index + 1;
        const u = (i * v * v) / PI;
        const s = sin(u);
        return -(s ** 19) * (cos(v) * s + 20 * sin(v) * cos(u) * ((2 * i * v) / PI));
      }),
  };
}

function term(i: number, x: number): number {
  return -sin(x) * sin((i * x * x) / PI) ** 20;
}

/** Found floors: entry i belongs to the i-th term. */
const floors: number[] = [];

/** The lowest point of the i-th term. */
function floor(i: number): number {
  floors[i] ??= search(i);
  return floors[i];
}

function search(i: number): number {
  let best = 0;
  for (let valley = 0; valley < i; valley++) {
    let [left, right] = [PI * Math.sqrt(valley / i), PI * Math.sqrt((valley + 1) / i)];
    for (let middle = (left + right) / 2; left < middle && middle < right; middle = (left + right) / 2) {
      const u = (i * middle * middle) / PI;
      // h with its denominators, both positive up to sign in the valley, multiplied out.
      const h = (cos(middle) * sin(u) + 20 * sin(middle) * cos(u) * ((2 * i * middle) / PI)) * Math.sign(sin(u));
      if (h > 0) left = middle;
      else right = middle;
    }
    if (term(i, left) < term(i, best)) best = left;
  }
  return best;
}
