import { findProblem, type Perturbation, type Problem, perturbation, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import { branin, goldsteinPrice, hartmann3, hartmann6 } from '../../suites/chen2017/benchmarks.ts';
import suite from '../../suites/chen2017/index.ts';
import { back, forth } from '../../suites/chen2017/perturbation.ts';
import { constants, repellers } from '../../suites/chen2017/repellers.ts';
import { priors, sample } from '../../suites/chen2017/samples.ts';
import gp from '../../suites/gp/index.ts';

const { signal } = new AbortController();

/** The objective of a problem, opened. */
async function objective(problem: Problem | undefined): Promise<(x: Vector) => number> {
  const oracle = await problem!.start(stream('test'));
  return (x) => (oracle.evaluate(x, { id: 0, order: 0, signal }) as { value: number }).value;
}

function somewhere(dim: number, ...label: readonly (string | number)[]): Vector {
  const rng = stream('test', 'chen2017', ...label);
  return Float64Array.from({ length: dim }, () => rng.next());
}

describe('the benchmark functions', () => {
  // The floors of the curves in figure 5 of Chen et al. (2017), digitised.
  it.each([
    ['branin', branin, -1.0474],
    ['goldstein-price', goldsteinPrice, -3.1291],
    ['hartmann3', hartmann3, -3.8628],
    ['hartmann6', hartmann6, -3.3224],
  ])('%s has the least value that the published curves end at', (_, f, floor) => {
    expect(f.optimum).toBeCloseTo(floor, 4);
    for (const u of f.minimizers!) expect(f.value(u)).toBeCloseTo(f.optimum!, 8);
  });

  it('Branin and Goldstein-Price are standardised: mean 0 and variance 1 over the box', () => {
    const side = 200;
    const grid = Array.from({ length: side * side }, (_, i) =>
      Float64Array.of(((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side),
    );
    for (const f of [branin, goldsteinPrice]) {
      const values = grid.map((u) => f.value(u));
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
      expect(Math.abs(mean)).toBeLessThan(0.03);
      expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    }
  });
});

describe('the perturbation', () => {
  const maps = Array.from({ length: 400 }, (_, i) => perturbation(3, stream('test', 'map', i)));
  const all = (part: (map: Perturbation) => readonly number[]): readonly number[] => maps.flatMap(part);

  it('scales by 0.9 to 1.1 and moves by -0.1 to 0.1, and uses all of both ranges', () => {
    const scales = all(({ scale }) => scale);
    const moves = all(({ translation }) => translation);
    for (const [values, low, high] of [
      [scales, 0.9, 1.1],
      [moves, -0.1, 0.1],
    ] as const) {
      expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values)).toBeLessThan(high);
      expect(Math.min(...values)).toBeLessThan(low + 0.005);
      expect(Math.max(...values)).toBeGreaterThan(high - 0.005);
    }
  });

  it('flips every other axis and permutes them in every way', () => {
    const flips = maps.flatMap(({ flip }) => flip);
    expect(flips.filter(Boolean).length / flips.length).toBeCloseTo(0.5, 1);
    expect(new Set(maps.map(({ permutation }) => permutation.join())).size).toBe(6);
  });

  it('is undone by its inverse', () => {
    for (const [i, map] of maps.slice(0, 20).entries()) {
      const z = somewhere(3, 'inverse', i);
      back(map, forth(map, z)).forEach((value, k) => {
        expect(value).toBeCloseTo(z[k]!, 12);
      });
    }
  });

  it('is what an instance publishes', async () => {
    const problem = findProblem(suite, 'hartmann6-i017')!;
    const f = await objective(problem);
    const { permutation, flip, scale, translation } = problem.facts as unknown as Perturbation;
    const z = somewhere(6, 'instance');
    const u = permutation.map((axis, i) => {
      const w = flip[i] ? 1 - z[axis]! : z[axis]!;
      return 0.5 + scale[i]! * (w - 0.5) + translation[i]!;
    });
    expect(f(z)).toBe(hartmann6.value(Float64Array.from(u)));
  });
});

describe('the Gaussian-process samples', () => {
  // One length-scale apart: exp(-1/2), and (1 + s + s^2 / 3) exp(-s) with s = sqrt 5.
  it.each([
    ['gp-d3', Math.exp(-0.5)],
    ['gp-d6-matern52', 0.5239941],
    ['gp-d9', Math.exp(-0.5)],
  ])('%s: they have mean 0, variance 1 and the covariance of their kernel', (name, covariance) => {
    const { dim, lengthScale } = priors[name]!;
    const x = Float64Array.from({ length: dim }, (_, i) => 0.3 + 0.05 * i);
    const y = x.with(0, 0.3 + lengthScale);
    const draws = Array.from({ length: 600 }, (_, i) => sample(name, i + 1)).map(
      (f) => [f.value(x), f.value(y)] as const,
    );
    const average = (of: (pair: readonly [number, number]) => number): number =>
      draws.reduce((sum, pair) => sum + of(pair), 0) / draws.length;
    expect(Math.abs(average(([a]) => a))).toBeLessThan(0.12);
    expect(Math.abs(average(([a]) => a * a) - 1)).toBeLessThan(0.17);
    expect(Math.abs(average(([a, b]) => a * b) - covariance)).toBeLessThan(0.15);
  });

  it('are none of those of the suite gp', async () => {
    const x = somewhere(6, 'disjoint');
    const [mine, other] = await Promise.all([
      objective(findProblem(suite, 'gp-d6-i0001')),
      objective(findProblem(gp, 'rbf-d6-i01')),
    ]);
    expect(Math.abs(mine(x) - other(x))).toBeGreaterThan(1e-3);
  });

  it('are found by their ids, far beyond those that are listed, and by no second name', () => {
    expect(suite.find?.('gp-d9-i10000')?.id).toBe('gp-d9-i10000');
    expect(suite.find?.('gp-d6-i001')).toBeUndefined();
    expect(suite.find?.('gp-d2-i0001')).toBeUndefined();
    expect(suite.find?.('branin-i0001')).toBeUndefined();
    expect(suite.find?.('branin-i000')).toBeUndefined();
  });
});

describe('the repellers', () => {
  it('let the particle fall freely where they have no strength', () => {
    const { start, gravity, seconds, steps, discount, bumps, strength } = constants;
    // A strength of 0 lies beside the cube: 0.1 + 0.5 u = 0.
    const none = -strength[0] / (strength[1] - strength[0]);
    const [x] = start;
    let reward = 0;
    for (let t = 0; t < steps; t++) {
      const y = start[1] - (gravity * seconds ** 2 * (t + 1) * (t + 2)) / 2; // semi-implicit Euler, in closed form
      for (const { centre, width, height } of bumps) {
        reward += discount ** t * height * Math.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / (2 * width ** 2));
      }
    }
    expect(repellers.value(Float64Array.of(0.9, 0.9, none, 0.1, 0.1, none))).toBeCloseTo(-reward, 10);
  });

  it('are two of a kind, and both count', () => {
    const [a, b, c] = [
      [0.1, 0.4, 0.7],
      [0.8, 0.2, 0.3],
      [0.6, 0.9, 0.9],
    ] as const;
    const value = (...u: readonly (readonly number[])[]): number => repellers.value(Float64Array.from(u.flat()));
    expect(value(a, b)).toBeCloseTo(value(b, a), 10);
    expect(value(a, b)).not.toBeCloseTo(value(a, c), 2);
    expect(value(a, b)).not.toBeCloseTo(value(c, b), 2);
  });

  it('have values in the range of the published curves', () => {
    const rng = stream('test', 'repellers');
    const values = Array.from({ length: 5000 }, () =>
      repellers.value(Float64Array.from({ length: 6 }, () => rng.next())),
    );
    expect(Math.max(...values)).toBeLessThanOrEqual(0);
    expect(Math.min(...values)).toBeLessThan(-4);
    expect(Math.min(...values)).toBeGreaterThan(-9);
  });
});
