/**
 * Regularised evolution: Real, Aggarwal, Huang & Le (2019), Regularized Evolution for Image Classifier Architecture Search,
 * Algorithm 1. The best of a random sample of the population is mutated, and the oldest dies.
 *
 *   P  100   population        S  25   sample
 *
 * A mutation draws one token anew. Deviation: children are bred a batch at a time from the population as it stands, so that
 * they can be trained side by side.
 */
import type { Rng } from '../math/random.ts';
import type { Program, Slot } from './program.ts';
import { randomProgram } from './random-search.ts';
import type { Searcher } from './search.ts';

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
  const living: { readonly program: Program; readonly reward: number }[] = []; // oldest first
  const parent = (): Program => {
    const some = Array.from({ length: sample }, () => living[rng.integer(living.length)]!);
    return some.reduce((best, other) => (other.reward > best.reward ? other : best)).program;
  };
  return {
    propose: (count) =>
      Array.from({ length: count }, () =>
        living.length < size ? randomProgram(slots, rng) : mutated(parent(), slots, rng),
      ),
    learn(programs, rewards) {
      living.push(...programs.map((program, i) => ({ program, reward: rewards[i]! })));
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
