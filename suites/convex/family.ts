/**
 * The functions of this suite for meta-training. Li & Malik train on few functions, again and again: 90 logistic and 120 robust
 * regressions; so a draw is one of that many, unless `functions` says otherwise. Those for validation are drawn anew
 * each time.
 */
import { type Label, stream } from 'optbench';
import type { DescentFamily, TrainingSplit } from 'optbench/learn';
import { z } from 'zod';
import { regression, sparse } from './kinds.ts';

const published = { logistic: 90, robust: 120, lasso: undefined, sparse: undefined };
const whole = z.int().min(1);
const shape = z.strictObject({
  split: z.enum(['train', 'validation']),
  kind: z.enum(['logistic', 'robust', 'lasso', 'sparse']),
  dim: whole.default(3),
  batch: whole.optional(),
  rows: whole.default(5),
  columns: whole.default(10),
  functions: z.union([whole, z.literal('any')]).optional(),
});

/** Which functions; what is left out has a default. */
export interface FamilySettings {
  readonly split: TrainingSplit;
  readonly kind: 'logistic' | 'robust' | 'lasso' | 'sparse';
  /** Inputs of a regression, beside its bias; 3. */
  readonly dim?: number;
  /** Rows that an evaluation of a regression looks at; all. */
  readonly batch?: number;
  /** Size of W in lasso and sparse coding; 5 x 10. */
  readonly rows?: number;
  readonly columns?: number;
  /** How many different ones the training split has; 'any' for a new one each time. */
  readonly functions?: number | 'any';
}

/** The family with these settings. */
export default function family(settings: FamilySettings): DescentFamily {
  const { split, kind, dim, batch, rows, columns, functions = published[settings.kind] } = read(settings);
  const few = split === 'train' && typeof functions === 'number' ? functions : undefined;
  const number = (address: readonly Label[]): readonly Label[] =>
    few === undefined ? address : [1 + stream('convex', split, kind, 'number', ...address).integer(few)];
  return {
    name: 'convex',
    split,
    sample(address) {
      const id = `${kind}-${split}-${address.join('-')}`;
      const own = number(address);
      if (kind === 'logistic' || kind === 'robust') {
        return regression(kind, id, dim, () => stream('convex', split, kind, dim, ...own), batch);
      }
      return sparse(kind, id, rows, columns, () => stream('convex', split, kind, rows, columns, ...own));
    },
  };
}

function read(settings: FamilySettings): z.infer<typeof shape> {
  const { data, error } = shape.safeParse(settings);
  if (data === undefined) throw new Error(`convex: the family's settings are wrong:\n${z.prettifyError(error)}`);
  return data;
}
