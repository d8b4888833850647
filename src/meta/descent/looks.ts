/** How a gradient method in training is looked at, however it is trained: on problems of the validation split, beside tuned Adam. */
import type { DescentFamily } from '../../family.ts';
import { type LearnedDescent, updateRule } from '../../learned-descent.ts';
import { stream } from '../../math/random.ts';
import type { Course } from '../course.ts';
import { type FamilySettings, familiesOf } from '../recipe.ts';
import { judged, tunedAdam } from './judge.ts';
import { ProblemBatch } from './problems.ts';
import type { DescentRecipe } from './recipe.ts';

/** The part of a course that a recipe's validation says. Problems are drawn at the first look. */
export function descentLooks(
  rule: LearnedDescent,
  { name, seed, validation }: Pick<DescentRecipe, 'name' | 'seed' | 'validation'>,
  familyOf: (settings: FamilySettings) => DescentFamily,
): Pick<Course, 'begin' | 'judge' | 'every' | 'measure' | 'yardstick' | 'columns'> {
  let drawn: readonly ProblemBatch[] | undefined;
  const unseen = (): readonly ProblemBatch[] => {
    drawn ??= familiesOf(validation.family).map((settings) => {
      const family = familyOf({ ...settings, split: 'validation' });
      return new ProblemBatch(family, [name], { from: 0, to: validation.problems });
    });
    return drawn;
  };
  return {
    begin: () => ({
      weights: rule.weights(stream('weights', name, seed)),
      chance: unseen().map((batch) => tunedAdam(batch, validation)),
    }),
    judge: (weights) => unseen().map((batch) => judged(batch, validation, (setup) => updateRule(rule, weights, setup))),
    every: validation.every,
    measure: validation.measure,
    yardstick: 'tuned Adam',
    columns: [''],
  };
}
