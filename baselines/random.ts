/** Uniform random search. Bergstra & Bengio (2012). In R^n: normal steps around the start. */
import type { Optimizer } from 'optbench';

const random: Optimizer = {
  name: 'random',
  order: 0,
  source: 'Bergstra & Bengio (2012), Random Search for Hyper-Parameter Optimization',
  start: ({ space: { dim, bounded }, x0, rng }) => ({
    ask: () => Float64Array.from({ length: dim }, (_, i) => (bounded ? rng.next() : x0[i]! + rng.normal())),
    tell() {},
  }),
};

export default random;
