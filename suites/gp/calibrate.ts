/**
 * The mean of min f over draws from the prior, by kernel, length-scale and dimension: the figures by which the length-scales of
 * the suite were chosen, beside those of Chen et al. (2017), figure 3.
 *
 *   node --conditions=optbench-source --import tsx suites/gp/calibrate.ts [DRAWS]
 */
import { stream } from 'optbench';
import { draw, sampleFeatures } from './features.ts';
import type { KernelName } from './kernels.ts';
import { searchMinimum } from './search.ts';

const draws = Number(process.argv[2] ?? 200);
const candidates: readonly (readonly [KernelName, readonly number[]])[] = [
  ['rbf', [0.1, 0.2, 0.3]],
  ['matern52', [0.2, 0.25, 0.3]],
];
const efforts: Readonly<Record<number, { points: number; best: number; blind: number }>> = {
  1: { points: 100, best: 5, blind: 5 },
  3: { points: 500, best: 50, blind: 50 },
};

for (const [kernel, lengthScales] of candidates) {
  for (const lengthScale of lengthScales) {
    for (const [dim, effort] of Object.entries(efforts)) {
      const prior = { dim: Number(dim), kernel, lengthScale, count: 1024 };
      const minima = Array.from({ length: draws }, (_, i) => {
        const rng = stream('gp', 'calibration', kernel, dim, i);
        return searchMinimum(draw(sampleFeatures(rng, prior)), prior.dim, rng.split('search'), effort).value;
      });
      const mean = minima.reduce((sum, value) => sum + value, 0) / draws;
      const spread = Math.sqrt(minima.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1));
      const halfWidth = (1.96 * spread) / Math.sqrt(draws);
      console.log(
        `${kernel}  l = ${lengthScale}  d = ${dim}  E[min f] = ${mean.toFixed(3)} +- ${halfWidth.toFixed(3)}`,
      );
    }
  }
}
