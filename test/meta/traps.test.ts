/**
 * The traps that implementations of learned optimizers have fallen into, one by one: losses without their clamp, inputs that
 * know the optimum or the values' range, gradients cut off at the values, states that outlive a run.
 */
import fc from 'fast-check';
import { box, formula, type Optimizer, type Problem, run, stream, type Vector } from 'optbench';
import { exerciseBatch, plainTape } from 'optbench/check';
import {
  type Batch,
  freeze,
  fusedEngine,
  type LearnedOptimizer,
  meanLoss,
  type Rollout,
  sequential,
  unroll,
  type Weights,
} from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import type { Design } from '../../baselines/rnn/design.ts';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { emptyMemory, normalised, remember } from '../../baselines/rnn/memory.ts';
import { rnn } from '../../baselines/rnn/rule.ts';

const design = (settings: Partial<Design>): Design => ({
  name: 'tiny',
  controller: lstm(8),
  inputs: 'paper',
  normalise: 'off',
  parallel: false,
  ...settings,
});
const kinds: readonly (readonly [string, Design])[] = [
  ['raw values', design({})],
  ['published normalisation', design({ normalise: 'published' })],
  ['incumbent', design({ inputs: 'incumbent', normalise: 'scale-free' })],
];

/** A rule with fresh weights whose output layer is strong enough for proposals to depend on what is told. */
function taught(settings: Design, dim: number): { readonly rule: LearnedOptimizer; readonly weights: Weights } {
  const rule = rnn(settings) as LearnedOptimizer;
  const weights = rule.weights(dim, stream('traps', settings.inputs));
  return { rule, weights: { ...weights, V: { ...weights['V']!, data: weights['V']!.data.map((v) => 8 * v) } } };
}

const frozen = (settings: Design, dim: number): Optimizer => {
  const { rule, weights } = taught(settings, dim);
  return freeze(rule, { dims: [dim], of: () => ({ weights, horizon: 100 }) });
};

/** What a rollout proposes where these values come back, at the points that it proposes. */
function proposals(rollout: Rollout, values: readonly number[], at?: readonly Vector[]): Vector[] {
  return values.map((value, t) => {
    const x = rollout.propose().slice();
    rollout.observe(at?.[t] ?? x, value);
    return x;
  });
}

const bowl = (x: Vector): number => x.reduce((sum, v) => sum + (v - 0.3) ** 2, 0);

