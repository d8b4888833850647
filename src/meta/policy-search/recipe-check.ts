/** Recipes of guided policy search checked before anything is computed: a wrong word or number is refused with its place. */
import { z } from 'zod';
import { checkedBy, count, descentValidation, family, heading, positive, range } from '../recipe-schema.ts';
import type { GuidedRecipe } from './recipe.ts';

const phase = z.strictObject({
  iterations: count,
  descents: count,
  functions: count,
  trajectories: z.int().min(2, 'a fit takes two trajectories at least'),
  steps: count,
  mixture: count,
  history: count,
  divergence: positive,
  exploration: positive,
  batch: count,
  rate: range,
  family,
});

const recipe = z.strictObject({
  kind: z.literal('guided'),
  ...heading,
  phases: z.array(phase).min(1),
  validation: descentValidation,
});

/** The recipe, if it is one; `place` names it in the error. */
export function checkedGuidedRecipe(given: unknown, place: string): GuidedRecipe {
  return checkedBy(recipe, given, place);
}
