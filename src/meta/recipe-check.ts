/** A recipe is data, and may be anyone's: what it must be, with one clear error where it is not. */
import { z } from 'zod';
import { lossNames } from './losses.ts';
import type { Recipe } from './recipe.ts';
import { checkedBy, count, families, heading, kinds, positive, range } from './recipe-schema.ts';

const loss = z.union([
  z.enum(lossNames),
  z
    .partialRecord(z.enum(lossNames), positive)
    .refine((mix) => Object.keys(mix).length > 0, 'a mix of losses needs one at least'),
  z.strictObject({ imitation: z.strictObject({ own: z.number().min(0).max(1) }) }),
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
    rate: range,
    family: families,
    evolution: z.strictObject({ pairs: count, sigma: positive }).optional(),
    workers: workers.optional(),
  })
  .refine(({ horizon, workers }) => workers === undefined || workers.count[1] <= horizon, {
    path: ['workers'],
    message: 'there are more workers than evaluations',
  });

const validation = z.strictObject({
  family: families,
  problems: count,
  at: z
    .array(count)
    .min(1)
    .refine((at) => at.every((t, i) => i === 0 || t > at[i - 1]!), 'the evaluations must increase'),
  every: count,
  patience: z.array(count).optional(),
});

/** Asked first: what a recipe of another kind lacks of this one would say nothing. */
const withoutKind = z.looseObject({
  kind: z
    .undefined({
      error: ({ input }) =>
        `no kind of training is called ${JSON.stringify(input)}; there are ${kinds.join(' and ')}, and none for black-box optimizers`,
    })
    .optional(),
});

const recipe = z.strictObject({
  ...heading,
  dim: z.union([count, z.literal('any')]),
  phases: z.array(phase).min(1),
  validation,
});

/** The recipe, if it is one; `place` names it in the error. */
export function checkedRecipe(given: unknown, place: string): Recipe {
  checkedBy(withoutKind, given, place);
  return checkedBy(recipe, given, place);
}
