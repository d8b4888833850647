/** Recipes: what is one, and what is refused with the reason. */
import { describe, expect, it } from 'vitest';
import { phaseAt, type Recipe, rateAt } from '../../src/meta/recipe.ts';
import { checkedRecipe } from '../../src/meta/recipe-check.ts';

const family = { dim: 2 };
const phase = { iterations: 10, horizon: 5, loss: 'sum', batch: 8, rate: [1e-2, 1e-4], family } as const;
const recipe: Recipe = {
  name: 'tiny-d2',
  seed: 1,
  dim: 2,
  suite: 'gp',
  clip: 1,
  phases: [phase, { ...phase, iterations: 5, loss: { best: 1, sum: 0.1 }, workers: { count: [1, 3], spread: 0.5 } }],
  validation: { family, problems: 4, at: [2, 5], every: 5 },
};
const refused = (change: object): string => {
  try {
    checkedRecipe({ ...recipe, ...change }, 'recipes.ts');
  } catch (error) {
    return (error as Error).message;
  }
  return 'taken';
};
const inPhase = (change: object): string => refused({ phases: [{ ...phase, ...change }] });

describe('a recipe', () => {
  it('comes back as it was given', () => {
    expect(checkedRecipe(recipe, 'here')).toBe(recipe);
  });

  it.each([
    ['an unknown key', refused({ learningRate: 1 }), /Unrecognized key: "learningRate"/],
    ['an unknown key in a phase', inPhase({ batchSize: 1 }), /Unrecognized key: "batchSize"\s+→ at phases\[0\]/],
    ['a misspelt loss', inPhase({ loss: 'summ' }), /at phases\[0\]\.loss/],
    ['a mix of unknown losses', inPhase({ loss: { summ: 1 } }), /at phases\[0\]\.loss/],
    ['an empty mix', inPhase({ loss: {} }), /a mix of losses needs one at least/],
    ['no iterations', inPhase({ iterations: 0 }), /at phases\[0\]\.iterations/],
    ['half a batch', inPhase({ batch: 0.5 }), /at phases\[0\]\.batch/],
    ['a rate that is not a number', inPhase({ rate: [Number.NaN, 1] }), /at phases\[0\]\.rate/],
    ['more workers than evaluations', inPhase({ workers: { count: [1, 9], spread: 0 } }), /more workers than eval/],
    ['workers the wrong way round', inPhase({ workers: { count: [3, 1], spread: 0 } }), /the least count comes first/],
    ['checkpoints out of order', refused({ validation: { ...recipe.validation, at: [5, 2] } }), /must increase/],
    ['no phases', refused({ phases: [] }), /at phases/],
    ['a name that is no file name', refused({ name: '../x' }), /a name is made of small letters/],
  ])('with %s is refused', (_, message, reason) => {
    expect(message).toMatch(/^recipes\.ts: the recipe .* cannot be used\n/);
    expect(message).toMatch(reason);
  });

  it('of an unknown kind is refused with the kinds that there are, and with nothing else', () => {
    const { dim: _, ...decent } = { ...recipe, kind: 'decent', clip: -1 };
    expect(() => checkedRecipe(decent, 'recipes.ts')).toThrow(
      new Error(
        'recipes.ts: the recipe tiny-d2 cannot be used\n' +
          '✖ no kind of training is called "decent"; there are descent and guided, and none for black-box optimizers\n' +
          '  → at kind',
      ),
    );
  });
});

describe('a schedule', () => {
  it('takes the phases one after another, and the rate along half a cosine in each', () => {
    expect([0, 9, 10, 14].map((i) => phaseAt(recipe, i).index)).toEqual([0, 0, 1, 1]);
    expect(rateAt(recipe, 0)).toBeCloseTo(1e-2, 12);
    expect(rateAt(recipe, 9)).toBeCloseTo(1e-4, 12);
    expect(rateAt(recipe, 12)).toBeCloseTo((1e-2 + 1e-4) / 2, 12);
    expect(() => phaseAt(recipe, 15)).toThrow(/tiny-d2: the recipe has 15 iterations/);
  });
});
