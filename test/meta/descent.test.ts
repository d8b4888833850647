/** Training of gradient methods at tiny size: exact meta-gradients, truncation, imitation, resuming, and that they learn. */
import { reals, type Setup, stream } from 'optbench';
import { differenceAlong } from 'optbench/check';
import {
  type DescentFamily,
  type DescentLoss,
  type DescentRecipe,
  descentCourse,
  descentLossNames,
  Episode,
  follow,
  fusedEngine,
  type LearnedDescent,
  loadTf,
  type Objective,
  ProblemBatch,
  type TrainingState,
  updateRule,
  type Weights,
} from 'optbench/learn';
import { beforeAll, describe, expect, it } from 'vitest';
import { l2l } from '../../baselines/l2l/rule.ts';
import { rnnprop } from '../../baselines/rnnprop/rule.ts';
import { unrollsOf } from '../../src/meta/descent/recipe.ts';
import { checkedDescentRecipe } from '../../src/meta/descent/recipe-check.ts';
import quadratics from '../../suites/quadratics/family.ts';
import { offReference, slopes } from './slopes.ts';

beforeAll(async () => {
  await loadTf();
});

const engine = fusedEngine();
const dim = 6;
const blocks = [
  { name: 'kernels', shape: [1, 1, 2, 2] },
  { name: 'biases', shape: [2] },
];

const linear = slopes(blocks);
const rules: readonly LearnedDescent[] = [
  l2l({ name: 'l2l-plain', input: 'plain', scale: 0.3 }),
  l2l({ name: 'l2l-log', input: 'log', scale: 0.3 }),
  l2l({ name: 'l2l-two', input: 'log', scale: 0.3, two: true }),
  l2l({ name: 'l2l-averaging', input: 'log', scale: 0.3, averaging: 5 }),
  rnnprop('rnnprop'),
];
const rows = { from: 0, to: 3 };
const weightsOf = (rule: LearnedDescent): Weights => rule.weights(stream('weights', rule.name));

/** The second unroll of an episode, the first being carried over. */
function secondUnroll(rule: LearnedDescent, family: DescentFamily, loss: DescentLoss, imitates = false): Objective {
  const weights = weightsOf(rule);
  const episode = (): Episode =>
    new Episode(
      new ProblemBatch(family, ['exact'], rows),
      6,
      ['exact'],
      imitates ? { share: 1, rate: 0.1 } : undefined,
    );
  return (tape, theta) => {
    const begun = episode();
    begun.unroll(engine, rule, weights, 3, loss);
    return begun.on(tape, theta, rule, 3, loss);
  };
}

describe.each(rules)('the meta-gradient of $name', (rule) => {
  const weights = weightsOf(rule);

  it.each([...descentLossNames, 'imitation'] as const)('equals differences for the loss %s', (loss) => {
    const imitates = loss === 'imitation';
    const of = secondUnroll(rule, linear, imitates ? 'sum' : loss, imitates);
    const { gradient } = engine.slope(weights, of);
    const rng = stream('directions', rule.name, loss);
    const length = Math.hypot(...Object.values(gradient).flatMap((slope) => [...slope]));
    expect(length).toBeGreaterThan(1e-6);
    for (let k = 0; k < 6; k++) {
      const direction = Object.fromEntries(
        Object.entries(gradient).map(([name, slope]) => [name, Float64Array.from(slope, () => rng.normal())]),
      );
      const claimed = Object.entries(gradient).reduce(
        (sum, [name, slope]) => sum + slope.reduce((part, g, i) => part + g * direction[name]![i]!, 0),
        0,
      );
      expect(Math.abs(claimed - differenceAlong(weights, direction, of, 1e-4)) / length).toBeLessThan(1e-3);
    }
  });

  it('equals that of the reference engine on quadratics, to 1e-4', () => {
    const family = quadratics({ split: 'train', definition: 'a', dim });
    const of = secondUnroll({ ...rule }, family, 'sum');
    expect(offReference(engine, weights, of)).toBeLessThan(1e-4);
  });

  it('belongs to what the rule does in use: the same points as a batch of one', () => {
    const family = quadratics({ split: 'train', definition: 'a', dim });
    const batch = new ProblemBatch(family, ['use'], { from: 0, to: 1 });
    const problem = batch.problems[0]!;
    const setup = { space: reals(dim), x0: problem.start, budget: 6, workers: 1, rng: stream('begin', 'use') } as Setup;
    const step = updateRule(rule, weights, setup);
    const values: number[] = [];
    let x = problem.start;
    for (let t = 0; t < 6; t++) {
      const { value, gradient } = problem.look(x, t);
      values.push(value);
      x = step(x, gradient, value, new Float64Array(dim)).slice();
    }
    values.push(problem.look(x, 6).value);
    const last = (length: number): number =>
      engine.evaluate(weights, (tape, theta) => {
        const episode = new Episode(new ProblemBatch(family, ['use'], { from: 0, to: 1 }), 6, ['use']);
        return tape.numbers(episode.on(tape, theta, rule, length, 'last'))[0]!;
      });
    for (const length of [1, 3, 6]) expect(last(length) / values[length]!).toBeCloseTo(1, 4);
  });
});

