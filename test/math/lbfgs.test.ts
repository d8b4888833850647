import { expect, test } from 'vitest';
import { lbfgs } from '../../src/math/lbfgs.ts';

/** Rosenbrock's function in any dimension. */
function rosenbrock(x: Float64Array, gradient: Float64Array): number {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const a = x[i + 1]! - x[i]! ** 2;
    const b = 1 - x[i]!;
    value += 100 * a * a + b * b;
    gradient[i]! += -400 * x[i]! * a - 2 * b;
    gradient[i + 1]! += 200 * a;
  }
  return value;
}
const start = (n: number) => Float64Array.from({ length: n }, (_, i) => (i % 2 ? 1 : -1.2));

test('it finds the end of the valley in 2, 10 and 30 dimensions', () => {
  for (const [n, most] of [
    [2, 60],
    [10, 130],
    [30, 300],
  ] as const) {
    const { x, value, evaluations } = lbfgs(rosenbrock, start(n), { iterations: 500 });
    expect(value).toBeLessThan(1e-12);
    expect(Math.max(...x.map((xi) => Math.abs(xi - 1)))).toBeLessThan(1e-5);
    expect(evaluations).toBeLessThan(most);
  }
});

test('with a bound in the way it stops where scipy does', () => {
  // scipy 1.17, minimize(rosen, [-1.2, 1], method='L-BFGS-B', bounds=[(-2, 0.5), (-2, 2)]): x = (0.5, 0.25), f = 0.25
  const low = Float64Array.of(-2, -2);
  const high = Float64Array.of(0.5, 2);
  const { x, value } = lbfgs(rosenbrock, start(2), { low, high });
  expect(x[0]).toBe(0.5);
  expect(x[1]).toBeCloseTo(0.25, 7);
  expect(value).toBeCloseTo(0.25, 12);
});

test('in a corner it stays, and a start outside is projected', () => {
  const low = new Float64Array(3);
  const high = new Float64Array(3).fill(1);
  const sum = (x: Float64Array, gradient: Float64Array) => {
    gradient.fill(1);
    return x.reduce((a, b) => a + b, 0);
  };
  expect(lbfgs(sum, Float64Array.of(5, 0.5, -3), { low, high }).x).toEqual(low);
  expect(lbfgs(sum, low, { low, high }).evaluations).toBe(1);
});

test('it steps back from where the function is not defined', () => {
  const barrier = (x: Float64Array, gradient: Float64Array) => {
    gradient[0] = 1 - 1e-3 / x[0]!;
    return x[0]! <= 0 ? Number.NaN : x[0]! - 1e-3 * Math.log(x[0]!);
  };
  expect(lbfgs(barrier, Float64Array.of(3)).x[0]).toBeCloseTo(1e-3, 8);
});

test('it keeps to its limits and never ends above its start', () => {
  const { value, evaluations } = lbfgs(rosenbrock, start(10), { evaluations: 7 });
  expect(evaluations).toBeLessThanOrEqual(7);
  expect(value).toBeLessThan(rosenbrock(start(10), new Float64Array(10)));
});
