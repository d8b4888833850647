/** The network under constraints: what it is shown, what it learns from, and that it does not lose its way. */
import { findProblem, type Optimizer, run, stream, type Vector } from 'optbench';
import {
  type Assignment,
  bestSoFar,
  fusedEngine,
  loadTf,
  meanLoss,
  objective,
  referenceSlope,
  sequential,
  unroll,
} from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import random from '../../baselines/random.ts';
import type { Design } from '../../baselines/rnn/design.ts';
import optimizers from '../../baselines/rnn/index.ts';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';
import { standingAt, trace } from '../../src/report/trace.ts';
import family from '../../suites/gmm-df/family.ts';
import gmmDf from '../../suites/gmm-df/index.ts';

const engine = fusedEngine();
const constrained = family({ split: 'train', dim: 2, constrained: true });
const design = (more: Partial<Design> = {}): Design => ({
  name: 'test',
  controller: lstm(4),
  inputs: 'incumbent',
  normalise: 'scale-free',
  parallel: false,
  constraints: true,
  ...more,
});
const designs = [design(), design({ inputs: 'paper', normalise: 'published' }), design({ parallel: true })];

describe.each(designs)('a network shown $inputs, parallel: $parallel', (kind) => {
  const rule = rnn(kind);
  const weights = rule.weights(2, stream('test', 'weights'));
  const T = 12;

  it('proposes on one problem in plain numbers what it proposes in a batch', () => {
    const size = 24;
    const batch = constrained.batch(['same'], { from: 0, to: size });
    const { points, values, violations } = engine.evaluate(weights, (tape, theta) => {
      const { points, values, violations } = unroll(tape, rule, theta, batch, sequential(T));
      const copy = (nodes: typeof points) => nodes.map((node) => Float64Array.from(tape.numbers(node)));
      return { points: copy(points), values: copy(values), violations: copy(violations) };
    });
    expect(violations[0]!.some((p) => p > 0)).toBe(true);
    expect(violations[0]!.some((p) => p === 0)).toBe(true);
    for (let b = 0; b < size; b++) {
      const rollout = rule.rollout(weights, 2);
      for (let t = 0; t < T; t++) {
        const x = rollout.propose();
        const batched = points[t]!.subarray(2 * b, 2 * b + 2);
        for (let k = 0; k < 2; k++) expect(Math.abs(x[k]! - batched[k]!)).toBeLessThan(2e-3);
        rollout.observe(Float64Array.from(batched), values[t]![b]!, violations[t]![b]!);
      }
    }
  });

  it('has the gradient of the reference engine', async () => {
    await loadTf();
    const work: Assignment = { address: ['g'], schedule: sequential(5), loss: { regret: 1, violation: 0.2 } };
    const goal = objective(rule, constrained, work, { from: 0, to: 8 });
    const [ours, theirs] = [engine.slope(weights, goal), referenceSlope(weights, goal)];
    expect(ours.loss).toBeCloseTo(theirs.loss, 5);
    for (const [name, slope] of Object.entries(theirs.gradient)) {
      // Single precision, divided by penalties' spread, which is next to nothing at first.
      const size = Math.hypot(...slope);
      expect(Math.hypot(...slope.map((g, i) => g - ours.gradient[name]![i]!))).toBeLessThan(5e-4 * (size + 1e-6));
    }
  });
});

