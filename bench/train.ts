/**
 * How long does one step of meta-training take? `npm run bench:speed train [--peer PYTHON]`
 *
 * LSTM-100 with the paper's inputs, d = 6, 128 functions of 256 random waves drawn anew for every step, sum loss: draw,
 * forward, backward, clip, Adam, at horizons 20 and 100 and with 1 and 2 threads; from outside, as `metaTrain` yields. With
 * --peer (or OPTBENCH_PEER), a Python with PyTorch takes the same steps by bench/peers/meta_step.py, turn and turn about in
 * the same run, and the ratio of the medians is what to quote.
 *
 * Measured on two cores of a Xeon with AVX-512, idle, Node 20, PyTorch 2.15 from PyPI (MKL); medians in ms:
 *
 *   horizon   ours, 1 thread   ours, 2 threads   PyTorch's best   ratio
 *   20        29.8             15.6              19.4 (2 threads) 0.81
 *   100       133              68.7              95.0 (2 threads) 0.72
 *
 * Two thirds of a step are products at 37 billion operations a second and core, where WebAssembly's 128 bits end at 41;
 * MKL has 512.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { follow } from 'optbench/learn';
import { shapesOf, trainingCourse } from '../src/cli/train-course.ts';
import { type Crew, startCrew } from '../src/cli/train-crew.ts';
import type { LocatedTraining } from '../src/cli/train-guests.ts';
import { kernelSet } from '../src/tensor/kernels.ts';
import trainings from './recipes/meta-step.ts';

const THREADS = [1, 2];
const ROUNDS = 8;
/** Seconds of steps in a row before the other one's turn. */
const TURN = 1;

/** Takes steps for about a second and says how long each took, in ms. */
interface Runner {
  readonly name: string;
  turn(): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Prints a line for each horizon and number of threads. */
export default async function bench(args: readonly string[] = []): Promise<void> {
  const flag = args.indexOf('--peer');
  const python = flag >= 0 ? (args[flag + 1] ?? 'python3') : process.env['OPTBENCH_PEER'];
  const peer = python === undefined ? undefined : new Peer(python);
  if (peer !== undefined) console.log(`peer: ${await peer.hello()}`);
  console.log(`kernels: ${kernelSet()}, Node ${process.version}\n`);
  console.log('| horizon | who | median ms | quartiles | ratio to the best peer |');
  console.log('|---|---|---|---|---|');
  const module = fileURLToPath(new URL(`./recipes/meta-step${import.meta.url.slice(-3)}`, import.meta.url));
  for (const training of trainings) {
    const horizon = training.recipe.phases[0]!.horizon;
    const runners: Runner[] = [];
    for (const threads of THREADS) runners.push(await ours({ ...training, module, reference: 'meta-step' }, threads));
    if (peer !== undefined) runners.push(...(await peer.variants(horizon)));
    const times = new Map<Runner, number[]>(runners.map((runner) => [runner, []]));
    for (const runner of runners) await runner.turn(); // warm
    for (let round = 0; round < ROUNDS; round++) {
      for (const runner of runners) times.get(runner)!.push(...(await runner.turn()));
    }
    const medians = runners.map((runner) => quantile(times.get(runner)!, 0.5));
    const best = Math.min(...runners.flatMap(({ name }, i) => (name.startsWith('PyTorch') ? medians[i]! : [])));
    runners.forEach((runner, i) => {
      const quartiles = [0.25, 0.75].map((q) => quantile(times.get(runner)!, q).toFixed(1)).join(' to ');
      const ratio = Number.isFinite(best) ? (medians[i]! / best).toFixed(2) : '';
      console.log(`| ${[horizon, runner.name, medians[i]!.toFixed(1), quartiles, ratio].join(' | ')} |`);
    });
    for (const runner of runners) await runner.close();
  }
  console.log(`\npeak resident memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, everything loaded`);
  peer?.end();
}

/** Our own steps. */
async function ours(training: LocatedTraining, threads: number): Promise<Runner> {
  const course = await trainingCourse(training);
  const crew: Crew | undefined =
    threads > 1 ? await startCrew(training, course, shapesOf(training), threads) : undefined;
  const steps = follow(course, { gradients: crew?.gradients });
  return {
    name: `optbench, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    async turn() {
      const times: number[] = [];
      for (const end = performance.now() + 1000 * TURN; performance.now() < end; ) {
        const began = performance.now();
        await steps.next();
        times.push(performance.now() - began);
      }
      return times;
    },
    close: async () => crew?.close(),
  };
}

/** The same steps in PyTorch: one process that answers requests, a line of JSON each. */
class Peer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private readonly death: Promise<never>;

  constructor(python: string) {
    const script = fileURLToPath(new URL('../../bench/peers/meta_step.py', import.meta.url));
    const source = fileURLToPath(new URL('./peers/meta_step.py', import.meta.url));
    this.child = spawn(python, [import.meta.url.endsWith('.ts') ? source : script, '--serve']);
    this.child.stderr.pipe(process.stderr);
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.death = once(this.child, 'exit').then(([code]) => {
      throw new Error(`train: the peer ended with code ${code}; it needs Python with PyTorch`);
    });
    this.death.catch(() => {}); // heard where an answer is awaited; at the end it is as it should be
  }

  async hello(): Promise<string> {
    return String(await this.answer());
  }

  /** Eager and scripted, with one thread and with two. */
  async variants(horizon: number): Promise<readonly Runner[]> {
    return ['eager', 'scripted', 'library'].flatMap((cell) =>
      THREADS.map((threads) => ({
        name: `PyTorch, ${cell}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        turn: async () => {
          this.child.stdin.write(`${JSON.stringify({ horizon, cell, threads, seconds: TURN })}\n`);
          return (await this.answer()) as readonly number[];
        },
        close: async () => {},
      })),
    );
  }

  end(): void {
    this.child.stdin.end();
  }

  private async answer(): Promise<unknown> {
    const { value } = await Promise.race([this.answers.next(), this.death]);
    return JSON.parse(value as string);
  }
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}
