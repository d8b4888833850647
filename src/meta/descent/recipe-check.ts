/** A recipe of a gradient method is data, and may be anyone's: what it must be, with one clear error where it is not. */
import { z } from 'zod';
import { type DescentRecipe, descentLossNames } from './recipe.ts';

const count = z.int().min(1);
const rate = z.number().positive();
const settings = z.looseObject({ suite: z.string().min(1).optional() });
const family = z.union([settings, z.array(settings).min(1)]);
const drawn = z.union([
  count,
  z.strictObject({ least: count, mean: rate }),
  z.strictObject({ from: count, to: count }).refine(({ from, to }) => from <= to, 'the least count comes first'),
]);

const phase = z.strictObject({
  iterations: count,
  unrolls: drawn,
  length: drawn,
  batch: count,
  loss: z.enum(descentLossNames),
  rate: z.tuple([rate, rate]),
  family,
  rescale: z.strictObject({ level: z.enum(['all', 'tensor', 'coordinate']), range: z.tuple([rate, rate]) }).optional(),
  imitation: z.strictObject({ share: z.number().min(0).max(1), rate }).optional(),
  evolution: z.strictObject({ pairs: count, sigma: rate, persistent: z.boolean() }).optional(),
});

const recipe = z.strictObject({
  kind: z.literal('descent'),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'a name is made of small letters, digits, dots and dashes'),
  seed: z.int(),
  suite: z.string().min(1),
  clip: z.number().positive(),
  phases: z.array(phase).min(1),
  validation: z.strictObject({
    family,
    problems: count,
    steps: count,
    measure: z.enum(['sum', 'log', 'final']),
    every: count,
  }),
});

/** The recipe, if it is one; `place` names it in the error. */
export function checkedDescentRecipe(given: unknown, place: string): DescentRecipe {
  const { success, error } = recipe.safeParse(given);
  if (success) return given as DescentRecipe;
  const name = (given as { name?: unknown } | undefined)?.name;
  throw new Error(`${place}: the recipe ${String(name ?? 'without a name')} cannot be used\n${z.prettifyError(error)}`);
}
