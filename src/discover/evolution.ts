/**
 * Regularised evolution: Real, Aggarwal, Huang & Le (2019), Regularized Evolution for Image Classifier Architecture Search,
 * Algorithm 1. The best of a random sample of the population is mutated, and the oldest dies.
 *
 *   P  100   population        S  25   sample
 *
 * A mutation draws one token anew. Deviations: a child whose rule is known is mutated again until it is new, or a
 * population around a good rule would spend itself on repeats; and children are bred a batch at a time from the population as
 * it stands, so that they can be trained side by side.
 */
import type { Rng } from '../math/random.ts';
import { type Program, type Slot, written } from './program.ts';
import { randomProgram } from './random-search.ts';
import type { Judged, Searcher } from './search.ts';
import { simplified } from './simplify.ts';
import { printed } from './text.ts';

/** Mutations in a row, at most. */
const MOST = 50;

/** How a population lives. */
export interface Population {
  readonly size: number;
  readonly sample: number;
}

/** Search by a population. */
export function evolution(
  slots: readonly Slot[],
  rng: Rng,
  { size, sample }: Population = { size: 100, sample: 25 },
): Searcher {
  const living: Judged[] = []; // oldest first
  const met = new Set<string>();
  const isNew = (program: Program): boolean => {
    const rule = printed(simplified(written(program)));
    return met.size < met.add(rule).size;
  };
  const parent = (): Program => {
    const some = Array.from({ length: sample }, () => living[rng.integer(living.length)]!);
    return some.reduce((best, other) => (other.reward > best.reward ? other : best)).program;
  };
  const child = (program: Program): Program => {
    let changed = program;
    for (let mutations = 0; mutations < MOST; mutations++) {
      changed = mutated(changed, slots, rng);
      if (isNew(changed)) break;
    }
    return changed;
  };
  return {
    propose: (count) =>
      Array.from({ length: count }, () => (living.length < size ? randomProgram(slots, rng) : child(parent()))),
    learn(judged) {
      living.push(...judged);
      living.splice(0, Math.max(0, living.length - size));
    },
  };
}

/** A program with one token changed into another. */
function mutated(program: Program, slots: readonly Slot[], rng: Rng): Program {
  const at = rng.integer(program.length);
  const { size } = slots[at]!;
  const token = (program[at]! + 1 + rng.integer(size - 1)) % size;
  return program.map((old, i) => (i === at ? token : old));
}