describe.each(kinds)('no optimum leaks into the inputs: %s', (_, settings) => {
  it('what was never evaluated makes no difference: a well elsewhere, another optimum, other minimizers', async () => {
    const optimizer = frozen(settings, 2);
    const space = box([
      [0, 1],
      [0, 1],
    ]);
    const record = async (problem: Problem) =>
      (await run(optimizer, problem, { suite: 'test', seed: 0, budget: 40 })).trials.map(({ x }) => [...(x as Vector)]);
    const plain = await record(formula<Vector>({ id: 'bowl', space, source: 'test', value: bowl }) as Problem);
    const far = [0.02, 0.98];
    const near = (x: ArrayLike<number>): boolean => Math.hypot(x[0]! - far[0]!, x[1]! - far[1]!) < 1e-3;
    expect(plain.some(near)).toBe(false);
    const well = formula<Vector>({
      id: 'bowl',
      space,
      source: 'test',
      value: (x) => (near(x) ? -1000 : bowl(x)),
      optimum: -1000,
      minimizers: [Float64Array.from(far)],
    }) as Problem;
    expect(await record(well)).toEqual(plain);
  });

  it('nor on the tape, in training', () => {
    const { rule, weights } = taught(settings, 2);
    const batch = exerciseBatch(2, 3);
    const lowered: Batch = {
      ...batch,
      on(tape) {
        const { value } = batch.on(tape);
        return {
          value(x) {
            const f = value(x);
            return tape.loops({
              inputs: [f, x],
              rows: 3,
              cols: 1,
              forward(out, fs, xs) {
                for (let b = 0; b < 3; b++) out[b] = fs![b]! - (xs![2 * b]! < 1e-3 ? 1e6 : 0);
              },
              backward() {},
            });
          },
        };
      },
    };
    const points = (functions: Batch) =>
      fusedEngine().evaluate(weights, (tape, theta) =>
        unroll(tape, rule, theta, functions, sequential(10)).points.map((x) => [...tape.numbers(x)]),
      );
    expect(points(lowered)).toEqual(points(batch));
  });

  it('proposals follow from the points and values told, and from nothing else', () => {
    const { rule, weights } = taught(settings, 2);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 15 }), (values) => {
        const first = proposals(rule.rollout(weights, 2), values);
        proposals(
          rule.rollout(weights, 2),
          values.map((v) => -v),
        ); // another run in between leaves no trace
        expect(proposals(rule.rollout(weights, 2), values)).toEqual(first);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('proposals do depend on the values', () => {
    const { rule, weights } = taught(settings, 2);
    const [one, other] = [
      [3, 1, 2, 0],
      [3, 1, 4, 0],
    ].map((values) => proposals(rule.rollout(weights, 2), values));
    expect(one!.slice(0, 3)).toEqual(other!.slice(0, 3));
    expect(one![3]).not.toEqual(other![3]);
  });

  it('whatever the weights, proposals are points of the cube: no corner needs a penalty', () => {
    const { rule, weights } = taught(settings, 2);
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e6, noNaN: true }), fc.integer(), (scale, seed) => {
        const rng = stream('wild', seed);
        const wild = Object.fromEntries(
          Object.entries(weights).map(([name, { shape, data }]) => [
            name,
            { shape, data: data.map(() => scale * rng.normal()) },
          ]),
        );
        for (const x of proposals(rule.rollout(wild, 2), [1, -2, 1e6, 0, 3])) {
          expect(x.every((v) => v >= 0 && v <= 1)).toBe(true);
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it('a horizon of 200 runs on the tape and off it', () => {
    const { rule, weights } = taught(settings, 3);
    const values = fusedEngine().evaluate(weights, (tape, theta) =>
      unroll(tape, rule, theta, exerciseBatch(3, 2), sequential(200)).values.flatMap((v) => [...tape.numbers(v)]),
    );
    expect(values).toHaveLength(400);
    expect(values.every(Number.isFinite)).toBe(true);
    const rollout = rule.rollout(weights, 3);
    const points = proposals(
      rollout,
      new Array<number>(200).fill(0).map((_, t) => Math.sin(t)),
    );
    expect(points.flatMap((x) => [...x]).every((v) => v >= 0 && v <= 1)).toBe(true);
  });
});

describe('no range of values is known beforehand', () => {
  const along = (settings: Design, map: (y: number) => number): Vector[] => {
    const { rule, weights } = taught(settings, 2);
    const rng = stream('range');
    const at = Array.from({ length: 15 }, () => Float64Array.of(rng.next(), rng.next()));
    return proposals(
      rule.rollout(weights, 2),
      at.map((x) => map(5 * bowl(x))),
      at,
    );
  };
  const apart = (a: readonly Vector[], b: readonly Vector[]): number =>
    Math.max(...a.flatMap((x, t) => [...x].map((v, k) => Math.abs(v - b[t]![k]!))));

  it('with scale-free normalisation, f and a f + b are searched alike', () => {
    for (const inputs of ['paper', 'incumbent'] as const) {
      const settings = design({ inputs, normalise: 'scale-free' });
      const plain = along(settings, (y) => y);
      fc.assert(
        fc.property(
          fc.double({ min: -1, max: 6, noNaN: true }),
          fc.double({ min: -1e3, max: 1e3, noNaN: true }),
          (exponent, b) => {
            const a = 10 ** exponent;
            expect(
              apart(
                plain,
                along(settings, (y) => a * y + a * b),
              ),
            ).toBeLessThan(1e-5);
          },
        ),
        { numRuns: 50, seed: 1 },
      );
    }
  });

  it('with the published constant, f + b is searched as f; without normalisation it is not', () => {
    const published = design({ normalise: 'published' });
    expect(
      apart(
        along(published, (y) => y),
        along(published, (y) => y + 100),
      ),
    ).toBeLessThan(1e-9);
    expect(
      apart(
        along(design({}), (y) => y),
        along(design({}), (y) => y + 2),
      ),
    ).toBeGreaterThan(1e-3);
  });

  it('normalisation switched off is another network input', () => {
    expect(
      apart(
        along(design({}), (y) => y),
        along(design({ normalise: 'published' }), (y) => y),
      ),
    ).toBeGreaterThan(1e-3);
  });

  it('is incremental: the mean and spread of the values told so far, by hand', () => {
    const values = [3, 1, 4, 1.5];
    let memory = emptyMemory(plainTape, 1, 1);
    values.forEach((y, i) => {
      const node = plainTape.constant([y], 1, 1);
      memory = remember(plainTape, memory, plainTape.constant([0.1 * i], 1, 1), node, i + 1);
      const sofar = values.slice(0, i + 1);
      const mean = sofar.reduce((sum, v) => sum + v, 0) / sofar.length;
      const variance = sofar.reduce((sum, v) => sum + (v - mean) ** 2, 0) / sofar.length;
      const seen = plainTape.numbers(normalised(plainTape, memory, node, { t: i + 1, epsilon: 0.05, both: true }));
      const scale = i === 0 ? 0 : 1 / Math.sqrt(variance + 0.05);
      expect(seen[0]).toBeCloseTo((y - mean) * scale, 12);
      expect(seen[1]).toBeCloseTo((Math.min(...sofar) - mean) * scale, 12);
      expect([...plainTape.numbers(memory)].slice(2)).toEqual(i < 1 ? [3, 0] : [1, 0.1]);
    });
  });
});

describe.each(kinds)('the gradient flows through the values seen: %s', (_, settings) => {
  it('cutting it off there changes the gradient of every weight matrix, and not the loss', () => {
    const { rule, weights } = taught(settings, 2);
    const batch = exerciseBatch(2, 4);
    const cut: Batch = {
      ...batch,
      on: (tape) => ({
        ...batch.on(tape),
        observed: (_, y) => tape.constant(tape.numbers(y).slice(), y.rows, y.cols),
      }),
    };
    const slope = (functions: Batch) =>
      fusedEngine().slope(weights, (tape, theta) =>
        meanLoss(tape, 'sum', unroll(tape, rule, theta, functions, sequential(6)), functions),
      );
    const [whole, without] = [slope(batch), slope(cut)];
    expect(without.loss).toBe(whole.loss);
    for (const [name, gradient] of Object.entries(whole.gradient)) {
      const size = Math.hypot(...gradient);
      expect(Math.hypot(...gradient.map((g, i) => g - without.gradient[name]![i]!)), name).toBeGreaterThan(1e-3 * size);
    }
  });
});