describe('an episode', () => {
  it('goes on from where its last unroll ended, state and all', () => {
    const [rule, family] = [rules[4]!, quadratics({ split: 'train', definition: 'a', dim })];
    const weights = weightsOf(rule);
    const begun = (): Episode => new Episode(new ProblemBatch(family, ['carry'], rows), 6, ['carry']);
    const [cut, whole] = [begun(), begun()];
    cut.unroll(engine, rule, weights, 2, 'last');
    const second = cut.unroll(engine, rule, weights, 4, 'last').loss;
    expect(second).toBeCloseTo(whole.unroll(engine, rule, weights, 6, 'last').loss, 5);
  });
});

const family = { definition: 'a', dim: 4 };
const recipe: DescentRecipe = {
  kind: 'descent',
  name: 'tiny',
  seed: 1,
  suite: 'quadratics',
  clip: 1,
  phases: [
    { iterations: 90, unrolls: 3, length: 6, batch: 16, loss: 'relative', rate: [1e-2, 3e-3], family },
    {
      iterations: 12,
      unrolls: { least: 1, mean: 2 },
      length: { from: 4, to: 8 },
      batch: 8,
      loss: 'log',
      rate: [3e-3, 1e-3],
      family: [family, { definition: 'b', dim: 4 }],
      rescale: { level: 'coordinate', range: [0.5, 2] },
      imitation: { share: 0.3, rate: 0.1 },
    },
  ],
  validation: { family, problems: 16, steps: 20, measure: 'log', every: 30 },
};
const course = () =>
  descentCourse(rnnprop('tiny'), recipe, (settings) =>
    quadratics(settings as unknown as Parameters<typeof quadratics>[0]),
  );

async function states(from?: TrainingState, stopAt = Number.POSITIVE_INFINITY): Promise<TrainingState[]> {
  const seen: TrainingState[] = [];
  for await (const state of follow(course(), { from })) {
    seen.push(state);
    if (state.iteration === stopAt) break;
  }
  return seen;
}

describe('training a gradient method', () => {
  it('learns from scratch in seconds: the loss falls on problems that it has not seen', async () => {
    const { curve, skipped } = (await states()).at(-1)!;
    expect(skipped).toBe(0);
    expect(curve.at(-1)!.score).toBeLessThan(Math.min(-0.25, curve[0]!.score));
  });

  it('continues from where an episode begins as if it had never stopped, to the last bit', async () => {
    const whole = await states();
    const { fresh } = course();
    const at = whole.findIndex(({ iteration }) => iteration > 92 && iteration < 102 && fresh(iteration));
    expect(at).toBeGreaterThan(0);
    const resumed = (await states(whole[at])).at(-1)!;
    expect(resumed.weights).toEqual(whole.at(-1)!.weights);
    expect(resumed.curve).toEqual(whole.at(-1)!.curve);
  });

  it('draws episodes as the recipe says', () => {
    const unrolls = unrollsOf(recipe);
    expect(unrolls).toHaveLength(102);
    expect(unrolls.slice(0, 4).map(({ before, steps }) => [before, steps])).toEqual([
      [0, 18],
      [6, 18],
      [12, 18],
      [0, 18],
    ]);
    for (const { length, phase } of unrolls.slice(90)) {
      expect(phase).toBe(recipe.phases[1]);
      expect(length).toBeGreaterThanOrEqual(4);
      expect(length).toBeLessThanOrEqual(8);
    }
  });
});

describe('a recipe of a gradient method', () => {
  const refused = (change: object): string => {
    try {
      checkedDescentRecipe({ ...recipe, ...change }, 'recipes.ts');
    } catch (error) {
      return (error as Error).message;
    }
    return 'taken';
  };
  const inPhase = (change: object): string => refused({ phases: [{ ...recipe.phases[0], ...change }] });

  it('comes back as it was given', () => {
    expect(checkedDescentRecipe(recipe, 'here')).toBe(recipe);
  });

  it.each([
    ['an unknown key', refused({ dim: 3 }), /Unrecognized key: "dim"/],
    ['an unknown key in a phase', inPhase({ horizon: 9 }), /Unrecognized key: "horizon"\s+→ at phases\[0\]/],
    ['a misspelt loss', inPhase({ loss: 'best' }), /at phases\[0\]\.loss/],
    ['no steps', inPhase({ length: 0 }), /at phases\[0\]\.length/],
    ['a rescaling of nothing', inPhase({ rescale: { level: 'row', range: [1, 2] } }), /phases\[0\]\.rescale\.level/],
    ['a share above one', inPhase({ imitation: { share: 2, rate: 1 } }), /phases\[0\]\.imitation\.share/],
  ])('with %s is refused', (_, message, reason) => {
    expect(message).toMatch(/^recipes\.ts: the recipe tiny cannot be used\n/);
    expect(message).toMatch(reason);
  });
});
