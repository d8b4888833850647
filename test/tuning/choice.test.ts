import { describe, expect, it } from 'vitest';
import { bestOverall, bestRate, lostShares, meanScore, type TaskResult } from '../../src/tuning/choice.ts';
import { LEAST_SCORE, scoreOfValues } from '../../src/tuning/score.ts';

const task = (name: string, scores: readonly (number | null)[]): TaskResult => ({
  task: name,
  rates: scores.map((score, i) => ({ rate: 10 ** (i - 3), scores: [score, score, score] })),
});

describe('a score', () => {
  it('is the logarithm of the gap that is left, by the median of the last tenth', () => {
    const values: number[] = Array.from({ length: 50 }, (_, i) => (i < 45 ? 11 : 1.1));
    expect(scoreOfValues(values, 1, 50)).toBeCloseTo(-2, 12);
    values[47] = 1e9; // a point far off, as a line search meets them
    expect(scoreOfValues(values, 1, 50)).toBeCloseTo(-2, 12);
  });

  it('is none where a run diverged, and no less than the least one', () => {
    const from = (last: number | null) => scoreOfValues([1, ...new Array(9).fill(last)], 0, 10);
    expect(from(null)).toBeNull();
    expect(from(11)).toBeNull();
    expect(from(9)).toBeCloseTo(Math.log10(9), 12);
    expect(from(0)).toBe(LEAST_SCORE);
    expect(from(-1e-17)).toBe(LEAST_SCORE);
    expect(from(1e-20)).toBe(LEAST_SCORE);
    expect(scoreOfValues([null, 1, 1], 0, 3)).toBeNull();
    expect(scoreOfValues([1, 0.5], 0, 10)).toBeNull(); // broken off
  });
});

describe('the choice of a rate', () => {
  it('takes the least mean score, and never one that diverged on any seed', () => {
    const result = task('a', [-0.1, -1, -2, null]);
    expect(bestRate(result, 1)).toBe(0.1);
    const once = { task: 'b', rates: [...result.rates, { rate: 10, scores: [-9, -9, null] }] };
    expect(meanScore(once.rates[4]!)).toBeNull();
    expect(bestRate(once, 1)).toBe(0.1);
  });

  it('counts what a rate misses of the best progress: 1 for none, 2 for divergence', () => {
    expect(lostShares(task('a', [0.5, -1, -2, null]))).toEqual([1, 0.5, 0, 2]);
    expect(lostShares(task('nothing moves', [0.3, 0, 0.1, null]))).toEqual([0, 0, 0, 2]);
    expect(lostShares(task('all diverge', [null, null, null, null]))).toEqual([2, 2, 2, 2]);
  });

  it('counts a seed that diverged as one of them', () => {
    const rates = [
      { rate: 0.1, scores: [-1, -1, -1] },
      { rate: 1, scores: [-2, -2, null] },
    ];
    expect(lostShares({ task: 'a', rates })).toEqual([(0.5 + 0.5 + 0) / 3, 2 / 3]);
    expect(bestRate({ task: 'a', rates }, 1)).toBe(0.1);
  });

  it('gives every task the same weight, however far one comes on it', () => {
    const deep = task('deep', [-1, -4, -12, null]);
    const shallow = task('shallow', [-0.2, -0.4, -0.1, -0.05]);
    expect(bestOverall([deep], 1)).toBe(0.1);
    expect(bestOverall([deep, shallow], 1)).toBe(0.01);
  });

  it('of equals takes the one nearest to what the authors recommend', () => {
    expect(bestRate(task('a', [-12, -12, -12, -12]), 0.01)).toBe(0.01);
    expect(bestRate(task('a', [-12, -12, -12, -12]), 3)).toBe(1);
  });
});
