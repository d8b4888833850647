/** The losses on trajectories that can be followed by hand. */
import fc from 'fast-check';
import { box } from 'optbench';
import {
  type Batch,
  fusedEngine,
  type Loss,
  meanLoss,
  trajectoryLoss,
  type ValueLossName,
  valueLossNames,
} from 'optbench/learn';
import { describe, expect, it } from 'vitest';

function lossOf(name: ValueLossName, values: readonly number[]): { loss: number; slope: number[] } {
  const slope = new Float64Array(values.length);
  return { loss: trajectoryLoss(name, values, slope), slope: [...slope] };
}

// f(x_1), ..., f(x_4): one improvement, at t = 3.
const values = [2, 3, 1, 4];
// 0.98^-t, t = 1..4, and what they sum to.
const w = [1 / 0.98, 1 / 0.98 ** 2, 1 / 0.98 ** 3, 1 / 0.98 ** 4] as const;
const W = w[0] + w[1] + w[2] + w[3];
const cases: readonly [ValueLossName, number, readonly number[]][] = [
  ['sum', (2 + 3 + 1 + 4) / 4, [0.25, 0.25, 0.25, 0.25]],
  // f(x_1) + 0 + (1 - 2) + 0: the first value cancels, and what is left is the best.
  ['improvement', 1 / 4, [0, 0, 0.25, 0]],
  ['best', (2 + 2 + 1 + 1) / 4, [0.5, 0, 0.5, 0]],
  ['regret', (2 * (w[0] + w[1]) + (w[2] + w[3])) / W, [(w[0] + w[1]) / W, 0, (w[2] + w[3]) / W, 0]],
];

describe('a trajectory', () => {
  it.each(cases)('%s has the value and the slope that its formula says', (name, expected, slope) => {
    const found = lossOf(name, values);
    expect(found.loss).toBeCloseTo(expected, 14);
    found.slope.forEach((d, t) => {
      expect(d).toBeCloseTo(slope[t]!, 14);
    });
  });

  it('observed improvement is clamped at 0: later values that are worse neither cost nor teach anything', () => {
    expect(lossOf('improvement', [1, 5, 9])).toEqual({ loss: 1 / 3, slope: [1 / 3, 0, 0] });
    // Differences that are not clamped telescope to the last value; a reduction over steps would keep one of them only.
    const wandering = lossOf('improvement', [3, 9, 2, 7, 1, 8]);
    expect(wandering.loss).toBeCloseTo((3 + (2 - 3) + (1 - 2)) / 6, 14);
    expect(wandering.slope[4]).toBeCloseTo(1 / 6, 14);
    expect(wandering.slope.filter((d) => d !== 0)).toHaveLength(1);
  });

  it('every step of observed improvement alone is never above 0', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 30 }), (y) => {
        const before = lossOf('improvement', y.slice(0, -1)).loss * (y.length - 1);
        expect(lossOf('improvement', y).loss * y.length).toBeLessThanOrEqual(before + 1e-12);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it.each(valueLossNames)('%s has the slope that differences measure', (name) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        (whole, i) => {
          const [y, at] = [whole.map((v) => v / 100), i % whole.length];
          const moved = (by: number) => lossOf(name, y.with(at, y[at]! + by)).loss;
          expect(lossOf(name, y).slope[at]).toBeCloseTo((moved(1e-4) - moved(-1e-4)) / 2e-4, 8);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  it.each(valueLossNames)('%s of a constant trajectory is the constant, whatever the horizon', (name) => {
    for (const T of [1, 7, 100]) {
      const expected = name === 'improvement' ? 3 / T : 3;
      expect(lossOf(name, new Array<number>(T).fill(3)).loss).toBeCloseTo(expected, 12);
    }
  });
});

describe('a batch', () => {
  const batch: Batch = {
    space: box([[0, 1]]),
    size: 2,
    on: () => {
      throw new Error('no function is asked for');
    },
  };
  const rows = [values, [1, 1, 0, -1]];
  const slope = (loss: Loss, on: Batch = batch) => {
    const theta = { y: { shape: [4, 2], data: Float32Array.from(values.flatMap((_, t) => rows.map((y) => y[t]!))) } };
    return fusedEngine().slope(theta, (tape, { y }) => {
      // Step t's values are row t of y, as a column.
      const pick = (t: number) =>
        tape.constant(
          Float32Array.from({ length: 4 }, (_, i) => (i === t ? 1 : 0)),
          1,
          4,
        );
      const values = rows[0]!.map((_, t) => tape.reshape(tape.product(pick(t), y!), 2, 1));
      const points = values.map(() => tape.constant([0.5, 0.5], 2, 1));
      return meanLoss(tape, loss, { points, values, violations: [] }, on);
    });
  };

  it.each(valueLossNames)('%s is the mean over the problems, slopes too', (name) => {
    const { loss, gradient } = slope(name);
    const parts = rows.map((y) => lossOf(name, y));
    expect(loss).toBeCloseTo((parts[0]!.loss + parts[1]!.loss) / 2, 6);
    gradient['y']!.forEach((d, i) => {
      expect(d).toBeCloseTo(parts[i % 2]!.slope[Math.floor(i / 2)]! / 2, 6);
    });
  });

  it('a mix is the weighted sum of its terms, slopes too', () => {
    const mix = slope({ sum: 0.25, improvement: 2, best: 0.5 });
    const parts = (['sum', 'improvement', 'best'] as const).map((name) => slope(name));
    const weigh = (of: (part: (typeof parts)[number]) => number) =>
      0.25 * of(parts[0]!) + 2 * of(parts[1]!) + 0.5 * of(parts[2]!);
    expect(mix.loss).toBeCloseTo(
      weigh((part) => part.loss),
      6,
    );
    mix.gradient['y']!.forEach((d, i) => {
      expect(d).toBeCloseTo(
        weigh((part) => part.gradient['y']![i]!),
        6,
      );
    });
  });

  it('expected improvement asks for the priors, and says so where there are none', () => {
    expect(() => slope('expected')).toThrow(/'expected' asks for the prior that a function was drawn from/);
  });
});
