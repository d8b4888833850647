/**
 * Finds the optima of the listed problems and stores them in `optima.json`; what is stored already is left alone.
 *
 *   node --conditions=optbench-source --import tsx suites/gp/find-optima.ts
 *
 * For each problem, searches that share no point follow one another until two of them agree on the best value found so far and
 * five starts in all have reached it (at most twelve searches).
 */
import { stream } from 'optbench';
import { type Instance, instances } from './instances.ts';
import { type Found, readOptima, writeOptima } from './optima.ts';
import { type Effort, SAME, type SearchResult, searchMinimum } from './search.ts';

/** Of one search, by dimension. */
const efforts: Readonly<Record<number, Effort>> = {
  1: { points: 1_000, best: 20, blind: 50 },
  2: { points: 4_000, best: 50, blind: 100 },
  3: { points: 10_000, best: 100, blind: 200 },
  4: { points: 20_000, best: 200, blind: 300 },
  6: { points: 20_000, best: 200, blind: 600 },
  9: { points: 20_000, best: 200, blind: 1_500 },
};
const mostSearches = 12;

function findOptimum({ id, prior: { dim }, open }: Instance): Found {
  const f = open();
  const searches: SearchResult[] = [];
  for (;;) {
    searches.push(searchMinimum(f, dim, stream('gp', 'search', id, searches.length), efforts[dim]!));
    const best = searches.reduce((a, b) => (b.value < a.value ? b : a));
    const agreeing = searches.filter(({ value }) => value < best.value + SAME);
    const hits = agreeing.reduce((sum, search) => sum + search.hits, 0);
    if ((agreeing.length < 2 || hits < 5) && searches.length < mostSearches) continue;
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

const optima: Record<string, Found> = { ...readOptima() };
const missing = [...instances()].filter(({ id }) => optima[id] === undefined);
missing.sort((a, b) => a.prior.dim - b.prior.dim);
for (const instance of missing) {
  const found = findOptimum(instance);
  optima[instance.id] = found;
  writeOptima(optima);
  const { optimum, searches, agreeing, starts, hits } = found;
  console.log(`${instance.id}  ${optimum}  ${agreeing} of ${searches} searches, ${hits} of ${starts} starts`);
}
