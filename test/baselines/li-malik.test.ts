/** The policies of Li & Malik: what they see, that they fit one dimension or any network, and that their gradients are right. */
import type { Setup, Vector } from 'optbench';
import { reals, stream } from 'optbench';
import { checkOptimizer } from 'optbench/check';
import { freezeDescent, fusedEngine, type LearnedDescent, updateRule, type Weights } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { neural } from '../../baselines/li-malik/neural.ts';
import trainings from '../../baselines/li-malik/recipes.ts';
import { history, liMalik } from '../../baselines/li-malik/rule.ts';
import { checkedDescentRecipe } from '../../src/meta/descent/recipe-check.ts';
import { checkedGuidedRecipe } from '../../src/meta/policy-search/recipe-check.ts';

const setup = (dim: number): Setup => ({
  space: reals(dim),
  x0: new Float64Array(dim),
  budget: 40,
  workers: 1,
  rng: stream('test'),
});
const fresh = (rule: LearnedDescent): Weights => rule.weights(stream('test', rule.name));
const zeros = (rule: LearnedDescent): Weights =>
  Object.fromEntries(
    Object.entries(fresh(rule)).map(([name, { shape, data }]) => [
      name,
      { shape, data: new Float32Array(data.length) },
    ]),
  );

describe('the policy of Li & Malik', () => {
  it('sees the changes of the value and the latest gradients, zeros before the start', () => {
    // Units that pass one input each: softplus(20 + o) is 20 + o to single precision.
    const rule = liMalik('probe', 2);
    const probe = (input: number) => {
      const weights = zeros(rule);
      weights['hidden.W']!.data[input * 50] = 1;
      weights['hidden.b']!.data[0] = 20;
      weights['out.W']!.data[0] = 1;
      weights['out.b']!.data[0] = -20;
      const update = updateRule(rule, weights, setup(2));
      const x = new Float64Array(2);
      const seen = [3, 2.5, 1, 0.5].map((f, t) => update(x, Float64Array.of(t + 0.25, -t), f, new Float64Array(2))[0]!);
      return seen.map((v) => Math.round(v * 1e4) / 1e4);
    };
    expect(probe(0)).toEqual([0, -0.5, -1.5, -0.5]); // f_t - f_{t-1}
    expect(probe(1)).toEqual([0, 0, -2, -2]); // f_t - f_{t-2}
    expect(probe(3)).toEqual([0, 0, 0, 0]); // f_t - f_{t-4}
    expect(probe(history)).toEqual([0.25, 1.25, 2.25, 3.25]); // the first coordinate of g_t
    expect(probe(history + 3)).toEqual([0, 0, -1, -2]); // the second of g_{t-1}
  });

  it('forgets what is more than 25 steps ago', () => {
    const rule = liMalik('probe', 1);
    const weights = fresh(rule);
    const lastStep = (first: number) => {
      const update = updateRule(rule, weights, setup(1));
      let last: Vector | undefined;
      for (let t = 0; t <= history + 1; t++) {
        const [g, f] = t === 0 ? [first, first] : [1, 2];
        last = update(Float64Array.of(0), Float64Array.of(g), f, new Float64Array(1));
      }
      return last![0];
    };
    expect(lastStep(5)).toBe(lastStep(-5));
  });

  it('has the gradient that finite differences have', () => {
    const rule = liMalik('probe', 3);
    const weights = fresh(rule);
    const engine = fusedEngine();
    const rng = stream('test', 'gradient');
    const numbers = (count: number) => Float32Array.from({ length: count }, () => rng.normal());
    const [x, f, g, aim] = [numbers(6), numbers(2), numbers(6), numbers(6)];
    const { gradient } = engine.slope(weights, (tape, theta) => {
      const at = tape.constant(x, 2, 3);
      const blocks = [{ name: 'x', shape: [3] }];
      const state = rule.tape!.begin(tape, theta, { x: at, blocks, steps: 1, rng });
      const revealed = { x: at, value: tape.constant(f, 2, 1), gradient: tape.constant(g, 2, 3), step: 0, blocks };
      const { step } = rule.tape!.step(tape, theta, state, revealed);
      return tape.loops({
        inputs: [step],
        rows: 1,
        cols: 1,
        forward(out, a) {
          for (let i = 0; i < 6; i++) out[0]! += a![i]! * aim[i]!;
        },
        backward(d, da) {
          for (let i = 0; i < 6; i++) da![i]! += d[0]! * aim[i]!;
        },
      });
    });
    const loss = (name: string, j: number, by: number): number => {
      const moved = { ...weights, [name]: { ...weights[name]!, data: weights[name]!.data.slice() } };
      moved[name]!.data[j]! += by;
      let sum = 0;
      for (const b of [0, 1]) {
        const step = updateRule(rule, moved, setup(3));
        const to = step(
          new Float64Array(3),
          Float64Array.from(g.subarray(3 * b, 3 * b + 3)),
          f[b]!,
          new Float64Array(3),
        );
        to.forEach((v, i) => {
          sum += v * aim[3 * b + i]!;
        });
      }
      return sum;
    };
    for (const [name, j] of [
      ['hidden.W', 25 * 50 + 3],
      ['hidden.b', 7],
      ['out.W', 11],
      ['out.b', 2],
    ] as const) {
      const slope = (loss(name, j, 0.01) - loss(name, j, -0.01)) / 0.02;
      expect(gradient[name]![j]).toBeCloseTo(slope, 3);
    }
  });

  it('says which dimension it is for', () => {
    const rule = liMalik('li-malik-logistic', 4);
    const optimizer = freezeDescent(rule, () => fresh(rule));
    const said = 'li-malik-logistic: its weights are for problems of 4 coordinates, this one has 2; train one for it';
    expect(optimizer.unfit!(setup(2))).toBe(said);
    expect(optimizer.unfit!(setup(4))).toBeUndefined();
    expect(() => updateRule(rule, fresh(rule), setup(2))).toThrow(said);
  });

  it.each([4, 12])('keeps the laws of optimizers with any weights, in %s dimensions', async (dim) => {
    const rule = liMalik('probe', dim);
    const verdicts = await checkOptimizer(freezeDescent(rule, () => fresh(rule)));
    expect(verdicts.filter(({ kept }) => !kept)).toEqual([]);
  });
});

describe('the LSTM of Li & Malik', () => {
  it('keeps the laws of optimizers with any weights', async () => {
    const rule = neural('probe');
    const verdicts = await checkOptimizer(freezeDescent(rule, () => fresh(rule)));
    expect(verdicts.filter(({ kept }) => !kept)).toEqual([]);
  });

  it('has one network for matrices and one for vectors, and treats coordinates of a tensor alike', () => {
    const rule = neural('probe');
    const blocks = [
      { name: 'W', shape: [2, 1] },
      { name: 'b', shape: [2] },
    ];
    const update = updateRule(rule, fresh(rule), { ...setup(4), blocks });
    const step = (value: number) =>
      update(new Float64Array(4), Float64Array.of(1, 1, 1, 1), value, new Float64Array(4)).slice();
    for (const to of [step(2), step(1)]) {
      expect(to[0]).toBe(to[1]);
      expect(to[2]).toBe(to[3]);
      expect(to[0]).not.toBe(to[2]);
    }
  });
});

describe('the recipes', () => {
  it.each(trainings.map(({ recipe }) => [recipe.name, recipe] as const))('%s can be used', (_, recipe) => {
    const checked = recipe.kind === 'guided' ? checkedGuidedRecipe : checkedDescentRecipe;
    expect(checked(recipe, 'recipes.ts')).toBe(recipe);
  });
});
