/** Each measure of training runs against numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import type { ProblemRuns } from '../../src/report/comparison.ts';
import { diverged } from '../../src/report/measures/divergence.ts';
import { interquartileInterval, interquartileMean } from '../../src/report/measures/iqm.ts';
import { losses } from '../../src/report/measures/losses.ts';
import { margins } from '../../src/report/measures/margin.ts';
import { profileAt, profileScore, ratios } from '../../src/report/measures/performance-profile.ts';
import { bestSetting, width } from '../../src/report/measures/sensitivity.ts';
import { envelope, speedUp, stepsUntil } from '../../src/report/measures/speed-up.ts';
import { medianSteps, stepsTo } from '../../src/report/measures/targets.ts';
import type { Trace } from '../../src/report/trace.ts';

const none = Number.POSITIVE_INFINITY;
const trace = (counts: readonly number[], standings: readonly number[]): Trace => ({ seed: 0, counts, standings });

describe('losses', () => {
  it('are summed over every evaluation, a standing counting until the next', () => {
    // 8, 8, 3, 5, 5
    expect(losses(trace([1, 3, 4], [8, 3, 5]), 5)).toEqual({ summed: 29, final: 5, best: 3 });
  });

  it('end where the budget ends, and are carried to it', () => {
    expect(losses(trace([1, 3, 9], [8, 3, 0]), 4)).toEqual({ summed: 22, final: 3, best: 3 });
  });

  it('are infinite where an evaluation failed or none was made', () => {
    expect(losses(trace([1, 2, 3], [4, none, 2]), 3)).toEqual({ summed: none, final: 2, best: 2 });
    expect(losses(trace([2], [4]), 3)).toEqual({ summed: none, final: 4, best: 4 });
    expect(losses(trace([], []), 3)).toEqual({ summed: none, final: none, best: none });
  });
});

describe('the margin of victory', () => {
  it('is the best of the others less the own objective', () => {
    expect(margins([1, 3, 6])).toEqual([2, -2, -5]);
    expect(margins([2, 2, 5])).toEqual([0, 0, -3]);
  });

  it('knows of competitors that diverged', () => {
    expect(margins([1, none])).toEqual([none, -none]);
    expect(margins([none, none])).toEqual([0, 0]);
    expect(margins([1])).toEqual([Number.NaN]);
  });
});

describe('steps to a target', () => {
  const problem = { budget: 10, best: 0, baseline: 100 } as ProblemRuns;

  it('are counted to the first time that it is reached', () => {
    const run = trace([1, 4, 6, 8], [100, 9, 50, 1]);
    expect([0.5, 0.1, 0.01, 0.001].map((share) => stepsTo(problem, run, share))).toEqual([4, 4, 8, none]);
  });

  it('do not count what came after the budget, and a median of misses is a miss', () => {
    expect(stepsTo(problem, trace([1, 11], [100, 0]), 0.1)).toBe(none);
    const seeds = [trace([1, 3], [100, 5]), trace([1, 7], [100, 5]), trace([1], [100])];
    expect(medianSteps(problem, seeds, 0.1)).toBe(7);
    expect(medianSteps(problem, seeds.slice(1), 0.1)).toBe(none);
  });
});

describe('a performance profile', () => {
  // Three problems, two competitors; nobody solves the third.
  const table = ratios([
    [10, 20],
    [30, 10],
    [none, none],
  ]);

  it('is the share of problems solved within a multiple of the best', () => {
    expect(table).toEqual([
      [1, 2],
      [3, 1],
      [none, none],
    ]);
    const first = table.map((row) => row[0]!);
    expect([1, 2.9, 3, 100].map((tau) => profileAt(first, tau))).toEqual([1 / 3, 1 / 3, 2 / 3, 2 / 3]);
  });

  it('scores its integral from 1 to 4', () => {
    // First: 1/3 on [1, 3], 2/3 on [3, 4]: (2/3 + 2/3) / 3. Second: 1/3 on [1, 2], 2/3 on [2, 4]: (1/3 + 4/3) / 3.
    expect(profileScore(table.map((row) => row[0]!))).toBeCloseTo(4 / 9, 14);
    expect(profileScore(table.map((row) => row[1]!))).toBeCloseTo(5 / 9, 14);
    expect(profileScore([1, 1])).toBe(1);
    expect(profileScore([none, 4])).toBe(0);
  });
});

describe('the speed-up', () => {
  const marks = [1, 2, 3, 4];

  it('inverts the reference where it ends lower', () => {
    // The reference comes down to 5 halfway between steps 2 (6) and 3 (4).
    expect(stepsUntil(marks, [10, 6, 4, 1], 5)).toBe(2.5);
    expect(speedUp(marks, [10, 9, 8, 5], [10, 6, 4, 1])).toBe(2.5 / 4);
  });

  it('counts all steps of a method that never gets there: one that stays at the start is as fast as a single step', () => {
    expect(speedUp(marks, [10, 11, 12, 10], [10, 6, 4, 1])).toBe(1 / 4);
  });

  it('inverts the own curve where it ends lower than the reference', () => {
    expect(speedUp(marks, [10, 2, 2, 1], [10, 9, 8, 6])).toBe(4 / 1.5);
    expect(speedUp(marks, [3, 4, 2, 9], [3, 4, 2, 9])).toBe(1);
  });

  it('is 0 for whoever has no loss, and has no end against a reference without one', () => {
    expect(speedUp(marks, [none, none, none, none], [3, 2, 1, 1])).toBe(0);
    expect(speedUp(marks, [3, 2, 1, 1], [none, none, none, none])).toBe(none);
    expect(stepsUntil(marks, [3, 2, 1, 1], 0.5)).toBeUndefined();
  });

  it('takes the lowest of several rates as reference, made monotone', () => {
    expect(
      envelope([
        [9, 5, 6, 7],
        [9, 8, 4, 5],
      ]),
    ).toEqual([9, 5, 4, 4]);
  });
});

describe('the interquartile mean', () => {
  it('leaves out a quarter at either end', () => {
    expect(interquartileMean([100, 1, 2, 3, 4, 5, 6, -50])).toBe(3.5);
    expect(interquartileMean([1, 2, none])).toBe(none);
    expect(interquartileMean([1, 2, 3, none])).toBe(2.5);
  });

  it('has an interval that holds it and shrinks with the number of problems', () => {
    const cells = (count: number) => Array.from({ length: count }, (_, i) => [i % 5, (i + 2) % 5]);
    const [few, many] = [interquartileInterval(cells(5))!, interquartileInterval(cells(100))!];
    expect(few[0]).toBeLessThan(2);
    expect(few[1]).toBeGreaterThan(2);
    expect(many[1] - many[0]).toBeLessThan((few[1] - few[0]) / 2);
    expect(interquartileInterval([[1]])).toBeUndefined();
  });
});

describe('sensitivity to the rate', () => {
  it('tells over how many powers of ten the rate may be wrong', () => {
    const scores = [
      { rate: 0.001, score: 0.9 },
      { rate: 0.01, score: 0.19 },
      { rate: 0.1, score: 0.1 },
      { rate: 1, score: 0.2 },
      { rate: 10, score: none },
    ];
    expect(bestSetting(scores)).toEqual({ rate: 0.1, score: 0.1 });
    expect(width(scores)).toBeCloseTo(2, 14);
    expect(width(scores.slice(0, 1))).toBe(0);
  });
});

describe('divergence', () => {
  it('is an end far above the start, or at no number', () => {
    expect(diverged(10, none, 0)).toBe(true);
    expect(diverged(10, 25, 0)).toBe(true);
    expect(diverged(10, 12, 0)).toBe(false);
    expect(diverged(10, 12, 9.5)).toBe(true);
    expect(diverged(none, 12, 0)).toBe(false);
  });
});
