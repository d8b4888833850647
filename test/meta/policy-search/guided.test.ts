/** Guided policy search on bowls: models, teachers, and a policy that learns in seconds. */
import { describe, expect, it } from 'vitest';
import { liMalik } from '../../../baselines/li-malik/rule.ts';
import type { DescentFamily } from '../../../src/family.ts';
import { stream } from '../../../src/math/random.ts';
import { follow, type TrainingState } from '../../../src/meta/course.ts';
import { judged } from '../../../src/meta/descent/judge.ts';
import { OpenProblem, ProblemBatch } from '../../../src/meta/descent/problems.ts';
import { exploring, momentum, tunedMomentum } from '../../../src/meta/policy-search/actors.ts';
import { teach } from '../../../src/meta/policy-search/lessons.ts';
import { fitLocalModel } from '../../../src/meta/policy-search/local-model.ts';
import type { GuidedRecipe } from '../../../src/meta/policy-search/recipe.ts';
import { checkedGuidedRecipe } from '../../../src/meta/policy-search/recipe-check.ts';
import { rollOut, stateOf } from '../../../src/meta/policy-search/rollouts.ts';
import { guidedCourse } from '../../../src/meta/policy-search/train.ts';
import { differentiable } from '../../../src/problem.ts';
import { reals } from '../../../src/space.ts';

/** f(x) = (x_1 - c)^2 / 2 + 5 (x_2 + c)^2 / 2 + x_1 x_2, second derivative [[1, 1], [1, 5]]. */
const bowls: DescentFamily = {
  name: 'bowls',
  split: 'train',
  sample(address) {
    const c = stream('bowls', ...address).normal();
    return differentiable({
      id: 'bowl',
      space: reals(2),
      source: 'a bowl',
      init: (rng) => Float64Array.of(2 * rng.normal(), 2 * rng.normal()),
      f([x, y], gradient) {
        if (gradient) gradient.set([x! - c + y!, 5 * (y! + c) + x!]);
        return (x! - c) ** 2 / 2 + (5 * (y! + c) ** 2) / 2 + x! * y! + 3 * c ** 2;
      },
    }) as never;
  },
};
const guidance = { trajectories: 12, steps: 8, mixture: 3, history: 2, divergence: 1, exploration: 0.2 };
const open = (i: number) => new OpenProblem(bowls.sample(['bowl', i]), ['start', i]);

describe('rollouts', () => {
  it('remember the past in their states, zeros before the start', () => {
    const rollouts = rollOut(open(0), 2, 3, momentum(0.1, 0.5));
    const { x, g, f } = rollouts;
    expect([...stateOf(rollouts, 0, 1, 2)]).toEqual([...x[0]!.subarray(2), ...g[0]!.subarray(2), 0, 0, 0, 0]);
    expect([...stateOf(rollouts, 2, 0, 2)]).toEqual([
      ...x[2]!.subarray(0, 2),
      ...g[2]!.subarray(0, 2),
      f[2]![0]! - f[1]![0]!,
      ...g[1]!.subarray(0, 2),
      f[2]![0]! - f[0]![0]!,
    ]);
  });

  it('of momentum are those of heavy-ball descent', () => {
    const { x, g } = rollOut(open(0), 1, 2, momentum(0.1, 0.5));
    const first = x[0]!.map((v, i) => v - 0.1 * g[0]![i]!);
    const second = first.map((v, i) => v + 0.5 * (v - x[0]![i]!) - 0.1 * g[1]![i]!);
    second.forEach((v, i) => {
      expect(x[2]![i]).toBeCloseTo(v, 12);
    });
  });
});

describe('a local model', () => {
  const problem = open(1);
  const samples = rollOut(problem, 40, 5, exploring(tunedMomentum(problem, 5), 0.5, stream('explore')));
  const model = fitLocalModel(samples, { history: 2, mixture: 2 });

  it('predicts the next gradient by the second derivative, and the location exactly', () => {
    const { F } = model.dynamics[2]!;
    const [d, cols] = [F.rows, F.cols];
    // g' = g + H a, whatever share of it the fit finds in x: the derivative along a step that is not in the past.
    const along = (row: number, col: number): number => F.data[row * cols + col]!;
    const H = [1, 1, 1, 5];
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 2; j++) {
        expect(Math.abs(along(2 + i, d + j) - H[2 * i + j]!)).toBeLessThan(0.15);
        expect(along(i, j)).toBe(i === j ? 1 : 0);
        expect(along(i, d + j)).toBe(i === j ? 1 : 0);
      }
    }
  });

  it('knows the cost to second order', () => {
    const { H } = model.costs[0]!;
    expect(H.data[0]).toBeCloseTo(1, 6);
    expect(H.data[1]).toBeCloseTo(1, 6);
    expect(H.data[H.cols + 1]).toBeCloseTo(5, 6);
  });
});

describe('a teacher', () => {
  it('does better on the function than what it began from', () => {
    const problem = open(2);
    const { before, after, lessons } = teach(problem, tunedMomentum(problem, 8), guidance, stream('teach'));
    expect(after).toBeLessThan(before);
    expect(lessons).toHaveLength(2);
  });
});

const recipe: GuidedRecipe = {
  kind: 'guided',
  name: 'li-malik-bowls',
  seed: 1,
  suite: 'bowls',
  clip: 1,
  phases: [{ ...guidance, iterations: 4, descents: 100, functions: 12, batch: 24, rate: [1e-2, 2e-3], family: {} }],
  validation: { family: {}, problems: 30, steps: 8, measure: 'sum', every: 100 },
};
const rule = liMalik('li-malik-bowls', 2);
const course = () => guidedCourse(rule, recipe, ({ split }) => ({ ...bowls, split: split as 'train' }));

async function trained(from?: TrainingState, until = 400): Promise<TrainingState> {
  let last: TrainingState | undefined;
  for await (const state of follow(course(), { from })) {
    last = state;
    if (state.iteration === until) break;
  }
  return last!;
}

describe('guided policy search', () => {
  it('teaches a policy that beats every rate of gradient descent on functions it has not seen', async () => {
    const { chosen } = await trained();
    const unseen = new ProblemBatch(bowls, [recipe.name], { from: 0, to: 30 });
    const descents = [0.01, 0.03, 0.1, 0.2, 0.3, 0.38].map((rate) =>
      judged(unseen, recipe.validation, () => (x, g) => x.map((v, i) => v - rate * g[i]!)),
    );
    expect(chosen!.look.score).toBeLessThan(Math.min(...descents));
  }, 120_000);

  it('goes on from where an iteration begins to the same weights', async () => {
    const [whole, half] = [await trained(undefined, 200), await trained(undefined, 100)];
    expect(course().fresh(100)).toBe(true);
    expect(course().fresh(150)).toBe(false);
    expect((await trained(half, 200)).weights).toEqual(whole.weights);
  }, 120_000);

  it('refuses a recipe with a wrong word or number, with its place', () => {
    const wrong = { ...recipe, phases: [{ ...recipe.phases[0], trajectories: 1, explore: 0.1 }] };
    expect(() => checkedGuidedRecipe(wrong, 'recipes.ts')).toThrow(
      /recipes\.ts.*li-malik-bowls(.|\n)*two trajectories/,
    );
    expect(() => checkedGuidedRecipe(wrong, 'recipes.ts')).toThrow(/"explore"/);
    expect(checkedGuidedRecipe(recipe, 'recipes.ts')).toBe(recipe);
  });
});
