/** Mixtures of Gaussians find the clusters that points were drawn from, and never fit worse for another step. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/math/random.ts';
import { expectation, fitMixture, responsibilities } from '../../../src/meta/policy-search/mixture.ts';

const rng = stream('test', 'mixture');
/** 300 points about (5, 0), 700 about (-5, 0) that vary together; shuffled, so that the first guess is useless. */
const points = Array.from({ length: 1000 }, (_, i) => {
  const [u, v] = [rng.normal(), rng.normal()];
  return i % 10 < 3 ? Float64Array.of(5 + 0.5 * u, v) : Float64Array.of(-5 + u, 0.8 * u + 0.6 * v);
});

describe('a mixture of Gaussians', () => {
  it('finds two clusters, their shares, means and covariances', () => {
    const { weights, means, covariances } = fitMixture(points, 2, 40);
    const k = means[0]![0]! > 0 ? 0 : 1;
    expect(weights[k]).toBeCloseTo(0.3, 2);
    expect(means[k]![0]).toBeCloseTo(5, 0);
    expect(means[1 - k]![0]).toBeCloseTo(-5, 0);
    expect(Math.abs(covariances[k]!.data[0]! - 0.25)).toBeLessThan(0.06);
    expect(Math.abs(covariances[1 - k]!.data[1]! - 0.8)).toBeLessThan(0.1);
  });

  it('fits no worse with every step', () => {
    const fits = [1, 2, 4, 8, 16].map((steps) => fitMixture(points, 3, steps).logLikelihood);
    for (let i = 1; i < fits.length; i++) expect(fits[i]).toBeGreaterThanOrEqual(fits[i - 1]! - 1e-6);
  });

  it('of one component has the mean and the covariance of the points, a ridge apart', () => {
    const { means, covariances } = fitMixture(points, 1, 1);
    const mean = points.reduce((sum, [x]) => sum + x! / points.length, 0);
    const variance = points.reduce((sum, [x]) => sum + (x! - mean) ** 2 / points.length, 0);
    expect(means[0]![0]).toBeCloseTo(mean, 10);
    expect(covariances[0]!.data[0]).toBeCloseTo(variance + 1e-4, 10);
  });

  it('expects of points of one cluster what that cluster is', () => {
    const mixture = fitMixture(points, 2, 40);
    const right = points.filter(([x]) => x! > 0);
    const { mean, covariance } = expectation(mixture, responsibilities(mixture, right).r);
    expect(mean[0]).toBeCloseTo(5, 0);
    expect(covariance.data[0]).toBeLessThan(0.4);
  });
});
