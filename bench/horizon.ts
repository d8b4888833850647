/**
 * Do optimizers that were trained on runs of 100 evaluations go on finding something in the next 100? Means of the best
 * value with 95 % intervals on the Gaussian-process samples of chen2017, @k after k + 1 evaluations, and how far each is
 * behind Bayesian optimization @199, function by function, on the functions that the latter was run on.
 *
 *   npm run bench:speed horizon [DIMS [FUNCTIONS [FUNCTIONS OF GP-EI]]], for example 3,6 200 20
 */
import { findProblem, type Optimizer, run } from 'optbench';
import gpEi from '../baselines/gp-ei/index.ts';
import networks from '../baselines/rnn/index.ts';
import scouts from '../baselines/scout/index.ts';
import sobol from '../baselines/sobol.ts';
import suite from '../suites/chen2017/index.ts';

const BUDGET = 200;
const STEPS = [20, 50, 99, 149, 199];

const network = (name: string): Optimizer => networks.find((other) => other.name === name)!;
const rival = [gpEi].flat()[0]!;
const entrants: readonly Optimizer[] = [
  network('rnn-oi'),
  network('rnn-dnc'),
  network('chen-oi'),
  [scouts].flat()[0]!,
  [sobol].flat()[0]!,
  rival,
];

/** The best values at the steps. */
async function curve(optimizer: Optimizer, dim: number, instance: number): Promise<readonly number[]> {
  const problem = findProblem(suite, `gp-d${dim}-i${String(instance).padStart(4, '0')}`)!;
  const { trials } = await run(optimizer, problem, { suite: suite.name, seed: 0, budget: BUDGET });
  return STEPS.map((step) => Math.min(...trials.slice(0, step + 1).map(({ value }) => value!)));
}

function interval(values: readonly number[]): string {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  return `${mean.toFixed(3)} ± ${(1.96 * Math.sqrt(variance / values.length)).toFixed(3)}`;
}

/** Prints the table. */
export default async function bench([dims = '3,6', functions = '200', few = '20']: readonly string[] = []) {
  console.log(`| d | optimizer | functions | ${STEPS.map((s) => `@${s}`).join(' | ')} | less ${rival.name} @199 |`);
  console.log(`|${'---|'.repeat(STEPS.length + 4)}`);
  for (const dim of dims.split(',').map(Number)) {
    const space = findProblem(suite, `gp-d${dim}-i0001`)!.space;
    const able = entrants.filter((entrant) => entrant.unfit?.({ space, budget: BUDGET, workers: 1 }) === undefined);
    const curves = new Map<Optimizer, readonly (readonly number[])[]>();
    for (const optimizer of able) {
      const made: (readonly number[])[] = [];
      const count = Number(optimizer === rival ? few : functions);
      for (let instance = 1; instance <= count; instance++) made.push(await curve(optimizer, dim, instance));
      curves.set(optimizer, made);
    }
    const bar = curves.get(rival)!;
    for (const [optimizer, made] of curves) {
      const gap = optimizer === rival ? '' : interval(bar.map((theirs, i) => made[i]!.at(-1)! - theirs.at(-1)!));
      const cells = STEPS.map((_, s) => interval(made.map((values) => values[s]!)));
      console.log(`| ${[dim, optimizer.name, made.length, ...cells, gap].join(' | ')} |`);
    }
  }
}
