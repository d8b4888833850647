/**
 * Michalewicz (1992) with m = 5: separable, each coordinate flat but for steep valleys; raised by 1 a coordinate, so that it
 * is nowhere negative. Starts are in [0, pi]^n, where the textbook looks for the minimum.
 *
 * On R^n it has no least value: further out the waves sin(i x^2 / pi) are so short that one of them crests ever closer to where
 * sin x = 1, and a coordinate's value comes as near to 0 as one likes. So there is no optimum, but the box's, as a fact.
 */
import { cube } from '../start.ts';
import type { TestFunction } from '../test-function.ts';

const { PI, sin, cos } = Math;
const power = 10; // 2 m

/** sum_i 1 - sin(x_i) sin^10(i x_i^2 / pi) */
export function michalewicz(dim: number): TestFunction {
  const best = Float64Array.from({ length: dim }, (_, i) => floor(i + 1));
  const f: TestFunction['f'] = (x, g) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) {
      const v = x[i]!;
      const u = ((i + 1) * v * v) / PI;
      const s = sin(u);
      sum += 1 - sin(v) * s ** power;
      if (g !== undefined) g[i] = -(s ** (power - 1)) * slope(i + 1, v, u);
    }
    return sum;
  };
  return {
    dim,
    start: cube(dim, 0, PI),
    source:
      'Michalewicz (1992), Genetic Algorithms + Data Structures = Evolution Programs; as in Wichrowska et al. (2017)',
    facts: { leastInBox: f(best), minimizerInBox: Array.from(best) },
    f,
  };
}

/** d(sin x sin^10 u) / dx without the factor sin^9 u; u = i x^2 / pi */
function slope(i: number, x: number, u: number): number {
  return cos(x) * sin(u) + power * sin(x) * cos(u) * ((2 * i * x) / PI);
}

/** Where the i-th term is least in [0, pi]: between two zeros of sin u it has one valley, whose floor is found by bisection. */
function floor(i: number): number {
  const term = (x: number): number => -sin(x) * sin((i * x * x) / PI) ** power;
  let best = 0;
  for (let valley = 0; valley < i; valley++) {
    let [left, right] = [PI * Math.sqrt(valley / i), PI * Math.sqrt((valley + 1) / i)];
    for (let middle = (left + right) / 2; left < middle && middle < right; middle = (left + right) / 2) {
      const u = (i * middle * middle) / PI;
      if (slope(i, middle, u) * Math.sign(sin(u)) > 0) left = middle;
      else right = middle;
    }
    if (term(left) < term(best)) best = left;
  }
  return best;
}