describe('what the network is shown', () => {
  const rule = rnn(design());
  const weights = rule.weights(2, stream('test', 'weights'));
  const proposals = (
    told: readonly (readonly [x: readonly number[], value: number, violation: number])[],
  ): Vector[] => {
    const rollout = rule.rollout(weights, 2);
    return told.map(([x, value, violation]) => {
      rollout.observe(Float64Array.from(x), value, violation);
      return rollout.propose().slice();
    });
  };

  it('hides the values of infeasible points, before the first feasible one and after', () => {
    const run = (lie: number) =>
      proposals([
        [[0.1, 0.2], 5 + lie, 1],
        [[0.3, 0.4], 1, 0],
        [[0.5, 0.4], -7 + lie, 0.5],
        [[0.6, 0.9], 0.5, 0],
      ]);
    expect(run(100)).toEqual(run(0));
  });

  it('depends on how much is violated', () => {
    const run = (violation: number) =>
      proposals([
        [[0.1, 0.2], 1, 0],
        [[0.3, 0.4], 2, violation],
        [[0.4, 0.4], 2, 0.3],
      ]).at(-1);
    expect(run(0.1)).not.toEqual(run(2));
    expect(run(0)).not.toEqual(run(0.1));
  });

  it('works where there are no constraints at all', () => {
    const free = family({ split: 'train', dim: 2 }).batch(['free'], { from: 0, to: 4 });
    const best = engine.evaluate(weights, (tape, theta) => {
      const { values } = unroll(tape, rule, theta, free, sequential(5));
      return bestSoFar(values.map((value) => tape.numbers(value)));
    });
    expect(best.every(Number.isFinite)).toBe(true);
  });
});

describe('losses under constraints', () => {
  const loss = (values: readonly number[], violations: readonly number[], kind: Parameters<typeof meanLoss>[1]) => {
    const batch = { ...constrained.batch(['l'], { from: 0, to: 1 }) };
    const data = Float32Array.from(values);
    return engine.slope({ v: { shape: [1, data.length], data } }, (tape, { v }) => {
      const nodes = values.map((_, t) => tape.columns(v!, t, t + 1));
      const penalties = violations.map((p) => tape.constant([p], 1, 1));
      return meanLoss(tape, kind, { points: nodes, values: nodes, violations: penalties }, batch);
    });
  };

  it('count an infeasible step as the feasible one before it, and as nothing before there is one', () => {
    const { loss: seen, gradient } = loss([-9, 3, -8, 1], [1, 0, 2, 0], 'sum');
    expect(seen).toBeCloseTo((3 + 3 + 1) / 4);
    expect([...gradient['v']!]).toEqual([0, 0.5, 0, 0.25]);
    expect(loss([5, 3, -8, 1], [1, 0, 2, 0], 'best').loss).toBeCloseTo((3 + 3 + 1) / 4);
  });

  it('have a slope in nothing but the violation where no step is feasible', () => {
    const { loss: seen, gradient } = loss([-9, 3], [1, 2], { regret: 1, violation: 0.2 });
    expect(seen).toBeCloseTo(0.2 * 1.5);
    expect([...gradient['v']!]).toEqual([0, 0]);
  });

  it('take no violation where there are no constraints', () => {
    expect(() => loss([1, 2], [], 'violation')).toThrow(/no|none/);
  });

  it('the best so far is that of feasible steps', () => {
    expect([...bestSoFar([[1], [-5], [0]], [[0], [1], [0]])]).toEqual([1, 1, 0]);
    expect([...bestSoFar([[-5], [2], [0]], [[3], [0], [0]])]).toEqual([2, 2, 0]);
  });
});

describe('the shipped weights', () => {
  const shipped = optimizers.find(({ name }) => name === 'rnn-constrained')!;

  it('find better feasible points than random ones, on constrained functions of the test split', async () => {
    const regret = async (optimizer: Optimizer): Promise<number> => {
      let sum = 0;
      for (let i = 101; i <= 140; i++) {
        const problem = findProblem(gmmDf, `constrained-d2-i${i}`)!;
        const record = await run(optimizer, problem, { suite: 'gmm-df', seed: 0, budget: 20 });
        // Where nothing feasible was found: worse than any value here.
        sum += Math.min(2, standingAt(trace(record), 20)) - problem.optimum!;
      }
      return sum / 40;
    };
    // Over 1000 functions: 0.07 and 0.23.
    expect(await regret(shipped)).toBeLessThan(0.7 * (await regret(random)));
  });
});

beforeAll(async () => {
  await loadTf();
});
