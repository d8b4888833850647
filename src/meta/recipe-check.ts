/** A recipe is data, and may be anyone's: what it must be, with one clear error where it is not. */
import { z } from 'zod';
import { lossNames } from './losses.ts';
import type { Recipe } from './recipe.ts';

const count = z.int().min(1);
const rate = z.number().positive();
const settings = z.looseObject({ suite: z.string().min(1).optional() });
const family = z.union([settings, z.array(settings).min(1)]);

const loss = z.union([
  z.enum(lossNames),
  z
    .partialRecord(z.enum(lossNames), z.number().positive())
    .refine((mix) => Object.keys(mix).length > 0, 'a mix of losses needs one at least'),
]);

const workers = z.strictObject({
  count: z.tuple([count, count]).refine(([least, most]) => least <= most, 'the least count comes first'),
  spread: z.number().min(0).lt(1),
});

const phase = z
  .strictObject({
    iterations: count,
    horizon: count,
    loss,
    batch: count,
    rate: z.tuple([rate, rate]),
    family,
    evolution: z.strictObject({ pairs: count, sigma: rate }).optional(),
    workers: workers.optional(),
  })
  .refine(({ horizon, workers }) => workers === undefined || workers.count[1] <= horizon, {
    path: ['workers'],
    message: 'there are more workers than evaluations',
  });

const validation = z.strictObject({
  family,
  problems: count,
  at: z
    .array(count)
    .min(1)
    .refine((at) => at.every((t, i) => i === 0 || t > at[i - 1]!), 'the evaluations must increase'),
  every: count,
  patience: z.array(count).optional(),
});

const recipe = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'a name is made of small letters, digits, dots and dashes'),
  seed: z.int(),
  dim: z.union([count, z.literal('any')]),
  suite: z.string().min(1),
  clip: z.number().positive(),
  phases: z.array(phase).min(1),
  validation,
});

/** The recipe, if it is one; `place` names it in the error. */
export function checkedRecipe(given: unknown, place: string): Recipe {
  const { success, error } = recipe.safeParse(given);
  // What was given, not a copy of it: a checkpoint is compared with it to the letter.
  if (success) return given as Recipe;
  const name = (given as { name?: unknown } | undefined)?.name;
  throw new Error(`${place}: the recipe ${String(name ?? 'without a name')} cannot be used\n${z.prettifyError(error)}`);
}
