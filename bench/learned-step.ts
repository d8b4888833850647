/**
 * What a learned gradient method costs in use: `npm run bench:speed learned-step`.
 *
 * One step of each rule on a network of 99 690 parameters (digits-mlp-relu-280-280), beside Adam's step, and beside what the
 * network itself takes for its value and gradient on a minibatch of 128, all in processor time. The weights are fresh: how long
 * a step takes does not depend on them. Rules take turns, so that all meet the same machine; the least of their times is what
 * other work on the machine disturbs least, and ratios of those are what to quote.
 *
 * Targets: the small network (celo-mlp) within 20 of Adam's steps, the LSTM (l2l, rnnprop) within 3 of the network's own
 * values and gradients. Measured on a busy machine of two cores, Node 20, one thread:
 *
 *                          ns a parameter   of Adam's   of the network's own
 *   value and gradient     82               10.0        1
 *   Adam's step            8.2              1           0.10
 *   celo-mlp               152              18.4        1.9
 *   l2l-mlp                703              85          8.5
 *   rnnprop                1045             126         12.7
 *   hierarchical-rnn       1637             198         19.9
 *
 * The first target is met, the second is not: two LSTM layers of 20 units multiply 4960 times for a coordinate, the network's
 * own value and gradient on 128 rows 384 times, 13 times as few. With kernels that give the same numbers on every machine, and do
 * not multiply and add in one step, the two layers alone take 543 ns for numbers that lie in the cache.
 */
import { type Setup, startingPoint, stream, type Vector } from 'optbench';
import { type LearnedDescent, updateRule } from 'optbench/learn';
import adam from '../baselines/adam.ts';
import { celoMlp } from '../baselines/celo-mlp/rule.ts';
import { hierarchicalRnn } from '../baselines/hierarchical-rnn/rule.ts';
import { designs } from '../baselines/l2l/recipes.ts';
import { l2l } from '../baselines/l2l/rule.ts';
import { rnnprop } from '../baselines/rnnprop/rule.ts';
import { networkProblem } from '../suites/networks/find.ts';

const PROBLEM = 'digits-mlp-relu-280-280';
const ROUNDS = 24;
const signal = new AbortController().signal;

const rules: readonly LearnedDescent[] = [
  celoMlp('celo-mlp', 0.01),
  l2l(designs.mlp),
  rnnprop('rnnprop'),
  hierarchicalRnn({ name: 'hierarchical-rnn' }),
];

/** Prints a line for the network, for Adam and for each rule. */
export default async function bench(): Promise<void> {
  const problem = networkProblem(PROBLEM, 'train')!;
  const oracle = await problem.start(stream('bench', 'oracle'));
  const x = startingPoint(problem as Parameters<typeof startingPoint>[0], stream('bench', 'x0'));
  let id = 0;
  const look = () => oracle.evaluate(problem.space.decode(x), { id: id++, order: 1, signal });
  const { value, gradient } = (await look()) as { value: number; gradient: Vector };
  const setup: Setup = {
    space: problem.space as Setup['space'],
    blocks: problem.blocks!,
    x0: x,
    budget: 1000,
    workers: 1,
    rng: stream('bench', 'rule'),
  };
  const search = adam[0]!.start(setup);
  const [own, adams] = ['value and gradient, minibatch of 128', "Adam's step"];
  const work: Record<string, () => unknown> = {
    [own]: look,
    [adams]() {
      const at = search.ask(id++) as Vector;
      search.tell({ id, x: at, value, gradient });
    },
    ...Object.fromEntries(
      rules.map((rule): [string, () => unknown] => {
        const step = updateRule(rule, rule.weights(stream('bench', rule.name)), setup);
        return [rule.name, () => step(x, gradient, value, new Float64Array(x.length))];
      }),
    ),
  };
  const times = new Map(Object.keys(work).map((name) => [name, [] as number[]]));
  for (const [name, once] of Object.entries(work)) for (let k = 0; k < (name === adams ? 100 : 3); k++) once(); // warm
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, once] of Object.entries(work)) {
      const began = process.cpuUsage();
      once();
      const { user, system } = process.cpuUsage(began);
      times.get(name)!.push((user + system) / 1000);
    }
  }
  const least = (name: string): number => Math.min(...times.get(name)!);
  console.log(`\n${PROBLEM}, ${x.length} parameters, Node ${process.version}\n`);
  console.log("| | least ms | median ms | ns a parameter | of Adam's | of the network's own |");
  console.log('|---|---|---|---|---|---|');
  for (const [name, all] of times) {
    const median = all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;
    const ratios = [adams, own].map((other) => (least(name) / least(other)).toFixed(2));
    console.log(
      `| ${[name, least(name).toFixed(2), median.toFixed(2), ((1e6 * least(name)) / x.length).toFixed(0), ...ratios].join(' | ')} |`,
    );
  }
  console.log(`\npeak resident memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, all of them together`);
}
