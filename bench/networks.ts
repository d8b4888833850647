/**
 * How long do a network's loss and gradient take? `npm run bench:speed networks [--peer PYTHON]`
 *
 * Two perceptrons on random inputs: 64-32-10 (ReLU) with 64 rows and 784-20-10 (sigmoid) with 128, and a larger one; then
 * problems of the suite as an optimizer meets them, minibatch drawn. With --peer (or OPTBENCH_PEER), a Python with PyTorch does
 * the same by bench/peers/networks.py. Times are of the CPU, not of the clock; ratios within one run are what to quote.
 *
 * Measured on a Xeon with AVX-512 whose two cores were shared by many, Node 20, PyTorch 2.15 from PyPI (MKL), CPU ms:
 *
 *   network                       ours     PyTorch, double     PyTorch, single
 *   64-32-10, 64 rows             0.15     0.18                0.17
 *   784-20-10, 128 rows           0.93     0.37                0.29
 *   784-128-128-10, 128 rows      7.2      1.33                0.81
 *
 * The kernel multiplies 5 to 6.5 billion times a second, of the 9 that 128 bits without fused operations allow; MKL has 512 bits.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Oracle, type Problem, stream, type Vector } from 'optbench';
import { architecture } from '../suites/networks/architecture.ts';
import networks from '../suites/networks/index.ts';
import { dimOf } from '../suites/networks/model.ts';

const ROUNDS = 200;
const WARM = 60;

const perceptrons = [
  { words: ['mlp', 'relu', '32'], inputs: 64, rows: 64 },
  { words: ['mlp', 'sigmoid', '20'], inputs: 784, rows: 128 },
  { words: ['mlp', 'relu', '128', '128'], inputs: 784, rows: 128 },
] as const;

const problems = [
  'digits-mlp-sigmoid-20',
  'digits-mlp-relu-32-b64',
  'digits-conv-relu-8-16',
  'digits-rnn-tanh-20',
  'digits-lstm-20',
  'digits-autoencoder-relu-32-8-32',
  'digits-vae-softplus-64-8',
  'tiny-i001',
];

/** Prints CPU milliseconds of loss and gradient, beside PyTorch's where there is one. */
export default function bench(args: readonly string[] = []): void {
  const flag = args.indexOf('--peer');
  const python = flag >= 0 ? (args[flag + 1] ?? 'python3') : process.env['OPTBENCH_PEER'];
  const peer = python === undefined ? {} : timesOfPeer(python);
  console.log('\nLoss and gradient, CPU ms; ratio to PyTorch in double precision');
  console.table(
    perceptrons.map(({ words, inputs, rows }) => {
      const name = `${inputs}-${words.join('-')} bs ${rows}`;
      const ours = perceptron(words, inputs, rows);
      const [double, single] = [peer[`${name} float64`], peer[`${name} float32`]];
      return {
        name,
        ours: rounded(ours),
        ...(double !== undefined && {
          double: rounded(double),
          single: rounded(single!),
          ratio: (ours / double).toFixed(2),
        }),
      };
    }),
  );
  console.log('\nOne evaluation of a problem with its gradient, CPU ms');
  console.table(problems.map((id) => ({ id, ...evaluation(networks.find!(id)! as Problem<Vector>) })));
}

function perceptron(words: readonly string[], inputs: number, rows: number): number {
  const model = architecture(words, { inputs, classes: 10 })!.model();
  const rng = stream('bench', 'networks', ...words);
  const theta = Float64Array.from({ length: dimOf(model) }, () => 0.1 * rng.normal());
  const x = Float64Array.from({ length: rows * inputs }, () => rng.next());
  const target = Float64Array.from({ length: rows }, () => rng.integer(10));
  return mean(() => model.evaluate(theta, { rows, x, target }, new Float64Array(theta.length)));
}

function evaluation(problem: Problem<Vector>): { parameters: number; ms: number } {
  const rng = stream('bench', 'networks', problem.id);
  const oracle = problem.start(rng) as Oracle<Vector>;
  const x = problem.init!(rng.split('x0'));
  const { signal } = new AbortController();
  let id = 0;
  return {
    parameters: problem.space.dim,
    ms: rounded(mean(() => oracle.evaluate(x, { id: id++, order: 1, signal }))),
  };
}

/** CPU milliseconds of the whole process, garbage collection included: those of the clock depend on who else is at work. */
function mean(act: () => unknown): number {
  for (let round = 0; round < WARM; round++) act();
  const began = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) act();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000 / ROUNDS;
}

function rounded(ms: number): number {
  return Number(ms.toPrecision(3));
}

/** CPU milliseconds by name, as PyTorch takes on one thread. */
function timesOfPeer(python: string): Readonly<Record<string, number>> {
  const here = import.meta.url.endsWith('.ts') ? './peers/networks.py' : '../../bench/peers/networks.py';
  const script = fileURLToPath(new URL(here, import.meta.url));
  const answer = JSON.parse(execFileSync(python, [script, 'speed', '--threads', '1'], { encoding: 'utf8' })) as {
    readonly torch: string;
    readonly milliseconds: Readonly<Record<string, number>>;
  };
  console.log(`PyTorch ${answer.torch}, one thread`);
  return answer.milliseconds;
}
