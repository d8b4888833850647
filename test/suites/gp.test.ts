import { findProblem, type Oracle, type Problem, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import { cosine } from '../../src/math/cosine.ts';
import { exactDraw } from '../../suites/gp/exact.ts';
import family from '../../suites/gp/family.ts';
import { draw, sampleFeatures } from '../../suites/gp/features.ts';
import gp from '../../suites/gp/index.ts';
import { findInstance } from '../../suites/gp/instances.ts';
import { kernels } from '../../suites/gp/kernels.ts';
import { apart, moments } from '../../suites/gp/moments.ts';
import { searchMinimum } from '../../suites/gp/search.ts';
import { splitStream } from '../../suites/gp/splits.ts';

const ticket = { id: 0, order: 1, signal: new AbortController().signal } as const;
const open = (problem: Problem) => problem.start(stream('test')) as Oracle<Vector>;
const observe = (oracle: Oracle<Vector>, x: Vector) => {
  const { value, gradient } = oracle.evaluate(x, ticket) as { value: number; gradient: Vector };
  return { value, gradient };
};
const uniform = (dim: number, rng = stream('test', dim)) => Float64Array.from({ length: dim }, () => rng.next());

describe('the cosine', () => {
  it('is the cosine', () => {
    for (let i = -1000; i <= 1000; i++) {
      expect(Math.abs(cosine(i / 100) - Math.cos(i / 100))).toBeLessThan(2e-15);
      expect(Math.abs(cosine(i) - Math.cos(i))).toBeLessThan(2e-13);
    }
  });
});

describe('random Fourier features', () => {
  const kinds = [
    ['rbf', 1],
    ['rbf', 6],
    ['matern52', 1],
    ['matern52', 6],
  ] as const;

  it.each(kinds)('have frequencies whose mean wave is the kernel: %s, d = %i', (kernel, dim) => {
    const lengthScale = 0.25;
    const count = 100_000;
    const { omega } = sampleFeatures(stream('test', kernel), { dim, kernel, lengthScale, count });
    for (const r of [0.2, 0.5, 1, 2, 4]) {
      const step = (r * lengthScale) / Math.sqrt(dim); // along the diagonal, r length-scales in all
      let sum = 0;
      for (let j = 0; j < count; j++) {
        let angle = 0;
        for (let k = 0; k < dim; k++) angle += omega[k * count + j]! * step;
        sum += Math.cos(angle);
      }
      // The mean of `count` cosines has a standard error below 1 / sqrt(2 count) = 0.0022.
      expect(Math.abs(sum / count - kernels[kernel].correlation(r))).toBeLessThan(0.008);
    }
  });

  it('agree in distribution with exact draws by the chain rule', () => {
    const rng = stream('test', 'points');
    const cloud = Array.from({ length: 40 }, () => uniform(2, rng));
    const line = [0.1, 0.15, 0.3, 0.5].map((x) => Float64Array.of(x, 0.4));
    for (const kernel of ['rbf', 'matern52'] as const) {
      const prior = { dim: 2, kernel, lengthScale: 0.2, count: 256 };
      const looked = { line, cloud, count: 1000 };
      const ours = moments((i) => draw(sampleFeatures(stream('test', 'features', i), prior)).value, looked);
      const exact = moments((i) => exactDraw(stream('test', 'exact', i), prior), looked);
      expect(apart(ours.mean, exact.mean)).toBeLessThan(3.5);
      expect(apart(ours.variance, exact.variance)).toBeLessThan(3.5);
      expect(apart(ours.fourth, exact.fourth)).toBeLessThan(3.5);
      expect(apart(ours.least, exact.least)).toBeLessThan(3.5);
      ours.covariances.forEach((covariance, k) => {
        const truth = kernels[kernel].correlation((line[k + 1]![0]! - 0.1) / 0.2);
        expect(apart(covariance, exact.covariances[k]!)).toBeLessThan(3.5);
        expect(apart(covariance, { mean: truth, error: 0 })).toBeLessThan(3.5);
        expect(apart(exact.covariances[k]!, { mean: truth, error: 0 })).toBeLessThan(3.5);
      });
    }
  });

  it('have the gradient that finite differences find', () => {
    for (const kernel of ['rbf', 'matern52'] as const) {
      for (const dim of [1, 5]) {
        const f = draw(sampleFeatures(stream('test'), { dim, kernel, lengthScale: 0.2, count: 333 }));
        const x = uniform(dim);
        const gradient = new Float64Array(dim);
        expect(f.valueAndGradient(x, gradient)).toBe(f.value(x));
        for (let k = 0; k < dim; k++) {
          const at = (h: number) => f.value(x.map((value, i) => (i === k ? value + h : value)));
          expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(gradient[k]!, 5);
        }
      }
    }
  });
});

describe('an exact draw', () => {
  it('is a function: it gives a point the value that it gave it before', () => {
    const f = exactDraw(stream('test', 'again'), { dim: 2, kernel: 'rbf', lengthScale: 0.2 });
    const points = Array.from({ length: 30 }, (_, i) => uniform(2, stream('test', i)));
    const values = points.map(f);
    points.forEach((x, i) => {
      expect(f(x)).toBeCloseTo(values[i]!, 6);
    });
  });
});

describe('the family', () => {
  it('refuses settings that it does not know, naming each', () => {
    const sound = { split: 'train', dim: 2, kernels: ['rbf'], lengthScale: [0.3, 0.5], features: 16 } as const;
    expect(family(sound).name).toBe('gp');
    expect(() => family({ ...sound, split: 'test' as 'train' })).toThrow(/gp: the family's settings are wrong/);
    expect(() => family({ ...sound, kernels: ['cubic' as 'rbf'] })).toThrow(/at kernels\[0\]/);
    expect(() => family({ ...sound, features: 12 })).toThrow(/at features/);
    expect(() => family({ ...sound, lengthscale: 1 } as typeof sound)).toThrow(/Unrecognized key: "lengthscale"/);
  });
});

describe('the splits', () => {
  it('draw from streams that never meet', () => {
    const first = (['train', 'validation', 'test'] as const).flatMap((split) =>
      Array.from({ length: 200 }, (_, i) => splitStream(split, 'rbf', 6, i).next()),
    );
    expect(new Set(first).size).toBe(600);
  });
});

describe('the gp suite', () => {
  const problems = [...gp.problems()];

  it('lists 20 functions for each kernel and dimension, each with its optimum', () => {
    expect(problems).toHaveLength(240);
    expect(new Set(problems.map(({ id }) => id)).size).toBe(240);
    for (const { id, optimum, minimizers } of problems) {
      expect(optimum, id).toBeTypeOf('number');
      expect(minimizers, id).toHaveLength(1);
    }
  });

  it('finds more instances than it lists, whose optimum is not known, under one name each', () => {
    expect(findProblem(gp, 'matern52-d9-i1234')?.space.dim).toBe(9);
    expect(findProblem(gp, 'matern52-d9-i1234')?.optimum).toBeUndefined();
    for (const id of ['rbf-d6-i00', 'rbf-d6-i001', 'rbf-d5-i01', 'rbf-d6-i1', 'cubic-d6-i01', 'rbf-d6-i01 ']) {
      expect(findProblem(gp, id), id).toBeUndefined();
    }
  });

  it('has minimizers that attain the stored optima and are stationary in the box', () => {
    for (const problem of problems) {
      const x = problem.minimizers![0] as Vector;
      const { value, gradient } = observe(open(problem), x);
      expect(Math.abs(value - problem.optimum!), problem.id).toBeLessThan(1e-9);
      gradient.forEach((slope, k) => {
        const held = (x[k] === 0 && slope > 0) || (x[k] === 1 && slope < 0);
        expect(held ? 0 : Math.abs(slope), problem.id).toBeLessThan(1e-5);
      });
    }
  });

  it('has optima that another search does not beat', () => {
    for (const id of ['rbf-d1-i07', 'matern52-d2-i03', 'rbf-d3-i11', 'matern52-d4-i05']) {
      const { optimum, space } = findProblem(gp, id)!;
      const f = findInstance(id)!.open();
      const effort = { points: 200, best: 20, blind: 20 };
      expect(searchMinimum(f, space.dim, stream('test', id), effort).value).toBeGreaterThan(optimum! - 1e-9);
    }
  });

  it('reveals gradients only where they are asked for', () => {
    const oracle = open(problems[0]!);
    const x = Float64Array.of(0.3);
    const value = oracle.evaluate(x, { ...ticket, order: 0 });
    expect(value).toEqual({ value: observe(oracle, x).value });
  });
});
