import { type Optimizer, type Problem, run, startingPoint, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import adam from '../../baselines/adam.ts';
import momentum from '../../baselines/momentum.ts';
import nesterov from '../../baselines/nesterov.ts';
import sgd from '../../baselines/sgd.ts';
import family from '../../suites/quadratics/family.ts';
import quadratics, { instance } from '../../suites/quadratics/index.ts';

const signal = new AbortController().signal;

function observe(problem: Problem<Vector>, point: Vector): { value: number; gradient: Vector } {
  const oracle = problem.start(stream('unused')) as Awaited<ReturnType<typeof problem.start>>;
  return oracle.evaluate(point, { id: 0, order: 1, signal }) as { value: number; gradient: Vector };
}

/** f(theta_0), ..., f(theta_99). */
async function curve(optimizer: Optimizer, problem: Problem): Promise<number[]> {
  const { trials } = await run(optimizer, problem, { suite: 'quadratics', seed: 0, budget: 100 });
  return trials.map(({ value }) => value!);
}

describe('quadratics', () => {
  it('are least at the solution of W theta = y', () => {
    for (const problem of [instance('a', 1), instance('b', 1), instance('a', 999)]) {
      const [solution] = problem.minimizers!;
      expect(observe(problem, solution!).value).toBeLessThan(1e-20);
      expect(problem.optimum).toBe(0);
    }
  });

  it('have the gradient that finite differences have', () => {
    const problem = instance('a', 3);
    const theta = Float64Array.from({ length: 10 }, (_, i) => Math.sin(i));
    const { gradient } = observe(problem, theta);
    gradient.forEach((g, i) => {
      const at = (t: number): number =>
        observe(
          problem,
          theta.map((v, j) => (i === j ? v + t : v)),
        ).value;
      expect((at(1e-3) - at(-1e-3)) / 2e-3).toBeCloseTo(g, 8);
    });
  });

  it('start at 0 by the first definition, and near it by the second', () => {
    expect(startingPoint(instance('a', 1), stream('x0')).every((v) => v === 0)).toBe(true);
    const near = startingPoint(instance('b', 1), stream('x0'));
    expect(near.every((v) => v !== 0 && Math.abs(v) < 0.05)).toBe(true);
  });

  it('have the expected value at 0: E y^2 summed over ten components', () => {
    for (const [definition, expected] of [
      ['a', 10],
      ['b', 10 / 3],
    ] as const) {
      let sum = 0;
      for (let i = 1; i <= 500; i++) sum += observe(instance(definition, i), new Float64Array(10)).value;
      expect(Math.abs(sum / 500 / expected - 1)).toBeLessThan(0.06);
    }
  });

  it('are other functions in every split, and served by name beyond those listed', () => {
    const at = (problem: Problem) => observe(problem as Problem<Vector>, new Float64Array(10)).value;
    const drawn = (split: 'train' | 'validation') => at(family({ split, definition: 'a' }).sample([1]));
    expect(new Set([drawn('train'), drawn('validation'), at(instance('a', 1))]).size).toBe(3);
    expect([...quadratics.problems()].length).toBe(256);
    expect(quadratics.find!('b-i2000')?.id).toBe('b-i2000');
    expect(quadratics.find!('a-d20-i003')?.space.dim).toBe(20);
    for (const id of ['a-i000', 'a-i0001', 'a-i1', 'c-i001', 'a-d10-i001', 'a-d020-i001', 'a-d1001-i001'])
      expect(quadratics.find!(id), id).toBeUndefined();
  });

  it('are drawn by a family for training, each address its own function, in any dimension', () => {
    const drawn = family({ split: 'train', definition: 'b', dim: 4 });
    const values = [0, 1, 0].map((row) => {
      const problem = drawn.sample(['batch', row]) as Problem<Vector>;
      expect(problem.space.dim).toBe(4);
      return observe(problem, new Float64Array(4)).value;
    });
    expect(values[0]).toBe(values[2]);
    expect(values[0]).not.toBe(values[1]);
    const wrong = { split: 'test', definition: 'a' } as unknown as Parameters<typeof family>[0];
    expect(() => family(wrong)).toThrow(/quadratics: the family's settings are wrong/);
  });

  it('give tuned methods the sums of losses that NumPy runs over 2000 other functions gave, on average', async () => {
    // Medians over functions of the sum over 100 steps; the means (92.3, 102.5, 114.1, 182.2) have heavy tails.
    const published = [
      [nesterov.find(({ name }) => name === 'nesterov-0.01')!, 59.9],
      [momentum.find(({ name }) => name === 'momentum-0.03')!, 78.9],
      [adam.find(({ name }) => name === 'adam-0.3')!, 83.9],
      [sgd.find(({ name }) => name === 'sgd-0.01')!, 143],
    ] as const;
    for (const [optimizer, expected] of published) {
      const sums: number[] = [];
      for (let i = 1; i <= 101; i++) {
        sums.push((await curve(optimizer, instance('a', i))).reduce((sum, value) => sum + value, 0));
      }
      const median = sums.sort((a, b) => a - b)[50]!;
      expect(Math.abs(median / expected - 1), `${optimizer.name}: ${median}`).toBeLessThan(0.15);
    }
  });
});
