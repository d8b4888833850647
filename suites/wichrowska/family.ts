/**
 * The training corpus of Wichrowska et al. (2017). A batch is one problem of it, drawn from all of the groups' problems alike; its rows
 * are that problem with other random numbers.
 *
 * Deviation: the softmax regressions have one data set each in a split, as in the released code, and differ in their start and their
 * minibatches; all else is drawn anew for each row.
 */
import { type Label, stream } from 'optbench';
import type { DescentFamily, TrainingSplit } from 'optbench/learn';
import { z } from 'zod';
import { corpus, optional } from './corpus.ts';
import type { LabelledRows } from './data/classification.ts';
import { make, type Origin } from './make.ts';

const groups: Readonly<Record<string, readonly string[]>> = { ...corpus, ...optional };
const shape = z.strictObject({
  split: z.enum(['train', 'validation']),
  groups: z
    .array(z.enum(Object.keys(groups)))
    .min(1)
    .default(Object.keys(corpus)),
  names: z.array(z.string()).min(1).optional(),
});

/** Which problems. */
export interface FamilySettings {
  readonly split: TrainingSplit;
  /** Groups of the corpus; all that are on by default. */
  readonly groups?: readonly string[];
  /** Problems by name instead, `quadratic-20+noise=0.5`. */
  readonly names?: readonly string[];
}

/** Data sets that several problems share. */
const shared = new Map<string, LabelledRows>();

/** The family with these settings. */
export default function family(settings: FamilySettings): DescentFamily {
  const { split, groups: chosen, names = chosen.flatMap((group) => groups[group]!) } = read(settings);
  for (const name of names) {
    if (make(name, origin(split, name, [])) === undefined)
      throw new Error(`wichrowska: no problem is called '${name}'`);
  }
  return {
    name: 'wichrowska',
    split,
    sample(address) {
      const name = names[stream('wichrowska', split, 'name', ...address.slice(0, -1)).integer(names.length)]!;
      return make(name, origin(split, name, address))!;
    },
  };
}

function origin(split: TrainingSplit, name: string, address: readonly Label[]): Origin {
  return {
    rng: (...part) => stream('wichrowska', split, name, ...address, ...part),
    data(label, draw) {
      const key = `${split} ${label}`;
      const data = shared.get(key) ?? draw(stream('wichrowska', split, 'data', label));
      shared.set(key, data);
      return data;
    },
    suffix: `-${split}-${address.join('-')}`,
  };
}

function read(settings: FamilySettings): z.infer<typeof shape> {
  const { data, error } = shape.safeParse(settings);
  if (data === undefined) throw new Error(`wichrowska: the family's settings are wrong:\n${z.prettifyError(error)}`);
  return data;
}
