/**
 * The mean of the best value that GP-EI with known priors finds on draws from them, with 95 % intervals, and its CPU time.
 * @k is after k + 1 evaluations, as in the figures of Chen et al. (2017).
 *
 *   npm run bench:speed gp-oracle [DIMS [KERNEL [LENGTH-SCALE [FUNCTIONS [standardised]]]]], for example 6,9 rbf 0.2 100
 */
import { box, formula, matern52, type Problem, rbf, run, type Vector } from 'optbench';
import { oracle } from '../baselines/gp-oracle/oracle.ts';
import { draw, sampleFeatures } from '../suites/gp/features.ts';
import { splitStream } from '../suites/gp/splits.ts';

/** Instances from here on are reported nowhere else. */
const FIRST = 5001;
const BUDGET = 100;
const STEPS = [5, 10, 20, 30, 50, 75, 99];
const kernels = { rbf, matern52 } as const;

interface Row {
  readonly dim: number;
  readonly kernel: keyof typeof kernels;
  readonly lengthScale: number;
  readonly functions: number;
  readonly standardised: boolean;
}

/** A draw as the suite gp makes it, with any length-scale. */
function problem({ dim, kernel, lengthScale }: Row, instance: number): Problem {
  const f = draw(sampleFeatures(splitStream('test', kernel, dim, instance), { dim, kernel, lengthScale, count: 4096 }));
  return formula<Vector>({
    id: `${kernel}-d${dim}-i${instance}`,
    space: box(Array.from({ length: dim }, () => [0, 1] as const)),
    source: 'a draw from a Gaussian-process prior',
    value: (x) => f.value(x),
  }) as Problem;
}

async function measure(row: Row): Promise<string> {
  const optimizer = oracle('gp-oracle', { ...row, kernel: kernels[row.kernel] });
  const best: number[][] = [];
  const seconds: number[] = [];
  for (let i = 0; i < row.functions; i++) {
    const before = process.cpuUsage();
    const { trials } = await run(optimizer, problem(row, FIRST + i), { suite: 'gp', seed: 0, budget: BUDGET });
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
    best.push(STEPS.map((step) => Math.min(...trials.slice(0, step + 1).map(({ value }) => value!))));
  }
  const cells = STEPS.map((_, s) => {
    const values = best.map((curve) => curve[s]!);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
    return `${mean.toFixed(3)} ± ${(1.96 * Math.sqrt(variance / values.length)).toFixed(3)}`;
  });
  const median = seconds.toSorted((a, b) => a - b)[seconds.length >> 1]!.toFixed(2);
  const { dim, kernel, lengthScale, functions, standardised } = row;
  const title = `${kernel} ${lengthScale}${standardised ? ' standardised' : ''}`;
  return `| ${[dim, title, functions, ...cells, median].join(' | ')} |`;
}

/** Prints the table. */
export default async function bench([dims = '1,3,6,9', kernel, ell, count, standardised]: readonly string[] = []) {
  console.log(`| d | prior | functions | ${STEPS.map((s) => `@${s}`).join(' | ')} | CPU s |`);
  console.log(`|${'---|'.repeat(STEPS.length + 4)}`);
  for (const dim of dims.split(',').map(Number)) {
    for (const name of kernel === undefined ? (['rbf', 'matern52'] as const) : [kernel as Row['kernel']]) {
      const lengthScale = Number(ell ?? (name === 'rbf' ? 0.2 : 0.25));
      const row = { dim, kernel: name, lengthScale, functions: Number(count ?? 10) };
      console.log(await measure({ ...row, standardised: standardised === 'standardised' }));
    }
  }
}
