/**
 * A race between our steps and other people's: runners take turns of a second in one process pair, so that whatever else the
 * machine does meets them all, and the ratio of the medians to the best peer's is what to quote. A peer is a Python program
 * that answers requests, a line of JSON each: first what it is, then for every request the ms of each step that it took.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { follow } from 'optbench/learn';
import { shapesOf, trainingCourse } from '../../src/cli/train/course.ts';
import { type Crew, startCrew } from '../../src/cli/train/crew.ts';
import type { LocatedTraining } from '../../src/cli/train/guests.ts';

/** Numbers of threads that are measured, on both sides. */
export const THREADS = [1, 2];
const ROUNDS = 8;
/** Seconds of steps in a row before the next one's turn. */
const TURN = 1;

/** Takes steps for about a second and says how long each took, in ms. */
export interface Runner {
  readonly name: string;
  /** Whether it is somebody else's: what ratios are to. */
  readonly peer: boolean;
  turn(): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** The Python that `--peer` or OPTBENCH_PEER names, if any. */
export function peerPython(args: readonly string[]): string | undefined {
  const flag = args.indexOf('--peer');
  return flag >= 0 ? (args[flag + 1] ?? 'python3') : process.env['OPTBENCH_PEER'];
}

/** Lets runners take turns and prints a row of a table for each; then closes them. */
export async function race(title: string | number, runners: readonly Runner[]): Promise<void> {
  const times = new Map<Runner, number[]>(runners.map((runner) => [runner, []]));
  for (const runner of runners) await runner.turn(); // warm
  for (let round = 0; round < ROUNDS; round++) {
    for (const runner of runners) times.get(runner)!.push(...(await runner.turn()));
  }
  const medians = runners.map((runner) => quantile(times.get(runner)!, 0.5));
  const best = Math.min(...medians.filter((_, i) => runners[i]!.peer));
  runners.forEach((runner, i) => {
    const quartiles = [0.25, 0.75].map((q) => quantile(times.get(runner)!, q).toFixed(1)).join(' to ');
    const ratio = Number.isFinite(best) ? (medians[i]! / best).toFixed(2) : '';
    console.log(`| ${[title, runner.name, medians[i]!.toFixed(1), quartiles, ratio].join(' | ')} |`);
  });
  for (const runner of runners) await runner.close();
}

/** Our own steps of a training, from outside, as it yields. */
export async function ours(training: LocatedTraining, threads: number): Promise<Runner> {
  const course = await trainingCourse(training);
  const crew: Crew | undefined =
    threads > 1 ? await startCrew(training, course, shapesOf(training), threads) : undefined;
  const steps = follow(course, { gradients: crew?.gradients });
  return {
    name: `optbench, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    peer: false,
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

/** A Python program beside this file: one process that answers requests. */
export class Peer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;
  private readonly death: Promise<never>;

  constructor(python: string, script: string) {
    // Programs of others are not compiled: they stay where the sources are.
    const folder = import.meta.url.endsWith('.ts') ? '.' : '../../../bench/peers';
    this.child = spawn(python, [fileURLToPath(new URL(`${folder}/${script}`, import.meta.url)), '--serve']);
    this.child.stderr.pipe(process.stderr);
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    this.death = once(this.child, 'exit').then(([code]) => {
      throw new Error(`${script}: the peer ended with code ${code}; it needs Python with PyTorch`);
    });
    this.death.catch(() => {}); // heard where an answer is awaited; at the end it is as it should be
  }

  /** What it says of itself. */
  async hello(): Promise<string> {
    return String(await this.answer());
  }

  /** Its cells for a task, each with every number of threads. */
  variants(task: Readonly<Record<string, unknown>>, cells: readonly string[]): readonly Runner[] {
    return cells.flatMap((cell) =>
      THREADS.map((threads) => ({
        name: `PyTorch, ${cell}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
        peer: true,
        turn: async () => {
          this.child.stdin.write(`${JSON.stringify({ ...task, cell, threads, seconds: TURN })}\n`);
          return (await this.answer()) as readonly number[];
        },
        close: async () => {},
      })),
    );
  }

  /** Ends it. */
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
