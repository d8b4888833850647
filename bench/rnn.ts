/**
 * Does the recurrent network beat random and Sobol search on functions that it was never trained on, and how long does
 * it take to think? `npm run bench:speed rnn [d1 d2 d3 d4 d6 hartmann3 hartmann6]`
 *
 * Every optimizer gets 50 evaluations on each of 100 problems: draws from the gp suite's test stream (half RBF, half
 * Matern-5/2), or perturbed instances of the Hartmann functions. The difference of the best values after 30 and 50
 * evaluations is averaged over problems; its 95 % interval is the percentile bootstrap over problems, 10 000 resamples.
 */
import { findProblem, type Optimizer, type Problem, run, type Suite, stream } from 'optbench';
import random from '../baselines/random.ts';
import networks from '../baselines/rnn/index.ts';
import sobol from '../baselines/sobol.ts';
import classic from '../suites/classic/index.ts';
import gp from '../suites/gp/index.ts';

const COUNT = 100;
/** Instances from here on: nobody looked at these while the network was made. */
const FIRST = 1001;
const BUDGET = 50;
const CHECKPOINTS = [30, 50];
const SETS = ['d1', 'd2', 'd3', 'd4', 'd6', 'hartmann3', 'hartmann6'];

const rnn = networks.find(({ name }) => name === 'rnn')!;

/** The problems of one row of the table. */
function problems(set: string): readonly { suite: Suite; problem: Problem }[] {
  const ids = Array.from({ length: COUNT }, (_, i) =>
    set.startsWith('d')
      ? `${i % 2 === 0 ? 'rbf' : 'matern52'}-${set}-i${FIRST + Math.floor(i / 2)}`
      : `${set}-i${FIRST + i}`,
  );
  const suite = set.startsWith('d') ? gp : classic;
  return ids.map((id) => {
    const problem = findProblem(suite, id);
    if (problem === undefined) throw new Error(`${suite.name} has no problem ${id}`);
    return { suite, problem };
  });
}

type Searched = Awaited<ReturnType<typeof search>>;

/** The best value after each checkpoint, and the seconds of every proposal. */
async function search(optimizer: Optimizer, suite: Suite, problem: Problem) {
  const { trials } = await run(optimizer, problem, { suite: suite.name, seed: 0, budget: BUDGET });
  const best = CHECKPOINTS.map((t) =>
    Math.min(...trials.slice(0, t).map(({ value }) => value ?? Number.POSITIVE_INFINITY)),
  );
  return { best, seconds: trials.map(({ seconds: { ask, tell } }) => ask + tell) };
}

/** The mean of paired differences with its 95 % interval. */
function paired(differences: readonly number[], label: string) {
  const rng = stream('bootstrap', label);
  const mean = (pick: () => number): number => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) sum += differences[pick()]!;
    return sum / differences.length;
  };
  const means = Array.from({ length: 10_000 }, () => mean(() => rng.integer(differences.length))).sort((a, b) => a - b);
  let at = 0;
  return { mean: mean(() => at++), low: means[250]!, high: means[9749]! };
}

const rivals = [random, [sobol].flat()[0]!] as const;
const cell = (value: number): string => value.toFixed(3);

/** Prints the table, for the named sets of problems or for all. */
export default async function bench(sets: readonly string[] = []): Promise<void> {
  console.log('| problems | evaluations | rnn | random | sobol | rnn - random | rnn - sobol | median proposal |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const set of sets.length > 0 ? sets : SETS) {
    const results: { ours: Searched; theirs: readonly [Searched, Searched] }[] = [];
    for (const { suite, problem } of problems(set)) {
      const of = async (optimizer: Optimizer) => search(optimizer, suite, problem);
      results.push({ ours: await of(rnn), theirs: [await of(rivals[0]), await of(rivals[1])] as const });
    }
    const thinking = results.flatMap(({ ours }) => ours.seconds).sort((a, b) => a - b);
    const median = `${((thinking[Math.floor(thinking.length / 2)] ?? 0) * 1000).toFixed(3)} ms`;
    CHECKPOINTS.forEach((t, c) => {
      const average = (values: readonly number[]): string => cell(values.reduce((a, b) => a + b) / values.length);
      const ours = average(results.map((r) => r.ours.best[c]!));
      const columns = [0, 1].map((rival) => {
        const differences = results.map((r) => r.ours.best[c]! - r.theirs[rival]!.best[c]!);
        const { mean, low, high } = paired(differences, `${set}-${t}-${rival}`);
        return `${cell(mean)} [${cell(low)}, ${cell(high)}]`;
      });
      const theirs = [0, 1].map((rival) => average(results.map((r) => r.theirs[rival]!.best[c]!)));
      console.log(`| ${[set, t, ours, ...theirs, ...columns, median].join(' | ')} |`);
    });
  }
}
