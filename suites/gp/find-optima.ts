/**
 * Finds the optima of the listed problems and stores them in `optima.json`; what is stored already is left alone.
 *
 *   node --conditions=optbench-source --import tsx suites/gp/find-optima.ts
 *
 * For each problem, searches that share no point follow one another (at most twelve) until two of them agree on the best value
 * found so far and five starts in all have reached it. Up to six dimensions a search is many starts; in nine, where a start may
 * have one chance in a thousand, it is basin hopping, and at least three searches are made.
 */
import { type Rng, stream } from 'optbench';
import type { Draw } from './features.ts';
import { type Instance, instances } from './instances.ts';
import { type Found, readOptima, writeOptima } from './optima.ts';
import { type Effort, type HopEffort, SAME, type SearchResult, searchByHops, searchMinimum } from './search.ts';

/** Of one search by many starts, by dimension. */
const efforts: Readonly<Record<number, Effort>> = {
  1: { points: 1_000, best: 20, blind: 50 },
  2: { points: 4_000, best: 50, blind: 100 },
  3: { points: 10_000, best: 100, blind: 200 },
  4: { points: 20_000, best: 200, blind: 300 },
  6: { points: 20_000, best: 200, blind: 600 },
};
/** Of one search by basin hopping, where there is no entry above. */
const hopEffort: HopEffort = { blind: 800, kept: 40, hops: 4, generations: 5 };
const leastHopping = 3;
const mostSearches = 12;

function search(f: Draw, dim: number, rng: Rng): SearchResult {
  const effort = efforts[dim];
  return effort === undefined ? searchByHops(f, dim, rng, hopEffort) : searchMinimum(f, dim, rng, effort);
}

function findOptimum({ id, prior: { dim }, open }: Instance): Found {
  const f = open();
  const searches: SearchResult[] = [];
  for (;;) {
    searches.push(search(f, dim, stream('gp', 'search', id, searches.length)));
    const best = searches.reduce((a, b) => (b.value < a.value ? b : a));
    const agreeing = searches.filter(({ value }) => value < best.value + SAME);
    const hits = agreeing.reduce((sum, search) => sum + search.hits, 0);
    const few = efforts[dim] === undefined && searches.length < leastHopping;
    if ((agreeing.length < 2 || hits < 5 || few) && searches.length < mostSearches) continue;
    return {
      optimum: best.value,
      minimizer: [...best.x],
      searches: searches.length,
      agreeing: agreeing.length,
      starts: searches.reduce((sum, { starts }) => sum + starts, 0),
      hits,
    };
  }
}

const stored = readOptima();
const missing = [...instances()].filter(({ id }) => stored[id] === undefined);
missing.sort((a, b) => a.prior.dim - b.prior.dim);
for (const instance of missing) {
  const found = findOptimum(instance);
  writeOptima({ ...readOptima(), [instance.id]: found });
  const { optimum, searches, agreeing, starts, hits } = found;
  console.log(`${instance.id}  ${optimum}  ${agreeing} of ${searches} searches, ${hits} of ${starts} starts`);
}
