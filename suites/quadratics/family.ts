/** The functions of this suite for meta-training, drawn from streams of the training splits; the suite is the test split. */
import { stream } from 'optbench';
import type { DescentFamily, TrainingSplit } from 'optbench/learn';
import { z } from 'zod';
import { publishedDim, quadratic } from './quadratic.ts';

const shape = z.strictObject({
  split: z.enum(['train', 'validation']),
  definition: z.enum(['a', 'b']),
  dim: z.int().min(1).default(publishedDim),
});

/** Which functions. */
export interface FamilySettings {
  readonly split: TrainingSplit;
  readonly definition: 'a' | 'b';
  /** 10, where it is left out. */
  readonly dim?: number;
}

/** The family with these settings. */
export default function family(settings: FamilySettings): DescentFamily {
  const { split, definition, dim } = read(settings);
  return {
    name: 'quadratics',
    split,
    sample: (address) =>
      quadratic(`${definition}-${split}-${address.join('-')}`, definition, dim, () =>
        stream('quadratics', split, definition, dim, ...address),
      ),
  };
}

function read(settings: FamilySettings): z.infer<typeof shape> {
  const { data, error } = shape.safeParse(settings);
  if (data === undefined) throw new Error(`quadratics: the family's settings are wrong:\n${z.prettifyError(error)}`);
  return data;
}
