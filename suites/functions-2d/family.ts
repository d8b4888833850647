/**
 * The functions of this suite for meta-training: turned, in other units and of other heights (variant.ts), so that what is
 * learned is not the textbook's own, which is the test. A batch has one function, each row its own variant of it.
 */
import { type Problem, type Rng, stream, withGradientNoise } from 'optbench';
import type { DescentFamily, TrainingSplit } from 'optbench/learn';
import { z } from 'zod';
import { bowl } from './functions/plane-functions.ts';
import { fixed, scalable } from './index.ts';
import type { TestFunction } from './test-function.ts';
import { rotation, variant } from './variant.ts';

const names = [...Object.keys(fixed), ...Object.keys(scalable), 'bowl'].sort();
const range = z.tuple([z.number().positive(), z.number().positive()]).refine(([low, high]) => low <= high, {
  error: 'the low end must not be above the high end',
});
const shape = z.strictObject({
  split: z.enum(['train', 'validation']),
  functions: z
    .array(z.enum(names))
    .min(1)
    .default(names.filter((name) => name !== 'saddle')),
  dim: z.int().min(2).default(2),
  rotate: z.boolean().default(true),
  unit: range.default([0.1, 10]),
  height: range.default([0.1, 10]),
  condition: range.default([0.1, 100]),
  noise: z.number().positive().optional(),
});

/** Which functions; what is left out has a default. */
export interface FamilySettings {
  readonly split: TrainingSplit;
  /** All but the saddle. Above two dimensions only those that have any. */
  readonly functions?: readonly string[];
  /** 2. */
  readonly dim?: number;
  /** Whether they are turned; they are. */
  readonly rotate?: boolean;
  /** The unit of length is drawn from this range, uniformly on a log scale; [0.1, 10]. */
  readonly unit?: readonly [number, number];
  /** So is the height; [0.1, 10]. */
  readonly height?: readonly [number, number];
  /** And the condition of bowls; [0.1, 100]. */
  readonly condition?: readonly [number, number];
  /** Standard deviation of what is added to every element of a gradient; none. */
  readonly noise?: number;
}

/** The family with these settings. */
export default function family(settings: FamilySettings): DescentFamily {
  const { split, functions, dim, rotate, unit, height, condition, noise } = read(settings);
  const draw = (address: readonly (string | number)[]): Problem => {
    const name =
      functions[stream('functions-2d', split, 'function', ...address.slice(0, -1)).integer(functions.length)]!;
    const rng = stream('functions-2d', split, 'variant', ...address);
    const f = named(name, dim, () => between(condition, rng));
    const turn = rotate ? rotation(dim, rng) : undefined;
    const id = `${name}-${split}-${address.join('-')}`;
    return variant(id, f, turn, between(unit, rng), between(height, rng)) as Problem;
  };
  return {
    name: 'functions-2d',
    split,
    sample: (address) => (noise === undefined ? draw(address) : withGradientNoise(draw(address), noise)),
  };
}

function named(name: string, dim: number, condition: () => number): TestFunction {
  if (name === 'bowl') return bowl(condition());
  return Object.hasOwn(fixed, name) ? fixed[name]! : scalable[name]!(dim);
}

function between([low, high]: readonly [number, number], rng: Rng): number {
  return low * (high / low) ** rng.next();
}

function read(settings: FamilySettings): z.infer<typeof shape> {
  const { data, error } = shape.safeParse(settings);
  if (data === undefined) throw new Error(`functions-2d: the family's settings are wrong:\n${z.prettifyError(error)}`);
  if (data.dim === 2) return data;
  const functions = data.functions.filter((name) => Object.hasOwn(scalable, name));
  if (functions.length === 0 || (settings.functions && functions.length < settings.functions.length)) {
    throw new Error(
      `functions-2d: in ${data.dim} dimensions there are ${Object.keys(scalable).join(', ')}, got ${data.functions.join(', ')}`,
    );
  }
  return { ...data, functions };
}
