/** The loss of expected improvement: its values against other programs, its gradient against differences. */
import { describe, expect, it } from 'vitest';
import type { Prior } from '../../src/family.ts';
import { expectedImprovement } from '../../src/math/gp/acquisition.ts';
import { matern52, rbf } from '../../src/math/gp/kernel.ts';
import { posterior } from '../../src/math/gp/posterior.ts';
import { stream } from '../../src/math/random.ts';
import { expectedImprovementLoss } from '../../src/meta/expected-improvement.ts';
import reference from './expected-improvement.reference.json' with { type: 'json' };

const priors: readonly Prior[] = [
  { kernel: 'rbf', lengthScale: 0.3 },
  { kernel: 'matern52', lengthScale: 0.25 },
];

/** A trajectory that wanders, with the values of a smooth function. */
function trajectory(T: number, d: number, label: string) {
  const rng = stream('test', 'expected-improvement', label);
  const X = Float64Array.from({ length: T * d }, () => rng.next());
  const y = Float64Array.from({ length: T }, (_, t) => {
    const x = X.subarray(t * d, (t + 1) * d);
    return Math.sin(5 * x.reduce((sum, xi) => sum + xi, 0)) + 0.3 * rng.normal();
  });
  return { X, y, d };
}

/** EI of every point given those before it, from the loss of ever longer heads of a trajectory. */
function improvements(X: Float64Array, y: Float64Array, prior: Prior): readonly number[] {
  const d = X.length / y.length;
  const sums = Array.from(y, (_, t) => {
    const T = t + 1;
    return -T * expectedImprovementLoss(X.slice(0, T * d), y.slice(0, T), prior).loss;
  });
  return sums.map((sum, t) => sum - (sums[t - 1] ?? 0));
}

describe('its terms', () => {
  it.each(reference.cases)('agree with scikit-learn and SciPy: $prior', ({ prior, X, y, improvements: expected }) => {
    const found = improvements(Float64Array.from(X.flat()), Float64Array.from(y), prior as Prior);
    expected.forEach((value, t) => {
      expect(Math.abs(found[t]! - value)).toBeLessThan(1e-10);
    });
  });

  it.each(priors)('agree with the posterior and the acquisition function that searches use: $kernel', (prior) => {
    const { X, y, d } = trajectory(15, 3, prior.kernel);
    const points = Array.from(y, (_, t) => X.slice(t * d, (t + 1) * d));
    const kernel = { rbf, matern52 }[prior.kernel];
    const lengthScales = new Float64Array(d).fill(prior.lengthScale);
    const found = improvements(X, y, prior);
    for (let t = 1; t < y.length; t++) {
      const hyperparameters = { signalVariance: 1, lengthScales, noiseVariance: 1e-6 };
      const model = posterior(kernel, hyperparameters, points.slice(0, t), y.slice(0, t));
      const { value } = expectedImprovement.judge(model.predict(points[t]!), Math.min(...y.slice(0, t)));
      expect(Math.abs(found[t]! - value)).toBeLessThan(1e-10);
    }
  });
});

/** The largest difference between the gradient and central differences, relative to the largest slope. */
function gradientError(X: Float64Array, y: Float64Array, prior: Prior, step: number, nugget?: number): number {
  const { dX, dy } = expectedImprovementLoss(X, y, prior, nugget);
  const moved = (a: Float64Array, i: number, by: number) => a.map((v, j) => (j === i ? v + by : v));
  const slopes = (a: Float64Array, loss: (a: Float64Array) => number) =>
    a.map((_, i) => {
      const at = (by: number) => loss(moved(a, i, by));
      return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
    });
  const byX = slopes(X, (a) => expectedImprovementLoss(a, y, prior, nugget).loss);
  const byY = slopes(y, (a) => expectedImprovementLoss(X, a, prior, nugget).loss);
  const worst = (a: Float64Array, b: Float64Array) =>
    a.reduce((max, v, i) => Math.max(max, Math.abs(v - b[i]!)), 0) /
    b.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
  return Math.max(worst(dX, byX), worst(dy, byY));
}

describe('its gradient', () => {
  it.each(priors)('agrees with central differences in every point and every value: $kernel', (prior) => {
    for (const [T, d] of [
      [2, 1],
      [6, 1],
      [12, 3],
      [20, 6],
    ] as const) {
      const { X, y } = trajectory(T, d, `${prior.kernel} ${d}`);
      expect(gradientError(X, y, prior, 1e-6)).toBeLessThan(1e-6);
    }
  });

  it('agrees where the trajectory closes in on a point', () => {
    const { X, y, d } = trajectory(14, 2, 'closing in');
    for (let i = 0; i < X.length; i++) X[i] = 0.4 + (X[i]! - 0.5) * 0.75 ** Math.floor(i / d);
    for (const prior of priors) expect(gradientError(X, y, prior, 1e-6, 1e-4)).toBeLessThan(1e-6);
  });
});

describe('at the edges', () => {
  it.each(priors)('repeated points are finite, and promise hardly anything the second time: $kernel', (prior) => {
    const X = new Float64Array(100 * 2).fill(0.3);
    const y = new Float64Array(100).fill(-1);
    const { loss, dX, dy } = expectedImprovementLoss(X, y, prior);
    const first = 1 / Math.sqrt(2 * Math.PI);
    expect(-100 * loss).toBeGreaterThan(first);
    expect(-100 * loss).toBeLessThan(first + 0.02);
    expect([...dX, ...dy].every(Number.isFinite)).toBe(true);
  });

  it('one point is worth phi(0), whatever it is', () => {
    const { loss, dX, dy } = expectedImprovementLoss(Float64Array.of(0.2, 0.9), Float64Array.of(3), priors[0]!);
    expect(loss).toBe(-1 / Math.sqrt(2 * Math.PI));
    expect([...dX, ...dy].map(Math.abs)).toEqual([0, 0, 0]);
  });

  it('the same function shifted in the cube has the same loss', () => {
    const { X, y } = trajectory(20, 3, 'shifted');
    const shifted = X.map((v) => v + 0.125);
    for (const prior of priors) {
      const difference = expectedImprovementLoss(X, y, prior).loss - expectedImprovementLoss(shifted, y, prior).loss;
      expect(Math.abs(difference)).toBeLessThan(1e-12);
    }
  });
});
