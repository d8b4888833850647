/**
 * Which way of training Li & Malik's policies is best? `npm run bench:speed li-malik [logistic robust net]`
 *
 * Margins of victory (the best value among the peers less one's own, mean over functions; above 0 is ahead) on 100 functions of
 * the validation split, after 20, 40 and 100 evaluations. Peers: gradient descent and momentum at the rate of the grid that
 * is best on 30 functions of the training split, by the mean value over 100 steps; conjugate gradients and L-BFGS, which stand on the
 * best point of their line searches. Shares of functions on which each is best after 100 stand beside the margins.
 */
import { type Optimizer, type Problem, startingPoint, stream } from 'optbench';
import type { DescentFamily } from 'optbench/learn';
import cg from '../baselines/cg.ts';
import lbfgs from '../baselines/lbfgs.ts';
import learned from '../baselines/li-malik/index.ts';
import momentum from '../baselines/momentum.ts';
import sgd from '../baselines/sgd.ts';
import convex from '../suites/convex/family.ts';
import networks from '../suites/networks/family.ts';

const AT = [20, 40, 100];
const STEPS = Math.max(...AT);
const families: Readonly<Record<string, (split: 'train' | 'validation') => DescentFamily>> = {
  logistic: (split) => convex({ split, kind: 'logistic', functions: 'any' }),
  robust: (split) => convex({ split, kind: 'robust', functions: 'any' }),
  net: (split) => networks({ split, networks: ['tiny'] }),
};

const draws = (family: DescentFamily, count: number): readonly Problem[] =>
  Array.from({ length: count }, (_, i) => family.sample(['margins', i]));

/** The value where an optimizer stands after each evaluation; what overflows counts as the value at the start. */
async function curve(optimizer: Optimizer, problem: Problem, probing: boolean): Promise<Float64Array> {
  const x0 = startingPoint(problem, stream('margins', problem.id));
  const { space, blocks } = problem;
  const rng = stream('margins', 'search', problem.id);
  const search = optimizer.start({ space, ...(blocks && { blocks }), x0, budget: STEPS, workers: 1, rng });
  const oracle = await problem.start(stream('margins', 'oracle', problem.id));
  const values = new Float64Array(STEPS);
  const { signal } = new AbortController();
  for (let id = 0; id < STEPS; id++) {
    const x = (await search.ask(id)) as Float64Array;
    const { value, gradient } = await oracle.evaluate(space.decode(x), { id, order: 1, signal });
    await search.tell({ id, x, value, ...(gradient && { gradient }) });
    values[id] = Number.isFinite(value) ? value : values[0]!;
    if (probing && id > 0) values[id] = Math.min(values[id]!, values[id - 1]!);
  }
  return values;
}

const mean = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((sum, v) => sum + v, 0) / numbers.length;

/** The setting with the least mean value. */
async function tuned(settings: readonly Optimizer[], problems: readonly Problem[]): Promise<Optimizer> {
  let best: { readonly score: number; readonly optimizer: Optimizer } | undefined;
  for (const optimizer of settings) {
    const scores: number[] = [];
    for (const problem of problems) scores.push(mean(await curve(optimizer, problem, false)));
    const score = mean(scores);
    if (best === undefined || score < best.score) best = { score, optimizer };
  }
  return best!.optimizer;
}

/** The tables of these families; of all, where none is named. */
export default async function bench(names: readonly string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(families)) await compare(name);
}

/** One family's table. */
async function compare(name: string): Promise<void> {
  const family = families[name];
  if (family === undefined)
    throw new Error(`li-malik: there is no family '${name}'; there are ${Object.keys(families).join(', ')}`);
  const [training, unseen] = [draws(family('train'), 30), draws(family('validation'), 100)];
  const line = [cg, lbfgs].map(([first]) => first!);
  const peers = [await tuned(sgd, training), await tuned(momentum, training), ...line];
  const ours = learned.filter((optimizer) => optimizer.name.startsWith(`li-malik-${name}`));
  const curves = new Map<string, Float64Array[]>();
  for (const optimizer of [...ours, ...peers]) {
    const all: Float64Array[] = [];
    for (const problem of unseen) all.push(await curve(optimizer, problem, line.includes(optimizer)));
    curves.set(optimizer.name, all);
  }
  console.log(
    `\n${name}: margin over the peers after ${AT.join(', ')} evaluations; mean value; best of all after ${STEPS}`,
  );
  for (const [own, all] of curves) {
    const others = peers.filter((peer) => peer.name !== own);
    const margins = AT.map((t) =>
      mean(
        all.map((values, i) => Math.min(...others.map((peer) => curves.get(peer.name)![i]![t - 1]!)) - values[t - 1]!),
      ),
    );
    const won = mean(
      all.map((values, i) =>
        others.every((peer) => values[STEPS - 1]! < curves.get(peer.name)![i]![STEPS - 1]!) ? 1 : 0,
      ),
    );
    const text = [
      ...margins.map((m) => m.toExponential(2)),
      mean(all.map(mean)).toFixed(4),
      `${Math.round(100 * won)} %`,
    ];
    console.log(`  ${own.padEnd(26)} ${text.join('   ')}`);
  }
}
