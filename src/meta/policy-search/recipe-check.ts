/** Recipes of guided policy search checked before anything is computed: a wrong word or number is refused with its place. */
import { z } from 'zod';
import type { GuidedRecipe } from './recipe.ts';

const count = z.int().positive();
const positive = z.number().positive();
const family = z.looseObject({ suite: z.string().min(1).optional() });

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
  rate: z.tuple([positive, positive]),
  family,
});

const recipe = z.strictObject({
  kind: z.literal('guided'),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'a name is made of small letters, digits, dots and dashes'),
  seed: z.int(),
  suite: z.string().min(1),
  clip: positive,
  phases: z.array(phase).min(1),
  validation: z.strictObject({
    family: z.union([family, z.array(family).min(1)]),
    problems: count,
    steps: count,
    measure: z.enum(['sum', 'log', 'final']),
    every: count,
  }),
});

/** The recipe, if it is one; `place` names it in the error. */
export function checkedGuidedRecipe(given: unknown, place: string): GuidedRecipe {
  const { success, error } = recipe.safeParse(given);
  if (success) return given as GuidedRecipe;
  const name = (given as { name?: unknown } | undefined)?.name;
  throw new Error(`${place}: the recipe ${String(name ?? 'without a name')} cannot be used\n${z.prettifyError(error)}`);
}
