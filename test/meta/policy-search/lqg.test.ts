/** Linear-quadratic-Gaussian control against closed forms, and the trust region around a reference. */
import { describe, expect, it } from 'vitest';
import {
  dense,
  identity,
  plus,
  symmetric,
  timesTransposed,
  traceOfProduct,
  transposedTimes,
} from '../../../src/math/dense.ts';
import { stream } from '../../../src/math/random.ts';
import { inverted, type LinearGaussian } from '../../../src/meta/policy-search/linear-gaussian.ts';
import { backward, divergence, onward, type Surroundings } from '../../../src/meta/policy-search/lqg.ts';
import { withinTrust } from '../../../src/meta/policy-search/trust-region.ts';

const one = (value: number) => dense(1, 1, Float64Array.of(value));

/** s' = s + a, cost s'^2 / 2, reference a ~ N(0, 1), T steps from s = 1. */
const integrator = (T: number): Surroundings => ({
  dynamics: Array.from({ length: T }, () => ({ F: dense(1, 2, Float64Array.of(1, 1)), f: one(0), W: one(0) })),
  costs: Array.from({ length: T }, () => ({ H: one(1), h: one(0) })),
  reference: Array.from({ length: T }, () => ({ K: one(0), k: one(0), C: one(1), P: one(1), logDet: 0 })),
  start: { mean: one(1), covariance: one(0) },
});

/** E_p[ sum_t c_t(s_t) ]. */
function expectedCost(controllers: readonly LinearGaussian[], { dynamics, costs, start }: Surroundings): number {
  let states = start;
  let sum = 0;
  controllers.forEach((p, t) => {
    states = onward(states, p, dynamics[t]!);
    const { H, h } = costs[t]!;
    const square = plus(states.covariance, timesTransposed(states.mean, states.mean));
    sum += 0.5 * traceOfProduct(H, square) + traceOfProduct(h, states.mean);
  });
  return sum;
}

/** Something with d = 5, m = 2, noise, and a reference that depends on the state. */
function plant(T: number): Surroundings {
  const rng = stream('test', 'plant');
  const [d, m] = [5, 2];
  const random = (rows: number, cols: number, scale: number) =>
    dense(
      rows,
      cols,
      Float64Array.from({ length: rows * cols }, () => scale * rng.normal()),
    );
  return {
    dynamics: Array.from({ length: T }, () => ({
      F: random(d, d + m, 0.4),
      f: random(d, 1, 0.3),
      W: identity(d, 0.01),
    })),
    costs: Array.from({ length: T }, () => {
      const root = random(d, d, 0.7);
      return { H: symmetric(transposedTimes(root, root)), h: random(d, 1, 1) };
    }),
    reference: Array.from({ length: T }, () => {
      const root = random(m, m, 0.5);
      const C = symmetric(timesTransposed(root, root));
      for (let i = 0; i < m; i++) C.data[i * m + i]! += 0.2;
      const { inverse: P, logDet } = inverted(C, 'C');
      return { K: random(m, d, 0.2), k: random(m, 1, 0.2), C, P, logDet };
    }),
    start: { mean: random(d, 1, 1), covariance: identity(d, 0.1) },
  };
}

describe('linear-quadratic-Gaussian control', () => {
  it('of an integrator has the golden ratio for its gain', () => {
    // V' = 1 + V' / (V' + 1), so V' = phi, and K = -phi / (phi + 1) = -1 / phi; C = 1 / (phi + 1).
    const phi = (1 + Math.sqrt(5)) / 2;
    const [first] = backward(integrator(40), 1)!;
    expect(first!.K.data[0]).toBeCloseTo(-1 / phi, 12);
    expect(first!.C.data[0]).toBeCloseTo(1 / (phi + 1), 12);
    expect(first!.logDet).toBeCloseTo(-Math.log(phi + 1), 12);
  });

  it('weighs the cost against the reference by eta', () => {
    // One step: Q_aa = 1 / eta + 1, K = -(1 / eta) / Q_aa.
    const [only] = backward(integrator(1), 4)!;
    expect(only!.K.data[0]).toBeCloseTo(-0.2, 14);
    expect(only!.C.data[0]).toBeCloseTo(0.8, 14);
  });

  it('has the divergence of two Gaussians, and the cost that its noise leaves', () => {
    const around = integrator(1);
    const [only] = backward(around, 4)!;
    // KL(N(-0.2, 0.8) || N(0, 1)) = (0.8 + 0.04 - 1 - ln 0.8) / 2, E[s'^2] / 2 = (0.8^2 + 0.8) / 2.
    expect(divergence([only!], around)).toBeCloseTo((0.84 - 1 - Math.log(0.8)) / 2, 14);
    expect(expectedCost([only!], around)).toBeCloseTo((0.64 + 0.8) / 2, 14);
  });

  it('finds the least of cost plus eta times divergence: every change of a gain or an offset makes it worse', () => {
    const [around, eta] = [plant(6), 0.7];
    const best = backward(around, eta)!;
    const objective = (controllers: readonly LinearGaussian[]) =>
      expectedCost(controllers, around) + eta * divergence(controllers, around);
    const least = objective(best);
    for (const t of [0, 3, 5]) {
      for (const part of ['K', 'k'] as const) {
        for (const by of [-0.01, 0.01]) {
          const data = best[t]![part].data.map((v, i) => (i === 1 ? v + by : v));
          const changed = { ...best[t]!, [part]: { ...best[t]![part], data } };
          expect(objective(best.with(t, changed))).toBeGreaterThan(least);
        }
      }
    }
  });
});

describe('the trust region', () => {
  it.each([0.01, 1, 30])('is used and not left: a divergence of %s', (most) => {
    const around = plant(10);
    const { controllers, divergence: said } = withinTrust(around, most)!;
    expect(said).toBeCloseTo(divergence(controllers, around), 12);
    expect(said).toBeLessThanOrEqual(most);
    expect(said).toBeGreaterThan(0.85 * most);
    expect(expectedCost(controllers, around)).toBeLessThan(expectedCost(around.reference, around));
  });

  it('is found from any first price', () => {
    const [low, high] = [1e-6, 1e6].map((eta) => withinTrust(plant(10), 1, eta)!);
    expect(low!.divergence).toBeGreaterThan(0.85);
    expect(high!.divergence).toBeGreaterThan(0.85);
    expect(high!.eta / low!.eta).toBeCloseTo(1, 0);
  });
});
