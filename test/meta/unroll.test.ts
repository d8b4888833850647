/** The order in which results come in, and trajectories under it. */
import fc from 'fast-check';
import { stream } from 'optbench';
import { exerciseBatch } from 'optbench/check';
import { bestSoFar, fusedEngine, parallel, type Schedule, sequential, unroll } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import type { Design } from '../../baselines/rnn/design.ts';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';

const workers = fc.integer({ min: 1, max: 10 });
const horizon = fc.integer({ min: 1, max: 100 });
const spread = fc.double({ min: 0, max: 1, noNaN: true });
const runs = { numRuns: 200, seed: 1 };

describe('the schedule of parallel workers', () => {
  it('asks every worker once before a result is in; then every step follows one result, each told once', () => {
    fc.assert(
      fc.property(horizon, workers, spread, fc.integer(), (T, N, by, seed) => {
        const { told } = parallel(T, N, by, stream('schedule', seed));
        expect(told).toHaveLength(T);
        told.forEach((from, t) => {
          if (t < N) expect(from).toBeUndefined();
          else expect(from).toBeLessThan(t);
        });
        const results = told.slice(N);
        expect(new Set(results).size).toBe(results.length);
        // No more than N are out at any time: all but the last N - 1 of what was proposed before.
        results.forEach((_, i) => {
          expect(
            Array.from({ length: N + i }, (_, s) => s).filter((s) => !told.slice(0, N + i + 1).includes(s)),
          ).toHaveLength(N - 1);
        });
      }),
      runs,
    );
  });

  it('with one worker is the sequential one but for its name', () => {
    fc.assert(
      fc.property(horizon, spread, fc.integer(), (T, by, seed) => {
        expect(parallel(T, 1, by, stream('one', seed))).toEqual(sequential(T));
      }),
      runs,
    );
  });

  it('tells results in the order of proposals where all take as long, and out of order where run-times differ', () => {
    const told = (by: number) => parallel(60, 5, by, stream('order')).told.slice(5) as number[];
    expect(told(0)).toEqual(Array.from({ length: 55 }, (_, t) => t));
    const uneven = told(0.8);
    expect(uneven.some((from, i) => i > 0 && from < uneven[i - 1]!)).toBe(true);
  });

  it('is the same from the same stream', () => {
    expect(parallel(40, 4, 0.5, stream('again'))).toEqual(parallel(40, 4, 0.5, stream('again')));
  });
});

describe('trajectories', () => {
  const design: Design = {
    name: 'tiny',
    controller: lstm(4),
    inputs: 'incumbent',
    normalise: 'scale-free',
    parallel: true,
  };
  const rule = rnn(design);
  const weights = rule.weights(2, stream('unroll'));
  const batch = exerciseBatch(2, 3);
  const pointsOf = (schedule: Schedule): number[][] =>
    fusedEngine().evaluate(weights, (tape, theta) =>
      unroll(tape, rule, theta, batch, schedule).points.map((x) => [...tape.numbers(x)]),
    );

  it('of one parallel worker are those of none but itself: every result is told, with o = 1', () => {
    expect(pointsOf(parallel(12, 1, 0.9, stream('lone')))).toEqual(pointsOf(sequential(12)));
  });

  it('under several workers, every worker is sent somewhere else before a result is in', () => {
    const points = pointsOf(parallel(8, 4, 0.5, stream('four')))
      .slice(0, 4)
      .map(String);
    expect(new Set(points).size).toBe(4);
  });

  it('depend on the order in which results come in', () => {
    const [inOrder, outOfOrder] = [
      [0, 1, 2, 3],
      [1, 0, 3, 2],
    ].map((results) => pointsOf({ told: [undefined, undefined, ...results] }));
    expect(inOrder!.slice(0, 2)).toEqual(outOfOrder!.slice(0, 2));
    expect(inOrder![2]).not.toEqual(outOfOrder![2]);
  });

  it('are summed up by the best value so far, averaged over problems', () => {
    expect([
      ...bestSoFar([
        [3, 1],
        [2, 4],
        [5, -1],
      ]),
    ]).toEqual([2, 1.5, 0.5]);
  });
});
