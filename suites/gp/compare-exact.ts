/**
 * Random Fourier features beside exact draws: the figures of docs/suites.md.
 *
 *   node --conditions=optbench-source --import tsx suites/gp/compare-exact.ts [DRAWS]
 */
import { stream, type Vector } from 'optbench';
import { exactDraw } from './exact.ts';
import { draw, sampleFeatures } from './features.ts';
import { lengthScales } from './instances.ts';
import { kernels } from './kernels.ts';
import { apart, type Estimate, moments } from './moments.ts';

const count = Number(process.argv[2] ?? 2000);
const steps = [0.05, 0.1, 0.2, 0.4];

for (const kernel of ['rbf', 'matern52'] as const) {
  for (const dim of [1, 3, 6]) {
    const lengthScale = lengthScales[kernel];
    const prior = { dim, kernel, lengthScale, count: 4096 };
    const cube = stream('gp', 'comparison', 'points', dim);
    const cloud = Array.from({ length: 100 }, () => Float64Array.from({ length: dim }, () => cube.next()));
    const start: Vector = new Float64Array(dim).fill(0.3);
    const line = [start, ...steps.map((step) => start.map((x, k) => (k === 0 ? x + step : x)))];
    const rng = (way: string, i: number) => stream('gp', 'comparison', way, kernel, dim, i);
    const features = moments((i) => draw(sampleFeatures(rng('features', i), prior)).value, { line, cloud, count });
    const exact = moments((i) => exactDraw(rng('exact', i), prior), { line, cloud, count });

    console.log(`${kernel}  d = ${dim}  ${count} draws`);
    const report = (name: string, a: Estimate, b: Estimate, truth?: number): void => {
      const show = ({ mean, error }: Estimate) => `${mean.toFixed(3)} +- ${error.toFixed(3)}`;
      const known = truth === undefined ? '' : `   truth ${truth.toFixed(3)}`;
      console.log(`  ${name.padEnd(16)} ${show(a)}   exact ${show(b)}   apart ${apart(a, b).toFixed(1)}${known}`);
    };
    report('mean', features.mean, exact.mean, 0);
    report('variance', features.variance, exact.variance, 1);
    report('fourth moment', features.fourth, exact.fourth, 3);
    steps.forEach((step, k) => {
      const truth = kernels[kernel].correlation(step / lengthScale);
      report(`covariance ${step}`, features.covariances[k]!, exact.covariances[k]!, truth);
    });
    report('least of 100', features.least, exact.least);
  }
}
