/** What the recipes of all kinds of training have in common, and the one way in which a wrong one is refused. */
import { z } from 'zod';
import type { DescentRecipe, DescentValidation } from './descent/recipe.ts';
import type { GuidedRecipe } from './policy-search/recipe.ts';

/** What the `kind` of a recipe can be: a gradient method trained by unrolls, or by guided policy search. */
export const kinds: readonly (DescentRecipe | GuidedRecipe)['kind'][] = ['descent', 'guided'];

/** Of anything. */
export const count = z.int().min(1);
/** A rate, a spread, a bound. */
export const positive = z.number().positive();

/** A range to draw from; or Adam's rate, from the first iteration of a phase to its last. */
export const range = z.tuple([positive, positive]);

/** One family's settings; the rest of them is the family's own business. */
export const family = z.looseObject({ suite: z.string().min(1).optional() });

/** One family, or several. */
export const families = z.union([family, z.array(family).min(1)]);

/** What every recipe has beside its phases. */
export const heading = {
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'a name is made of small letters, digits, dots and dashes'),
  seed: z.int(),
  suite: z.string().min(1),
  clip: positive,
};

/** How gradient methods are judged while they are trained. */
export const descentValidation: z.ZodType<DescentValidation> = z.strictObject({
  family: families,
  problems: count,
  steps: count,
  measure: z.enum(['sum', 'log', 'final']),
  every: count,
});

/** What was given, if it is a recipe, not a copy of it: a checkpoint is compared with it to the letter. `place` names it in the error. */
export function checkedBy<Recipe>(schema: z.ZodType, given: unknown, place: string): Recipe {
  const { success, error } = schema.safeParse(given);
  if (success) return given as Recipe;
  const name = (given as { name?: unknown } | undefined)?.name;
  throw new Error(`${place}: the recipe ${String(name ?? 'without a name')} cannot be used\n${z.prettifyError(error)}`);
}
