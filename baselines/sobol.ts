/**
 * A scrambled Sobol sequence, a grid that is even at every length: Sobol (1967), direction numbers of Joe & Kuo (2008),
 * scrambled anew in every run by Matousek's (1998) random linear matrix and digital shift. In R^n, where nothing can be
 * even, its points become normal steps around the start.
 */
import { normalQuantile, type Optimizer, sobol as sequence, sobolDimensions } from 'optbench';

const sobol: Optimizer = {
  name: 'sobol',
  order: 0,
  source: 'Sobol (1967); Joe & Kuo (2008); Matousek (1998), On the L2-Discrepancy for Anchored Boxes',
  unfit: ({ space }) =>
    space.dim > sobolDimensions
      ? `there are direction numbers for ${sobolDimensions} dimensions, not for ${space.dim}`
      : undefined,
  start({ space: { dim, bounded }, x0, rng }) {
    const points = sequence(dim, { scramble: rng });
    return {
      ask() {
        const u = points.next();
        return bounded ? u : u.map((v, i) => x0[i]! + normalQuantile(v + 2 ** -33)); // the middle of its cell, never 0
      },
      tell() {},
    };
  },
};

export default sobol;
