import type { Run } from 'optbench';
import { describe, expect, it } from 'vitest';
import { checkpointAxis } from '../../src/report/axis.ts';
import { compare, finalStanding, normalisedRegret, regret } from '../../src/report/comparison.ts';
import { field } from '../../src/report/field.ts';
import { overallWinRate, pairs } from '../../src/report/pairs.ts';
import { ranking } from '../../src/report/ranking.ts';

/** A run that is told these values, one after the other. */
const told = (
  optimizer: string,
  problem: string,
  values: readonly (number | null)[],
  more: Partial<Run['header']> = {},
): Run => ({
  header: {
    suite: 'hand',
    problem,
    optimizer,
    seed: 0,
    budget: values.length,
    workers: 1,
    dim: 1,
    order: 0,
    optimum: null,
    ...more,
  },
  trials: values.map((value, id) => ({
    id,
    x: Float64Array.of(0),
    value,
    status: value === null ? 'failed' : 'ok',
    seconds: { ask: 0, evaluate: 0, tell: 0 },
  })),
  outcome: { kind: 'finished' },
});

describe('normalised regret', () => {
  it('is 1 at a typical first evaluation and 0 at the optimum', () => {
    const runs = [
      told('a', 'p', [10, 4], { optimum: 2 }),
      told('b', 'p', [12, 6], { optimum: 2 }),
      told('c', 'p', [8, 2], { optimum: 2 }),
    ];
    const [problem] = compare(runs).problems;
    expect([problem!.best, problem!.baseline]).toEqual([2, 10]);
    expect([2, 4, 6, 10, 50, Number.POSITIVE_INFINITY].map((s) => normalisedRegret(problem!, s))).toEqual([
      0, 0.25, 0.5, 1, 1, 1,
    ]);
    expect(regret(problem!, 6)).toBe(4);
  });

  it('counts from the best that anybody found where the optimum is unknown', () => {
    const [problem] = compare([told('a', 'p', [10, 4]), told('b', 'p', [12, 6])]).problems;
    expect([problem!.best, problem!.baseline]).toEqual([4, 11]);
    expect(regret(problem!, 6)).toBe(6);
  });

  it('does not look beyond the smallest budget', () => {
    const [problem] = compare([told('a', 'p', [10, 4, 1]), told('b', 'p', [12, 6])]).problems;
    expect([problem!.budget, problem!.best]).toEqual([2, 4]);
  });

  it('survives a problem on which nothing ever succeeded, or nothing ever changed', () => {
    const [failed] = compare([told('a', 'p', [null, null])]).problems;
    expect(normalisedRegret(failed!, Number.POSITIVE_INFINITY)).toBe(1);
    const [flat] = compare([told('a', 'p', [3, 3]), told('b', 'p', [3, null])]).problems;
    expect(normalisedRegret(flat!, 3)).toBe(0);
    expect(normalisedRegret(flat!, 4)).toBe(1);
  });
});

describe('ranks', () => {
  it('are averaged over seeds, then problems, and ties share', async () => {
    const runs = [
      told('a', 'p', [1], { seed: 0 }),
      told('b', 'p', [2], { seed: 0 }),
      told('c', 'p', [2], { seed: 0 }),
      told('a', 'p', [3], { seed: 1 }),
      told('b', 'p', [2], { seed: 1 }),
      told('c', 'p', [1], { seed: 1 }),
      told('a', 'q', [1], { seed: 0 }),
      told('b', 'q', [2], { seed: 0 }),
      told('c', 'q', [3], { seed: 0 }),
    ];
    const { optimizers, ranks, meanRanks } = await ranking(field(compare(runs)));
    expect(optimizers).toEqual(['a', 'b', 'c']);
    expect(ranks).toEqual([
      [2, 2.25, 1.75],
      [1, 2, 3],
    ]);
    expect(meanRanks).toEqual([1.5, 2.125, 2.375]);
  });

  it('put a run without any success last', async () => {
    const runs = [told('a', 'p', [null]), told('b', 'p', [1e300])];
    expect((await ranking(field(compare(runs)))).meanRanks).toEqual([2, 1]);
  });

  it('treat two solved runs as equal', () => {
    const runs = [told('a', 'p', [1, 1e-12], { optimum: 0 }), told('b', 'p', [1, 1e-14], { optimum: 0 })];
    const [problem] = compare(runs).problems;
    expect([...problem!.traces.values()].flat().map((t) => finalStanding(problem!, t))).toEqual([0, 0]);
  });

  it('leave out whoever ran on too little, and what not everybody ran on', () => {
    const runs = ['p', 'q', 'r'].flatMap((problem) => [
      told('a', problem, [1]),
      told('b', problem, [2]),
      ...(problem === 'p' ? [told('seldom', problem, [3])] : []),
      ...(problem === 'q' ? [] : [told('mostly', problem, [3])]),
    ]);
    const { ranked, unranked, meetings, leftOut } = field(compare(runs));
    expect(ranked).toEqual(['a', 'b', 'mostly']);
    expect(unranked).toEqual(['seldom']);
    expect(meetings.map(({ problem }) => problem.id)).toEqual(['p', 'r']);
    expect(leftOut.map(({ id }) => id)).toEqual(['q']);
  });
});

describe('pairs', () => {
  it('count wins, ties and losses over problems and seeds', async () => {
    const runs = [0, 1, 2, 3].flatMap((seed) => [
      told('a', 'p', [9, seed], { seed }),
      told('b', 'p', [9, [1, 1, 1, 5][seed]!], { seed }),
    ]);
    const comparison = compare(runs);
    const [pair] = await pairs(comparison);
    expect(pair).toMatchObject({ first: 'a', second: 'b', problems: 1, wins: 2, ties: 1, losses: 1, winRate: 0.625 });
    expect(pair!.difference).toBeCloseTo((-1 + 0 + 1 - 2) / 4 / 9, 14);
    expect(overallWinRate([pair!], 'b')).toBe(0.375);
  });

  it('skip those that never met', async () => {
    expect(await pairs(compare([told('a', 'p', [1]), told('b', 'q', [1])]))).toEqual([]);
  });
});

it('reads problems of different budgets at shares of each', () => {
  const { problems } = compare([
    told('a', 'p', new Array<number>(20).fill(1)),
    told('a', 'q', new Array<number>(200).fill(1)),
  ]);
  const axis = checkpointAxis(problems);
  expect(axis.unit).toBe('% of the budget');
  expect(axis.marks.map((_, i) => axis.count(problems[1]!, i))).toEqual([2, 4, 10, 20, 40, 60, 100, 150, 200]);
  expect(axis.count(problems[0]!, 0)).toBe(1);
});
