import {
  differentiable,
  findProblem,
  logarithm,
  type Problem,
  reals,
  rescaled,
  type Suite,
  startingPoint,
  stream,
  sumOf,
  type Vector,
  withGradientNoise,
  withSparseGradients,
} from 'optbench';
import { checkProblem } from 'optbench/check';
import { describe, expect, it } from 'vitest';

const { signal } = new AbortController();

/** (x_1 - 1)^2 + 3 (x_2 + 2)^2 ..., from (4, 4, ...). */
const bowl = (dim: number): Problem =>
  differentiable({
    id: `bowl-${dim}`,
    space: reals(dim),
    source: 'a test',
    optimum: 0,
    minimizers: [Float64Array.from({ length: dim }, (_, i) => (i % 2 === 0 ? 1 : -2))],
    init: () => new Float64Array(dim).fill(4),
    f(x, gradient) {
      let sum = 0;
      for (let i = 0; i < dim; i++) {
        const [weight, centre] = i % 2 === 0 ? [1, 1] : [3, -2];
        sum += weight * (x[i]! - centre) ** 2;
        if (gradient) gradient[i] = 2 * weight * (x[i]! - centre);
      }
      return sum;
    },
  }) as Problem;

const suite: Suite = {
  name: 'bowls',
  about: 'Bowls.',
  *problems() {
    yield bowl(2);
  },
  budget: () => 10,
  seeds: 1,
};

function look(problem: Problem, x: readonly number[], id = 0) {
  const oracle = problem.start(stream('oracle')) as Exclude<ReturnType<Problem['start']>, Promise<unknown>>;
  const seen = oracle.evaluate(Float64Array.from(x), { id, order: 1, signal });
  return seen as { value: number; gradient: Vector };
}

async function expectLawful(problem: Problem): Promise<void> {
  const verdicts = await checkProblem('bowls', problem);
  expect(verdicts.filter(({ kept }) => !kept)).toEqual([]);
}

describe('noise in gradients', () => {
  it('has mean 0 and the deviation asked for, and leaves values alone', () => {
    const noisy = withGradientNoise(bowl(2), 0.5);
    const { gradient } = look(bowl(2), [0, 0]);
    const errors: number[] = [];
    for (let id = 0; id < 4000; id++) {
      const seen = look(noisy, [0, 0], id);
      expect(seen.value).toBe(13);
      errors.push(...seen.gradient.map((g, i) => g - gradient[i]!));
    }
    const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
    const variance = errors.reduce((a, b) => a + (b - mean) ** 2, 0) / errors.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(Math.sqrt(variance) / 0.5 - 1)).toBeLessThan(0.03);
  });

  it('is the same under the same ticket and other under another', () => {
    const noisy = withGradientNoise(bowl(2), 0.5);
    expect(look(noisy, [0, 0], 3).gradient).toEqual(look(noisy, [0, 0], 3).gradient);
    expect(look(noisy, [0, 0], 3).gradient).not.toEqual(look(noisy, [0, 0], 4).gradient);
  });

  it('keeps the laws, which look beneath it', async () => {
    await expectLawful(withGradientNoise(bowl(3), 1));
    await expectLawful(withSparseGradients(withGradientNoise(bowl(3), 1), 0.5));
    await expectLawful(rescaled(withGradientNoise(bowl(3), 1), 10));
    await expectLawful(logarithm(withSparseGradients(bowl(3), 0.9)));
  });
});

describe('sparse gradients', () => {
  it('keep each element with the probability left, unchanged', () => {
    const sparse = withSparseGradients(bowl(100), 0.9);
    const x = new Array(100).fill(0);
    const full = look(bowl(100), x).gradient;
    let kept = 0;
    for (let id = 0; id < 200; id++) {
      look(sparse, x, id).gradient.forEach((g, i) => {
        if (g !== 0) expect(g).toBe(full[i]);
        kept += g === 0 ? 0 : 1;
      });
    }
    expect(Math.abs(kept / 20000 - 0.1)).toBeLessThan(0.01);
  });
});

