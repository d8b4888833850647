import { findProblem, l1, type Optimizer, type Problem, run, startingPoint, stream, type Vector } from 'optbench';
import { checkProblem } from 'optbench/check';
import { describe, expect, it } from 'vitest';
import fista from '../../baselines/fista.ts';
import ista from '../../baselines/ista.ts';
import family from '../../suites/convex/family.ts';
import suite from '../../suites/convex/index.ts';
import { solveLasso } from '../../suites/convex/solve-lasso.ts';

const { signal } = new AbortController();
const named = (id: string): Problem => findProblem(suite, id)!;

function look(problem: Problem, point: Vector, id = 0) {
  const oracle = problem.start(stream('oracle')) as Exclude<ReturnType<Problem['start']>, Promise<unknown>>;
  return oracle.evaluate(point, { id, order: 1, signal }) as { value: number; gradient: Vector };
}

async function expectLawful(problem: Problem): Promise<void> {
  expect((await checkProblem('convex', problem)).filter(({ kept }) => !kept)).toEqual([]);
}

/** (F - F*) / F* at each evaluation. */
async function relativeLoss(optimizer: Optimizer, problem: Problem, budget: number): Promise<number[]> {
  const { trials, outcome } = await run(optimizer, problem, { suite: 'convex', seed: 0, budget });
  expect(outcome).toEqual({ kind: 'finished' });
  return trials.map(({ value }) => (value! - problem.optimum!) / problem.optimum!);
}

describe('logistic and robust regression', () => {
  it('have the values at 0 that need no data: log 2, and a mean of y^2 / (1 + y^2)', () => {
    const zero = new Float64Array(4);
    expect(look(named('logistic-i001'), zero).value).toBeCloseTo(Math.LN2, 14);
    const { value } = look(named('robust-i001'), zero);
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(1);
  });

  it('are least where the gradient is 0, to the last digits', () => {
    for (const id of ['logistic-i001', 'logistic-i050', 'robust-i001', 'robust-i002', 'logistic-d10-i001']) {
      const { minimizers, optimum } = named(id);
      const { value, gradient } = look(named(id), minimizers![0] as Vector);
      expect(value).toBe(optimum);
      expect(Math.hypot(...gradient), id).toBeLessThan(2e-8);
    }
  });

  it('have one group in four fitted, where they are robust', () => {
    const optima = Array.from({ length: 10 }, (_, i) => named(`robust-i${String(i + 1).padStart(3, '0')}`).optimum!);
    const mean = optima.reduce((a, b) => a + b, 0) / 10;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.8);
  });

  it('may look at few rows at a time: on average the same gradient, and the score is that of all rows', async () => {
    const [whole, part] = [named('logistic-i003'), named('logistic-b10-i003')];
    expect(part.id).toBe('logistic-b10-i003');
    const theta = Float64Array.of(0.3, -0.5, 0.2, 0.1);
    // The same id but for the batch is another function; so the whole is the batch's own judge.
    const mean = new Float64Array(4);
    for (let id = 0; id < 3000; id++) {
      look(part, theta, id).gradient.forEach((g, j) => {
        mean[j]! += g / 3000;
      });
    }
    expect(part.judge!(theta)).toBe(look(whole, theta).value);
    const { gradient } = look(whole, theta);
    mean.forEach((g, j) => {
      expect(Math.abs(g - gradient[j]!)).toBeLessThan(0.03 * Math.hypot(...gradient) + 0.02);
    });
    await expectLawful(part);
    await expectLawful(named('robust-b5-i001'));
  });
});

