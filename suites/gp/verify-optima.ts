/**
 * Tries to beat the stored optima by one more search by basin hopping, in the dimensions where many starts may not be enough.
 * What it beats is replaced.
 *
 *   node --conditions=optbench-source --import tsx suites/gp/verify-optima.ts [DIM ...]
 */
import { stream } from 'optbench';
import { instances } from './instances.ts';
import { type Found, readOptima, writeOptima } from './optima.ts';
import { type HopEffort, SAME, searchByHops } from './search.ts';

const effort: HopEffort = { blind: 300, kept: 40, hops: 5, generations: 4 };
const dims = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [4, 6, 9];

for (const dim of dims) {
  const count = { reached: 0, missed: 0, beaten: 0 };
  for (const { id, prior, open } of instances()) {
    const known = readOptima()[id];
    if (prior.dim !== dim || known === undefined) continue;
    const { x, value, starts, hits } = searchByHops(open(), dim, stream('gp', 'hops', id), effort);
    const gain = known.optimum - value;
    const outcome = gain > SAME ? 'beaten' : gain < -SAME ? 'missed' : 'reached';
    count[outcome]++;
    console.log(`${id}  stored ${known.optimum}  hopping ${value}  ${outcome}`);
    if (outcome !== 'beaten') continue;
    const better: Found = {
      optimum: value,
      minimizer: [...x],
      searches: known.searches + 1,
      agreeing: 1,
      starts: known.starts + starts,
      hits,
    };
    writeOptima({ ...readOptima(), [id]: better });
  }
  console.log(`d = ${dim}: ${count.reached} reached, ${count.missed} missed, ${count.beaten} beaten`);
}