describe('rescaling', () => {
  it('is f(x / c), begun at c x_0, least at c times the minimizer', async () => {
    const c = Float64Array.of(10, 0.1);
    const scaled = rescaled(bowl(2), c);
    const seen = look(scaled, [20, 0.3]);
    const plain = look(bowl(2), [2, 3]);
    expect(seen.value).toBeCloseTo(plain.value, 12);
    seen.gradient.forEach((g, i) => {
      expect(g).toBeCloseTo(plain.gradient[i]! / c[i]!, 10);
    });
    expect(startingPoint(scaled, stream('x0'))).toEqual(Float64Array.of(40, 0.4));
    expect(scaled.minimizers).toEqual([Float64Array.of(10, -0.2)]);
    await expectLawful(scaled);
    expect(() => rescaled(bowl(2), -1)).toThrow('rescaled: bowl-2 needs 2 factors above 0');
  });
});

describe('the log objective', () => {
  it('is log(f + 1e-6) - log(1e-6), and fails where f is negative', async () => {
    const { value, gradient } = look(logarithm(bowl(2)), [0, 0]);
    expect(value).toBeCloseTo(Math.log(13 + 1e-6) - Math.log(1e-6), 12);
    expect(gradient[0]).toBeCloseTo(-2 / (13 + 1e-6), 12);
    await expectLawful(logarithm(bowl(2)));
    const negative = differentiable({
      id: 'negative',
      space: reals(1),
      source: 'a test',
      f(x, gradient) {
        gradient?.fill(1);
        return x[0]!;
      },
    }) as Problem;
    expect(() => look(logarithm(negative), [-2])).toThrow('logarithm: f must be at least 0, got -2');
  });
});

describe('a sum', () => {
  it('is the problems side by side', async () => {
    const sum = sumOf('sum', 'a test', [bowl(2), rescaled(bowl(1), 2), withGradientNoise(bowl(1), 0.1)]);
    expect(sum.space.dim).toBe(4);
    expect(sum.blocks).toEqual([
      { name: '1.x', shape: [2] },
      { name: '2.x', shape: [1] },
      { name: '3.x', shape: [1] },
    ]);
    const { value, gradient } = look(sum.clean!, [0, 0, 0, 3]);
    expect(value).toBe(13 + 1 + 4);
    expect(Array.from(gradient)).toEqual([-2, 12, -1, 4]);
    expect(look(sum, [0, 0, 0, 3]).gradient[3]).not.toBe(4);
    expect(sum.optimum).toBe(0);
    expect(sum.minimizers).toEqual([Float64Array.of(1, -2, 2, 1)]);
    expect(startingPoint(sum, stream('x0'))).toEqual(Float64Array.of(4, 4, 8, 4));
    await expectLawful(sum);
  });
});

describe('axes', () => {
  it('are written after the id of any problem with gradients', async () => {
    for (const id of [
      'bowl-2+noise=0.5',
      'bowl-2+scale=10',
      'bowl-2+scale-tensors=10',
      'bowl-2+scale-coordinates=100+sparse=0.99',
      'bowl-2+log+noise=0.1',
    ]) {
      const problem = findProblem(suite, id);
      expect(problem?.id).toBe(id);
      await expectLawful(problem!);
    }
    expect(look(findProblem(suite, 'bowl-2+scale=10')!, [0, 0]).gradient[0]).toBe(-0.2);
  });

  it('have one spelling each, and are refused where they make no sense', () => {
    for (const id of [
      'bowl-2+noise=0.50',
      'bowl-2+noise',
      'bowl-2+',
      'bowl-2+size=3',
      'cup-2+noise=1',
      'bowl-2+log=1',
    ]) {
      expect(findProblem(suite, id), id).toBeUndefined();
    }
  });

  it('draw factors within the range, one a tensor or one a coordinate', () => {
    const [tensors, coordinates] = ['scale-tensors', 'scale-coordinates'].map((axis) => {
      const wide: Suite = { ...suite, problems: () => [sumOf('sum', 'a test', [bowl(20), bowl(20)])] };
      return findProblem(wide, `sum+${axis}=10`)!.facts!['scale'] as number[];
    });
    expect(new Set(tensors).size).toBe(2);
    expect(new Set(coordinates).size).toBe(40);
    for (const factor of [...tensors!, ...coordinates!]) {
      expect(factor).toBeGreaterThan(0.1);
      expect(factor).toBeLessThan(10);
    }
  });
});
