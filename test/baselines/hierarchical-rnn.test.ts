/** The hierarchical network: its size, its gradient at tiny size, that it runs as it is trained, and what it draws. */
import { reals, type Setup, stream } from 'optbench';
import { differenceAlong } from 'optbench/check';
import {
  type DescentFamily,
  Episode,
  freezeDescent,
  fusedEngine,
  type LearnedDescent,
  loadTf,
  type Objective,
  ProblemBatch,
  updateRule,
  type Weights,
} from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import { designs } from '../../baselines/hierarchical-rnn/recipes.ts';
import { hierarchicalRnn } from '../../baselines/hierarchical-rnn/rule.ts';
import quadratics from '../../suites/quadratics/family.ts';
import { offReference, slopes } from '../meta/slopes.ts';

beforeAll(async () => {
  await loadTf();
});

const engine = fusedEngine();
const dim = 6;
const blocks = [
  { name: 'weights', shape: [2, 2] },
  { name: 'biases', shape: [2] },
];

const linear = slopes(blocks);
const rules: readonly LearnedDescent[] = designs.map(hierarchicalRnn);

/** Fresh weights that all have a part in what comes out: none of them zero, and rates that move x. */
function stirred(rule: LearnedDescent): Weights {
  const rng = stream('stirred', rule.name);
  return Object.fromEntries(
    Object.entries(rule.weights(rng.split('weights'))).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((w) => w + (name === 'rate.offset' ? 3 : 0) + 0.2 * rng.normal()) },
    ]),
  );
}

/** The second unroll of an episode, the first being carried over. */
function secondUnroll(rule: LearnedDescent, weights: Weights, family: DescentFamily): Objective {
  return (tape, theta) => {
    const begun = new Episode(new ProblemBatch(family, ['exact'], { from: 0, to: 2 }), 6, ['exact']);
    begun.unroll(engine, rule, weights, 3, 'log');
    return begun.on(tape, theta, rule, 4, 'log');
  };
}

it('has the 8349 weights of the released network', () => {
  const [rule] = rules as [LearnedDescent];
  const count = Object.values(rule.weights(stream('count'))).reduce((sum, { data }) => sum + data.length, 0);
  expect(count).toBe(8349);
});

describe.each(rules)('the meta-gradient of $name', (rule) => {
  const weights = stirred(rule);

  it('equals differences along every weight matrix', () => {
    const of = secondUnroll(rule, weights, linear);
    const { gradient } = engine.slope(weights, of);
    const rng = stream('directions', rule.name);
    const length = Math.hypot(...Object.values(gradient).flatMap((slope) => [...slope]));
    expect(length).toBeGreaterThan(1e-4);
    for (const [name, slope] of Object.entries(gradient)) {
      // Where an episode began is behind the second unroll.
      if (name.startsWith('initial')) continue;
      expect(Math.hypot(...slope), name).toBeGreaterThan(0);
      const direction = Float64Array.from(slope, () => rng.normal() / Math.sqrt(slope.length));
      const claimed = slope.reduce((sum, g, i) => sum + g * direction[i]!, 0);
      const found = differenceAlong(weights, { [name]: direction }, of, 1e-4);
      expect(Math.abs(claimed - found) / length, name).toBeLessThan(1e-3);
    }
  });

  it('reaches the states that an episode begins with', () => {
    const of: Objective = (tape, theta) =>
      new Episode(new ProblemBatch(linear, ['first'], { from: 0, to: 2 }), 3, ['first']).on(
        tape,
        theta,
        rule,
        3,
        'log',
      );
    const { gradient } = engine.slope(weights, of);
    for (const name of ['initial.own', 'initial.tensor', 'initial.problem'] as const) {
      const slope = gradient[name];
      if (slope === undefined) continue; // without a hierarchy
      const direction = Float64Array.from(slope);
      const found = differenceAlong(weights, { [name]: direction }, of, 1e-3 / Math.hypot(...slope));
      expect(found / Math.hypot(...slope) ** 2, name).toBeCloseTo(1, 2);
    }
  });

  it('equals that of the reference engine on quadratics, to 1e-4', () => {
    const batch = () =>
      new ProblemBatch(quadratics({ split: 'train', definition: 'a', dim }), ['twin'], { from: 0, to: 2 });
    const of: Objective = (tape, theta) => new Episode(batch(), 5, ['twin']).on(tape, theta, rule, 5, 'log');
    expect(offReference(engine, weights, of)).toBeLessThan(1e-4);
  });
});

describe('the rule in use', () => {
  const [rule] = rules as [LearnedDescent];
  const begin = (seed: number) => {
    const setup: Setup = {
      space: reals(dim),
      blocks,
      x0: new Float64Array(dim),
      budget: 50,
      workers: 1,
      rng: stream('begin', seed),
    };
    return updateRule(rule, rule.weights(stream('weights')), setup);
  };
  const gradient = Float64Array.of(1, -2, 3, -4, 5, -6);

  it('draws the rates that it begins with: other runs, other steps, within the published range', () => {
    const steps = [1, 2].map((seed) => begin(seed)(new Float64Array(dim), gradient, 1, new Float64Array(dim)));
    expect(steps[0]).not.toEqual(steps[1]);
    for (const step of steps) {
      for (const [i, move] of step.entries()) {
        // At the first step every momentum is +-asinh(1), so the direction's size is about 1, times exp(log rate - 1).
        expect(Math.sign(move)).toBe(-Math.sign(gradient[i]!));
        expect(Math.abs(move)).toBeGreaterThan(1e-6 / Math.E / 3);
        expect(Math.abs(move)).toBeLessThan((1e-2 / Math.E) * 3);
      }
    }
  });

  it('with attention stands where it would without it, and asks ahead of there', async () => {
    const attentive = hierarchicalRnn({ name: 'attentive', attention: true });
    const weights = attentive.weights(stream('weights'));
    const [optimizer, plain] = [freezeDescent(attentive, () => weights), freezeDescent(rule, () => weights)];
    const setup = (): Setup => ({
      space: reals(dim),
      blocks,
      x0: gradient,
      budget: 9,
      workers: 1,
      rng: stream('attend'),
    });
    const [ahead, along] = [optimizer.start(setup()), plain.start(setup())];
    expect(along.current).toBeUndefined();
    for (let id = 0; id < 6; id++) {
      // The same gradients wherever they ask: so both stand at the same points.
      const told = { id, value: 1, gradient: gradient.map((v, i) => v * Math.cos(id * i)) };
      const [asked, stood] = [(await ahead.ask(id)) as Float64Array, (await along.ask(id)) as Float64Array];
      const stands = ahead.current!();
      for (let i = 0; i < dim; i++) expect(stands[i]!).toBeCloseTo(stood[i]!, 6);
      if (id > 0) expect(Math.hypot(...asked.map((v, i) => v - stands[i]!))).toBeGreaterThan(1e-6);
      await ahead.tell({ ...told, x: asked });
      await along.tell({ ...told, x: stood });
    }
  });

  it('takes the same steps in units a thousand times larger', () => {
    const [one, other] = [begin(1), begin(1)];
    for (let t = 0; t < 20; t++) {
      const g = gradient.map((v, i) => v * Math.cos(t * i));
      const [a, b] = [one, other].map((rule, k) =>
        rule(new Float64Array(dim), k === 0 ? g : g.map((v) => 1000 * v), 1, new Float64Array(dim)).slice(),
      ) as [Float64Array, Float64Array];
      for (let i = 0; i < dim; i++) expect(b[i]! / a[i]!).toBeCloseTo(1, 2);
    }
  });
});
