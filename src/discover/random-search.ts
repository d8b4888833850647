/** Programs drawn at random, every token as likely as any other of its kind: what the other searches have to beat. */
import type { Rng } from '../math/random.ts';
import type { Program, Slot } from './program.ts';
import type { Searcher } from './search.ts';

/** A program drawn at random. */
export function randomProgram(slots: readonly Slot[], rng: Rng): Program {
  return slots.map(({ size }) => rng.integer(size));
}

/** Search that learns nothing. */
export function randomSearch(slots: readonly Slot[], rng: Rng): Searcher {
  return {
    propose: (count) => Array.from({ length: count }, () => randomProgram(slots, rng)),
    learn() {},
  };
}