describe('lasso and sparse coding', () => {
  it('are solved to a duality gap of 1e-11 of the value, each optimum proven by it', () => {
    for (const [m, n] of [
      [5, 10],
      [25, 50],
      [10, 5],
    ] as const) {
      for (let i = 0; i < 10; i++) {
        const rng = stream('test', 'lasso', m, i);
        const numbers = {
          m,
          n,
          lambda: 0.05 * (1 + rng.next()),
          W: Float64Array.from({ length: m * n }, () => rng.normal()),
          y: Float64Array.from({ length: m }, () => rng.normal()),
        };
        const { gap, value } = solveLasso(numbers);
        expect(Math.abs(gap)).toBeLessThan(1e-11 * value);
      }
    }
  });

  it('are solved by 0 where the penalty is too large for anything else', () => {
    const numbers = { m: 2, n: 2, W: Float64Array.of(1, 0, 0, 1), y: Float64Array.of(1, -2), lambda: 3 };
    expect(solveLasso(numbers).x).toEqual(new Float64Array(2));
    // By hand: soft thresholding, (0, -1).
    expect(solveLasso({ ...numbers, lambda: 1 }).x).toEqual(Float64Array.of(0, -1));
  });

  it('tell their penalty, and reveal all of the objective', () => {
    const problem = named('lasso-5x10-i01');
    const x = startingPoint(problem, stream('x0'));
    const { value, gradient } = look(problem, x);
    const smooth = gradient.map((g, j) => g - problem.penalty!.subgradient(x)[j]!);
    const step = 1e-6;
    const f = (at: Vector): number => look(problem, at).value - problem.penalty!.value(at);
    smooth.forEach((g, j) => {
      const at = (t: number): Vector => x.map((v, k) => (k === j ? v + t : v));
      expect((f(at(step)) - f(at(-step))) / (2 * step)).toBeCloseTo(g, 6);
    });
    expect(value).toBeGreaterThan(problem.optimum!);
  });

  it('are solved by FISTA and, more slowly, by ISTA', async () => {
    for (const id of ['lasso-5x10-i01', 'sparse-25x50-i01']) {
      const problem = named(id);
      const [slow, fast] = [await relativeLoss(ista, problem, 1000), await relativeLoss(fista, problem, 1000)];
      expect(slow[0]).toBeGreaterThan(10);
      expect(slow[999]).toBeLessThan(0.2);
      expect(fast[999]).toBeLessThan(1e-4);
      expect(Math.min(...slow, ...fast)).toBeGreaterThan(-1e-11);
    }
  });

  it('have optimizers that say why they take on nothing else', () => {
    const { space } = named('logistic-i001');
    for (const optimizer of [ista, fista]) {
      expect(optimizer.unfit!({ space, budget: 10, workers: 1 })).toBe('is for problems that tell a penalty');
      expect(optimizer.unfit!({ space, budget: 10, workers: 1, penalty: l1(1) })).toBeUndefined();
    }
  });
});

describe('the l1 penalty', () => {
  it('has the proximal operator that is least by its definition', () => {
    const penalty = l1(0.7);
    const x = Float64Array.of(2, -0.1, -3, 0);
    const z = penalty.prox(x, 0.5);
    expect(z).toEqual(Float64Array.of(1.65, 0, -2.65, 0));
    const cost = (at: Vector) => at.reduce((sum, v, i) => sum + (v - x[i]!) ** 2, 0) / (2 * 0.5) + penalty.value(at);
    const rng = stream('prox');
    for (let i = 0; i < 50; i++) expect(cost(z.map((v) => v + 0.1 * rng.normal()))).toBeGreaterThanOrEqual(cost(z));
  });
});

describe('the family of convex', () => {
  it('has 90 logistic regressions and 120 robust ones for training, as published', () => {
    for (const [kind, count] of [
      ['logistic', 90],
      ['robust', 120],
    ] as const) {
      const draws = family({ split: 'train', kind });
      const theta = Float64Array.of(1, 1, 1, 1);
      const values = Array.from({ length: 1000 }, (_, row) => look(draws.sample(['a', row]), theta).value);
      expect(new Set(values).size).toBe(count);
    }
  });

  it('shares no function between the splits', () => {
    const theta = Float64Array.of(1, 1, 1, 1);
    const values = [
      ...(['train', 'validation'] as const).flatMap((split) =>
        [1, 2, 3].map((row) => look(family({ split, kind: 'logistic', functions: 'any' }).sample([row]), theta).value),
      ),
      ...[1, 2, 3].map((i) => look(named(`logistic-i00${i}`), theta).value),
    ];
    expect(new Set(values).size).toBe(9);
  });

  it('is lawful, and says what is wrong with its settings', async () => {
    await expectLawful(family({ split: 'train', kind: 'robust' }).sample(['a', 0]));
    await expectLawful(family({ split: 'train', kind: 'sparse', rows: 4, columns: 6 }).sample(['a', 0]));
    expect(() => family({ split: 'test' as 'train', kind: 'lasso' })).toThrow(
      /convex: the family's settings are wrong/,
    );
    expect(() => family({ split: 'train', kind: 'ridge' as 'lasso' })).toThrow(/settings are wrong/);
  });

  it('finds further functions by their ids, each by one id', () => {
    for (const id of [
      'logistic-i999',
      'robust-d7-i001',
      'lasso-50x100-i01',
      'sparse-5x10-i99',
      'logistic-b5-i001+noise=1',
    ]) {
      expect(findProblem(suite, id)?.id).toBe(id);
    }
    for (const id of [
      'logistic-d3-i001',
      'logistic-i01',
      'logistic-i000',
      'lasso-i01',
      'lasso-5x10-i001',
      'robust-b0-i001',
    ]) {
      expect(findProblem(suite, id), id).toBeUndefined();
    }
  });
});
