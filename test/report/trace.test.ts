import type { Run, TrialRecord } from 'optbench';
import { describe, expect, it } from 'vitest';
import { checkpoints, curveGrid } from '../../src/report/checkpoints.ts';
import { evaluations, type Measure, standingAt, trace } from '../../src/report/trace.ts';

type Told = Partial<Pick<TrialRecord, 'id' | 'score' | 'judged' | 'current'>> & { readonly value: number | null };

const made = (told: readonly Told[], header: Partial<Run['header']> = {}): Run => ({
  header: {
    suite: 'hand',
    problem: 'made',
    optimizer: 'nobody',
    seed: 0,
    budget: 10,
    workers: 1,
    dim: 1,
    order: 0,
    optimum: null,
    ...header,
  },
  trials: told.map((trial, i) => ({
    id: i,
    x: Float64Array.of(0),
    status: trial.value === null ? 'failed' : 'ok',
    seconds: { ask: 0, evaluate: 0, tell: 0 },
    ...trial,
  })),
  outcome: { kind: 'finished' },
});

const standings = (run: Run, measure: Measure = 'score', upTo = 6) => {
  const own = trace(run, measure);
  return Array.from({ length: upTo }, (_, i) => standingAt(own, i + 1));
};
const inf = Number.POSITIVE_INFINITY;

describe('a value-only search', () => {
  it('stands on its best value, and keeps it after the last trial', () => {
    expect(standings(made([{ value: 3 }, { value: 5 }, { value: 1 }, { value: 2 }]))).toEqual([3, 3, 1, 1, 1, 1]);
  });

  it('stands nowhere until an evaluation succeeds, and a failure is never the best', () => {
    const run = made([{ value: null }, { value: null }, { value: 4 }, { value: null }, { value: 2 }]);
    expect(standings(run)).toEqual([inf, inf, 4, 4, 2, 2]);
  });

  it('is judged by the score of its best value, not by its best score', () => {
    const run = made([
      { value: 3, score: 30 },
      { value: 2, score: 50 },
      { value: 2.5, score: 1 },
      { value: 1, score: 40 },
    ]);
    expect(standings(run)).toEqual([30, 50, 50, 40, 40, 40]);
    expect(standings(run, 'value')).toEqual([3, 2, 2, 1, 1, 1]);
  });

  it('stands on the first of equal values', () => {
    expect(
      standings(
        made([
          { value: 1, score: 7 },
          { value: 1, score: 8 },
        ]),
      ),
    ).toEqual([7, 7, 7, 7, 7, 7]);
  });

  it('is where the judge last saw it, where there is a judge', () => {
    const run = made([
      { value: 3, judged: 33 },
      { value: 2, judged: 22 },
      { value: 1 },
      { value: 0 },
      { value: 0, judged: 11 },
    ]);
    expect(standings(run)).toEqual([33, 22, 22, 22, 11, 11]);
    expect(standings(run, 'value')).toEqual([3, 2, 1, 0, 0, 0]);
  });
});

describe('a gradient method', () => {
  it('stands on its last trial, better or worse', () => {
    const run = made([{ value: 3 }, { value: 1 }, { value: 2, score: 9 }], { order: 1 });
    expect(standings(run)).toEqual([3, 1, 9, 9, 9, 9]);
    expect(standings(run, 'value')).toEqual([3, 1, 2, 2, 2, 2]);
  });

  it('that tries points before it takes one, or averages them, stands where it says and not on its last trial', () => {
    const run = made(
      [
        { value: 3 },
        { value: 50, current: { value: 3, score: 7 } },
        { value: 1, score: 8 },
        { value: null, current: { value: 1.5 } },
        { value: 2, current: { value: null } },
      ],
      { order: 1 },
    );
    expect(standings(run, 'value')).toEqual([3, 3, 1, 1.5, inf, inf]);
    expect(standings(run)).toEqual([3, 7, 8, 1.5, inf, inf]);
  });

  it('that stands on a failure stands nowhere', () => {
    expect(standings(made([{ value: 3 }, { value: null }, { value: 2 }], { order: 1 }))).toEqual([3, inf, 2, 2, 2, 2]);
  });

  it('is where the judge last saw it, where there is a judge', () => {
    const run = made([{ value: 3, judged: 4 }, { value: 1 }, { value: null }], { order: 1 });
    expect(standings(run)).toEqual([4, 4, 4, 4, 4, 4]);
  });
});

describe('the number of evaluations', () => {
  const ids = (...list: number[]) => list.map((id) => ({ id }));

  it('is the place of a trial in a complete journal, in whatever order results came', () => {
    expect(evaluations(ids(0, 1, 2, 3), 1)).toEqual([1, 2, 3, 4]);
    expect(evaluations(ids(1, 0, 3, 2), 2)).toEqual([1, 2, 3, 4]);
    expect(evaluations(ids(0, 2), 2)).toEqual([1, 2]);
  });

  it('is told by the ids where a journal is thinned', () => {
    expect(evaluations(ids(0, 4, 99), 1)).toEqual([1, 5, 100]);
    expect(evaluations(ids(0, 7, 5, 99), 4)).toEqual([1, 8, 8, 100]);
  });

  it('carries standings over the gaps of a thinned journal', () => {
    const run = made([
      { id: 0, value: 5 },
      { id: 3, value: 2 },
      { id: 5, value: 1 },
    ]);
    expect(standings(run)).toEqual([5, 5, 5, 2, 2, 1]);
  });
});

it('reads every run at the same checkpoints, the last one the budget', () => {
  expect(checkpoints(100)).toEqual([1, 2, 5, 10, 20, 30, 50, 75, 100]);
  expect(checkpoints(30)).toEqual([1, 2, 5, 10, 20, 30]);
  expect(checkpoints(1)).toEqual([1]);
  expect(checkpoints(1234)).toEqual([1, 2, 5, 10, 20, 30, 50, 75, 100, 200, 300, 500, 750, 1000, 1234]);
});

it('draws curves at every evaluation, or at evenly spread ones where there are many', () => {
  expect(curveGrid(30)).toHaveLength(30);
  const long = curveGrid(100_000);
  expect(long.length).toBeLessThanOrEqual(120);
  expect(long[0]).toBe(1);
  expect(long.at(-1)).toBe(100_000);
});
