/** The searchers by name. */
import { stream } from '../math/random.ts';
import { evolution } from './evolution.ts';
import type { SearcherName } from './names.ts';
import { ppo } from './ppo.ts';
import type { Slot } from './program.ts';
import { randomSearch } from './random-search.ts';
import type { Searcher } from './search.ts';

/** The searcher with this name. */
export function searcherNamed(name: SearcherName, slots: readonly Slot[], seed: number): Searcher {
  const rng = stream('discover', name, seed);
  switch (name) {
    case 'ppo':
      return ppo(slots, rng);
    case 'evolution':
      return evolution(slots, rng);
    case 'random':
      return randomSearch(slots, rng);
  }
}
