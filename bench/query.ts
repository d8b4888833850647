/**
 * How long do the learned optimizers think? Seconds for 100 queries at d = 6, ask and tell together, as the loop calls them:
 * `npm run bench:speed query`
 *
 * Functions of the suite gp; medians over 15 runs after 3 that do not count. A rule without shipped weights is timed
 * with fresh ones, which cost as much. Targets: 0.02 s for an LSTM, 0.1 s for a DNC.
 */
import { findProblem, type Optimizer, type Problem, stream, type Vector } from 'optbench';
import { freeze, type LearnedOptimizer } from 'optbench/learn';
import { designs } from '../baselines/rnn/designs.ts';
import networks from '../baselines/rnn/index.ts';
import { rnn } from '../baselines/rnn/rule.ts';
import scouts from '../baselines/scout/index.ts';
import { scout } from '../baselines/scout/rule.ts';
import gp from '../suites/gp/index.ts';

const DIM = 6;
const QUERIES = 100;
const RUNS = 15;
const WARMUPS = 3;
const TARGETS: readonly (readonly [RegExp, number])[] = [
  [/with lstm/, 0.02],
  [/with dnc/, 0.1],
];

/** A rule with fresh weights for six dimensions. */
function fresh(rule: LearnedOptimizer): Optimizer {
  const weights = rule.weights(DIM, stream('bench', 'query'));
  return freeze(rule, { dims: [DIM], of: () => ({ weights, horizon: QUERIES, extrapolate: true }) });
}

/** Seconds by the clock and seconds of the processor. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

function now(sign: number, { wall, cpu }: Spent): Spent {
  const { user, system } = process.cpuUsage();
  return { wall: wall + (sign * performance.now()) / 1e3, cpu: cpu + (sign * (user + system)) / 1e6 };
}

/** What the optimizer takes for the queries of one run; what it is told costs nothing. */
async function queries(optimizer: Optimizer, problem: Problem, seed: number): Promise<Spent> {
  const { space } = problem;
  const oracle = await problem.start(stream('bench', seed));
  const signal = new AbortController().signal;
  let spent = now(-1, { wall: 0, cpu: 0 });
  const x0 = new Float64Array(DIM).fill(0.5);
  const search = optimizer.start({ space, x0, budget: QUERIES, workers: 1, rng: stream('bench', 'query', seed) });
  for (let id = 0; id < QUERIES; id++) {
    const x = (await search.ask(id)) as Vector;
    spent = now(1, spent);
    const { value } = await oracle.evaluate(space.decode(x), { id, order: 0, signal });
    spent = now(-1, spent);
    await search.tell({ id, x, value });
  }
  return now(1, spent);
}

/** Measures and prints the table. */
export default async function bench(): Promise<void> {
  const problem = findProblem(gp, `rbf-d${DIM}-i01`)!;
  const fits = (optimizer: Optimizer): boolean =>
    optimizer.unfit?.({ space: problem.space, budget: QUERIES, workers: 1 }) === undefined;
  const shipped = [...networks, ...scouts].filter(fits);
  const rows: Record<string, unknown>[] = [];
  for (const rule of [...designs.map(rnn), scout] as readonly LearnedOptimizer[]) {
    const trained = shipped.find(({ name }) => name === rule.name);
    const times: Spent[] = [];
    for (let i = 0; i < WARMUPS + RUNS; i++) {
      const spent = await queries(trained ?? fresh(rule), problem, i);
      if (i >= WARMUPS) times.push(spent);
    }
    const median = (of: keyof Spent) =>
      Number(
        times
          .map((spent) => spent[of])
          .sort((a, b) => a - b)
          [RUNS >> 1]!.toFixed(4),
      );
    rows.push({
      optimizer: rule.name,
      weights: trained ? 'shipped' : 'fresh',
      'wall s': median('wall'),
      'CPU s': median('cpu'),
      'target s': TARGETS.find(([kind]) => kind.test(rule.source))?.[1] ?? '',
    });
  }
  console.log(`\nSeconds for ${QUERIES} queries, d = ${DIM}, ask and tell together`);
  console.table(rows);
}
