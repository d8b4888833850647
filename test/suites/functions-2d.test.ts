import { findProblem, type Problem, startingPoint, stream, type Vector } from 'optbench';
import { checkProblem } from 'optbench/check';
import { describe, expect, it } from 'vitest';
import family from '../../suites/functions-2d/family.ts';
import suite from '../../suites/functions-2d/index.ts';

const { signal } = new AbortController();
const named = (id: string): Problem => findProblem(suite, id)!;

function look(problem: Problem, point: readonly number[], id = 0) {
  const oracle = problem.start(stream('oracle')) as Exclude<ReturnType<Problem['start']>, Promise<unknown>>;
  return oracle.evaluate(Float64Array.from(point), { id, order: 1, signal }) as { value: number; gradient: Vector };
}

describe('functions-2d', () => {
  it('has the values that the formulas give by hand', () => {
    const known: readonly (readonly [string, readonly number[], number])[] = [
      ['ackley', [1, 1], 3.6253849384403627], // the same at (1, 1, ..., 1) in every dimension
      ['ackley-d05', [1, 1, 1, 1, 1], Number.NaN],
      ['ackley-d5', [1, 1, 1, 1, 1], 3.6253849384403627],
      ['beale', [0, 0], 1.5 ** 2 + 2.25 ** 2 + 2.625 ** 2],
      ['booth', [0, 0], 74],
      ['bowl-k5', [1, 2], (5 + 4) / 2],
      ['bowl-k5-a45', [1, 1], 1], // R (1, 1) = (0, sqrt 2)
      ['branin', [0, 0], 36 + 10 * (1 - 1 / (8 * Math.PI)) + 10],
      ['log-sum-exp', [0, 0], Math.log(3 * Math.exp(-0.1) + 1)],
      ['matyas', [1, 2], 0.34],
      ['michalewicz', [Math.PI / 2, Math.PI / 2], 1 - Math.sin(Math.PI / 4) ** 10],
      ['rosenbrock', [-1.2, 1], 24.2],
      ['rosenbrock-d3', [0, 0, 0], 2],
      ['saddle', [3, 2], 5],
      ['styblinski-tang', [0, 0], 80],
      ['styblinski-tang', [1, 1], 70],
    ];
    for (const [id, point, value] of known) {
      if (Number.isNaN(value)) expect(findProblem(suite, id)).toBeUndefined();
      else expect(look(named(id), point).value, id).toBeCloseTo(value, 12);
    }
  });

  it('knows its minima', () => {
    expect(named('branin').optimum).toBeCloseTo(0.39788735772973816, 14);
    expect(named('styblinski-tang').optimum).toBeCloseTo(2 * (40 - 39.16616570377142), 11);
    expect(named('log-sum-exp').optimum).toBeCloseTo(Math.log(1 + 2 * Math.SQRT2 * Math.exp(-0.1)), 14);
    expect(named('saddle').optimum).toBeUndefined();
    const { leastInBox, minimizerInBox } = named('michalewicz').facts as {
      leastInBox: number;
      minimizerInBox: readonly number[];
    };
    expect(named('michalewicz').optimum).toBeUndefined();
    expect(look(named('michalewicz'), minimizerInBox).value).toBe(leastInBox);
    expect(Math.hypot(...look(named('michalewicz'), minimizerInBox).gradient)).toBeLessThan(1e-12);
    for (const problem of suite.problems()) {
      for (const minimizer of problem.minimizers ?? []) {
        expect(Math.hypot(...look(problem, Array.from(minimizer as Vector)).gradient), problem.id).toBeLessThan(1e-12);
      }
    }
  });

  it('begins in the published boxes', () => {
    const ends = (id: string) => {
      const starts = Array.from({ length: 400 }, (_, i) => startingPoint(named(id), stream('x0', i)));
      return [0, 1].flatMap((axis) => {
        const values = starts.map((x) => x[axis]!);
        return [Math.min(...values), Math.max(...values)];
      });
    };
    for (const [id, box] of [
      ['ackley', [-32.768, 32.768, -32.768, 32.768]],
      ['branin', [-5, 10, 0, 15]],
      ['michalewicz', [0, Math.PI, 0, Math.PI]],
      ['rosenbrock', [-5, 10, -5, 10]],
    ] as const) {
      ends(id).forEach((end, i) => {
        const side = box[i < 2 ? 1 : 3] - box[i < 2 ? 0 : 2];
        expect(Math.abs(end - box[i]!)).toBeLessThan(0.03 * side);
      });
    }
  });

  it('does not overflow where exponents are large', () => {
    const { value, gradient } = look(named('log-sum-exp'), [500, 400]);
    expect(value).toBeCloseTo(1699.9, 9);
    expect(Array.from(gradient)).toEqual([1, 3]);
  });

  it('has one id for each problem', () => {
    for (const id of [
      'ackley-d2',
      'ackley-d101',
      'beale-d3',
      'bowl-k5.0',
      'bowl-k0',
      'bowl-k5-a0',
      'bowl-k5-a180',
      'hat',
    ]) {
      expect(findProblem(suite, id), id).toBeUndefined();
    }
    for (const id of [
      'bowl-k1e+21',
      'bowl-k0.01-a7',
      'rosenbrock-d50',
      'beale+noise=1',
      'ackley-d10+scale-coordinates=10',
    ]) {
      expect(findProblem(suite, id)?.id).toBe(id);
    }
  });
});

describe('the family of functions-2d', () => {
  const train = family({ split: 'train' });

  it('draws lawful variants, one function a batch, whose minima are where it says', async () => {
    for (let batch = 0; batch < 12; batch++) {
      const rows = [0, 1, 2].map((row) => train.sample(['batch', batch, row]));
      expect(new Set(rows.map(({ id }) => id.split('-train-')[0])).size).toBe(1);
      const verdicts = await checkProblem('functions-2d', rows[0]!);
      expect(verdicts.filter(({ kept }) => !kept)).toEqual([]);
    }
  });

  it('shares no variant between training and validation, and repeats none', () => {
    const point = [0.3, -0.2];
    const bowls = (split: 'train' | 'validation', row: number) =>
      look(family({ split, functions: ['bowl'] }).sample(['batch', row]), point).value;
    const values = [0, 1, 2].flatMap((row) => [bowls('train', row), bowls('validation', row)]);
    expect(new Set(values).size).toBe(6);
    expect(bowls('train', 1)).toBe(bowls('train', 1));
  });

  it('takes other dimensions and noise, and says what is wrong with its settings', () => {
    const wide = family({ split: 'train', dim: 7, noise: 0.1 }).sample([0, 0]);
    expect(wide.space.dim).toBe(7);
    expect(wide.clean).toBeDefined();
    expect(() => family({ split: 'test' as 'train' })).toThrow(/functions-2d: the family's settings are wrong/);
    expect(() => family({ split: 'train', functions: ['hat'] })).toThrow(/settings are wrong/);
    expect(() => family({ split: 'train', dim: 3, functions: ['beale'] })).toThrow(/in 3 dimensions there are ackley/);
    expect(() => family({ split: 'train', unit: [2, 1] })).toThrow(/the low end must not be above the high end/);
  });
});
