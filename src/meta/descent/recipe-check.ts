/** A recipe of a gradient method is data, and may be anyone's: what it must be, with one clear error where it is not. */
import { z } from 'zod';
import { checkedBy, count, descentValidation, families, heading, positive, range } from '../recipe-schema.ts';
import { type DescentRecipe, descentLossNames } from './recipe.ts';

const drawn = z.union([
  count,
  z.strictObject({ least: count, mean: positive }),
  z.strictObject({ from: count, to: count }).refine(({ from, to }) => from <= to, 'the least count comes first'),
]);

const phase = z.strictObject({
  iterations: count,
  unrolls: drawn,
  length: drawn,
  batch: count,
  loss: z.enum(descentLossNames),
  rate: range,
  family: families,
  rescale: z.strictObject({ level: z.enum(['all', 'tensor', 'coordinate']), range }).optional(),
  imitation: z.strictObject({ share: z.number().min(0).max(1), rate: positive }).optional(),
  evolution: z.strictObject({ pairs: count, sigma: positive, persistent: z.boolean() }).optional(),
});

const recipe = z.strictObject({
  kind: z.literal('descent'),
  ...heading,
  phases: z.array(phase).min(1),
  validation: descentValidation,
});

/** The recipe, if it is one; `place` names it in the error. */
export function checkedDescentRecipe(given: unknown, place: string): DescentRecipe {
  return checkedBy(recipe, given, place);
}
