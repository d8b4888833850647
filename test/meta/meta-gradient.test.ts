/**
 * Backpropagation through time at tiny size, weight by weight, against differences in double precision; for every loss,
 * every kind of network, and schedules with one worker and with several.
 */
import { stream } from 'optbench';
import { differenceAlong, exerciseBatch } from 'optbench/check';
import {
  fusedEngine,
  type LearnedOptimizer,
  type Loss,
  loadTf,
  lossNames,
  meanLoss,
  type Objective,
  objective,
  parallel,
  portions,
  referenceSlope,
  type Schedule,
  sequential,
  shareSlope,
  shares,
  summed,
  unroll,
  type Weights,
  withAuxiliary,
} from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Design } from '../../baselines/rnn/design.ts';
import { dnc } from '../../baselines/rnn/dnc.ts';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';
import family from '../../suites/gp/family.ts';

beforeAll(async () => {
  await loadTf();
});

const [DIM, T, B] = [2, 4, 3];
const controller = lstm(4);
const memory = dnc({ units: 4, words: 4, width: 4, reads: 1 });
const designs: readonly Design[] = [
  { name: 'paper', controller, inputs: 'paper', normalise: 'off', parallel: false },
  { name: 'paper-recalling', controller, inputs: 'paper', normalise: 'published', parallel: false, recall: true },
  { name: 'incumbent', controller, inputs: 'incumbent', normalise: 'scale-free', parallel: false },
  { name: 'dnc', controller: memory, inputs: 'paper', normalise: 'published', parallel: false },
  { name: 'constrained', controller, inputs: 'incumbent', normalise: 'published', parallel: false, constraints: true },
  { name: 'parallel', controller, inputs: 'incumbent', normalise: 'scale-free', parallel: true },
];
const losses: readonly Loss[] = [
  ...lossNames,
  { sum: 0.2, best: 0.5, improvement: 0.3 },
  { regret: 1, violation: 0.2 },
];
const engine = fusedEngine();

/** Fresh weights whose proposals are well apart, so that no minimum changes hands within a difference. */
function spread(rule: LearnedOptimizer): Weights {
  const weights = rule.weights(DIM, stream('gradient', rule.name));
  const rng = stream('bias');
  const [V, v] = [weights['V']!, weights['v']!];
  return {
    ...weights,
    V: { ...V, data: V.data.map((value) => 6 * value) },
    v: { ...v, data: v.data.map(() => 0.5 * rng.normal()) },
  };
}

/** Every single weight's slope against its difference; the largest deviation, in units of the gradient's norm. */
function deviation(weights: Weights, of: Objective): number {
  const { gradient } = engine.slope(weights, of);
  let [most, square] = [0, 0];
  for (const [name, slope] of Object.entries(gradient)) {
    slope.forEach((g, i) => {
      const direction = new Float64Array(slope.length);
      direction[i] = 1;
      most = Math.max(most, Math.abs(g - differenceAlong(weights, { [name]: direction }, of, 1e-5)));
      square += g * g;
    });
  }
  return most / Math.sqrt(square);
}

describe.each(designs)('the meta-gradient of the design $name', (design) => {
  const rule: LearnedOptimizer = rnn(design) as LearnedOptimizer;
  const weights = spread(rule);
  const along = (loss: Loss, schedule: Schedule, besides = false): Objective => {
    const constrained = loss === 'violation' || (typeof loss === 'object' && 'violation' in loss);
    const batch = exerciseBatch(DIM, B, { constrained });
    return (tape, theta) => {
      const trajectories = unroll(tape, rule, theta, batch, schedule);
      const mean = meanLoss(tape, loss, trajectories, batch);
      return besides ? withAuxiliary(tape, mean, trajectories.auxiliary) : mean;
    };
  };

  it.each(losses)('equals differences for the loss %o', (loss) => {
    expect(deviation(weights, along(loss, sequential(T)))).toBeLessThan(1e-4);
  });

  it.each(losses)('equals that of the reference engine, to 1e-4, for the loss %o', (loss) => {
    // The rule's own losses too: what they are compared with is numbers, which differences do not know.
    const of = along(loss, sequential(T), true);
    const [fused, twin] = [engine.slope(weights, of).gradient, referenceSlope(weights, of).gradient];
    const norm = (parts: readonly Float32Array[]) => Math.hypot(...parts.flatMap((part) => [...part]));
    const apart = norm(Object.entries(fused).map(([name, slope]) => slope.map((g, i) => g - twin[name]![i]!)));
    expect(apart / norm(Object.values(twin))).toBeLessThan(1e-4);
  });

  it.runIf(design.parallel).each([2, 3, 10])('equals differences with %i workers', (workers) => {
    const schedule = parallel(6, workers, 0.8, stream('workers', workers));
    expect(deviation(weights, along('best', schedule))).toBeLessThan(1e-4);
    expect(deviation(weights, along('sum', schedule))).toBeLessThan(1e-4);
  });
});

describe("a batch's gradient", () => {
  const rule: LearnedOptimizer = rnn(designs[2]!) as LearnedOptimizer;
  const functions = family({ split: 'train', dim: DIM, kernels: ['rbf'], lengthScale: [0.3, 0.8], features: 32 });
  const weights = spread(rule);
  const work = { address: ['shares'], schedule: sequential(T), loss: 'sum' } as const;

  it('is cut into shares of whole rows, as even as can be', () => {
    expect(shares(128)).toEqual([
      { from: 0, to: 64 },
      { from: 64, to: 128 },
    ]);
    for (const size of [1, 63, 64, 65, 200]) {
      const rows = shares(size);
      expect(rows[0]!.from).toBe(0);
      expect(rows.at(-1)!.to).toBe(size);
      rows.slice(1).forEach(({ from }, i) => {
        expect(from).toBe(rows[i]!.to);
      });
      expect(Math.max(...rows.map(({ from, to }) => to - from))).toBeLessThanOrEqual(64);
    }
  });

  it('is the mean of its shares', () => {
    const rows = [
      { from: 0, to: 2 },
      { from: 2, to: 7 },
    ];
    const whole = shareSlope(engine, rule, weights, functions, work, { from: 0, to: 7 });
    const parts = summed(
      rows.map((share) => shareSlope(engine, rule, weights, functions, work, share)),
      portions(rows),
    );
    expect(parts.loss).toBeCloseTo(whole.loss, 6);
    for (const [name, slope] of Object.entries(whole.gradient)) {
      const size = Math.sqrt(slope.reduce((sum, g) => sum + g * g, 0));
      slope.forEach((g, i) => {
        expect(Math.abs(g - parts.gradient[name]![i]!)).toBeLessThan(1e-5 * size + 1e-9);
      });
    }
  });

  it('is the same to the last bit when it is computed again, by another engine too', () => {
    const of = objective(rule, functions, work, { from: 0, to: 5 });
    const [one, again, other] = [
      engine.slope(weights, of),
      engine.slope(weights, of),
      fusedEngine().slope(weights, of),
    ];
    expect(again).toEqual(one);
    expect(other).toEqual(one);
  });

  it('leaves nothing in the memory: the thousandth takes no more than the first', () => {
    const own = fusedEngine();
    const of = objective(rule, functions, work, { from: 0, to: 5 });
    own.slope(weights, of);
    const { peak } = own;
    for (let i = 0; i < 50; i++) own.slope(weights, of);
    expect(() =>
      own.slope(weights, () => {
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    own.slope(weights, of);
    expect(own.peak).toBe(peak);
  });
});
