/**
 * `optbench tune adam`: hand-designed methods over the grid of learning rates, on draws of training families. In the output folder
 * come a JSON file for each method and README.md, the tables of all that the folder has files of.
 */
import { resolve } from 'node:path';
import workerpool from 'workerpool';
import { schedules } from '../../descent/schedules.ts';
import { learningRates, type Method, type Settings } from '../../descent/settings.ts';
import { packageVersion } from '../../results/versions.ts';
import type { RateResult } from '../../tuning/choice.ts';
import { tuningReport } from '../../tuning/report.ts';
import { chosen, readTuned, type Tuned, type TunedTask, writeTables, writeTuned } from '../../tuning/store.ts';
import { type TuningTask, tuningTasks } from '../../tuning/task.ts';
import { descentFamily } from '../descent-family.ts';
import { ExitCode, UsageError, unknown } from '../errors.ts';
import { absolute, guestNames, importGuest, isPath } from '../guests.ts';
import type { Io } from '../io.ts';
import { duration } from '../progress.ts';
import { workerBeside } from '../worker-script.ts';
import type { TuningAnswer, TuningJob } from './worker.ts';

const SCRIPT = workerBeside(import.meta.url);

/** What `optbench tune` may be given. */
export interface TuneOptions {
  readonly tasks?: readonly string[];
  /** With which schedules; 'all' for all there are. Constant rates, unless it says otherwise. */
  readonly schedules?: readonly string[];
  readonly seeds: number;
  readonly jobs: number;
  readonly out: string;
  readonly resume?: true;
  readonly quiet?: true;
}

interface LocatedMethod {
  readonly reference: string;
  readonly method: Method;
}

/** A method with a schedule; without, where the rate is constant. */
interface Entrant extends LocatedMethod {
  /** 'adam', 'adam-cosine'. */
  readonly name: string;
  readonly schedule?: string;
}

/** Tunes the methods with these names, 'all' of them, or those of a file. */
export async function tune(names: readonly string[], options: TuneOptions, io: Io): Promise<number> {
  const { seeds, jobs, resume = false, quiet = false } = options;
  const entrants = scheduled(await methodsNamed(names, io.cwd), options.schedules ?? ['constant']);
  const tasks = tasksNamed(options.tasks);
  for (const { suite, family } of tasks) await descentFamily(suite, family);
  const folder = resolve(io.cwd, options.out);
  const before = new Map(readTuned(folder).map((tuned) => [tuned.method, tuned]));

  const kept = (name: string, task: TuningTask): boolean => {
    const known = before.get(name);
    if (known?.unfit[task.name] !== undefined) return true;
    const there = known?.tasks.find((one) => one.task === task.name);
    return there !== undefined && there.seeds === seeds && JSON.stringify(there.definition) === JSON.stringify(task);
  };
  const work = tasks.flatMap((task) =>
    entrants.filter(({ name }) => !resume || !kept(name, task)).map((entrant) => ({ ...entrant, task })),
  );
  const say = progress(work.length, quiet, io);
  const pool = workerpool.pool(SCRIPT, { maxWorkers: jobs, workerType: 'thread', workerThreadOpts: { execArgv: [] } });
  let interrupted: 'SIGINT' | 'SIGTERM' | undefined;
  const deaf = io.onInterrupt((signal) => {
    interrupted ??= signal;
    void pool.terminate(true);
  });
  const queue = work.values();
  try {
    await Promise.all(
      Array.from({ length: jobs }, async () => {
        for (const { task, ...entrant } of queue) {
          if (interrupted !== undefined) return;
          let answer: TuningAnswer;
          try {
            answer = await pool.exec('tuneOn', [jobOf(entrant, task, seeds)]);
          } catch (error) {
            if (interrupted !== undefined) return;
            throw error;
          }
          const tuned = withAnswer(before.get(entrant.name), entrant, task, seeds, answer);
          before.set(entrant.name, tuned);
          writeTuned(folder, tuned);
          say.done(`${entrant.name} on ${task.name}`);
        }
      }),
    );
  } finally {
    deaf();
    say.finish();
    await pool.terminate(true);
  }
  if (work.length > 0) writeTables(folder, tuningReport(readTuned(folder)));
  if (interrupted !== undefined) return interrupted === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
  if (!quiet) {
    for (const { name, method } of entrants)
      io.out(`${name}: ${before.get(name)?.best}, of its authors ${method.rate}\n`);
  }
  return ExitCode.done;
}

/** A method's file with one task more, or with that task anew. */
function withAnswer(
  before: Tuned | undefined,
  { name, schedule, method: { rate } }: Entrant,
  task: TuningTask,
  seeds: number,
  answer: TuningAnswer,
): Tuned {
  const others = (before?.tasks ?? []).filter((one) => one.task !== task.name);
  const order = (one: { readonly task: string }): number => tuningTasks.findIndex(({ name }) => name === one.task);
  const { [task.name]: _, ...unfit } = before?.unfit ?? {};
  const tasks: Omit<TunedTask, 'best'>[] =
    'unfit' in answer ? others : [...others, { task: task.name, definition: task, seeds, ...apart(answer.rates) }];
  return chosen({
    method: name,
    ...(schedule !== undefined && { schedule }),
    usual: rate,
    tasks: tasks.sort((a, b) => order(a) - order(b)),
    unfit: 'unfit' in answer ? { ...unfit, [task.name]: answer.unfit } : unfit,
    made: { optbench: packageVersion(), node: process.version },
  });
}

/** The grid's rates, and one that is not of it. */
function apart(all: readonly RateResult[]): Pick<TunedTask, 'rates' | 'recommended'> {
  const recommended = all.find(({ rate }) => !learningRates.includes(rate));
  return { rates: all.filter((result) => result !== recommended), ...(recommended && { recommended }) };
}

/** What is to be done for a method on a task: the grid, and the rate that its authors recommend. */
function jobOf({ reference, method, schedule }: Entrant, task: TuningTask, seeds: number): TuningJob {
  const rates = [...new Set([...learningRates, method.rate])];
  return { reference, method: method.name, ...(schedule !== undefined && { schedule }), rates, task, seeds };
}

/** The methods with these schedules; those for which a schedule has no meaning only without. */
function scheduled(methods: readonly LocatedMethod[], names: readonly string[]): readonly Entrant[] {
  const known = schedules.map(({ name }) => name);
  const wanted = names.flatMap((name) => {
    if (name === 'all') return known;
    if (!known.includes(name)) throw unknown('schedule', name, known);
    return [name];
  });
  return methods.flatMap(({ reference, method }) =>
    [...new Set(wanted)].flatMap((schedule): Entrant[] => {
      const located = { reference, method };
      if (schedule === 'constant') return [{ ...located, name: method.name }];
      return method.schedules === false ? [] : [{ ...located, name: `${method.name}-${schedule}`, schedule }];
    }),
  );
}

/** The methods that the names mean: a method's own, a file's for all in it, a path, or 'all'. */
async function methodsNamed(names: readonly string[], cwd: string): Promise<readonly LocatedMethod[]> {
  const ours = names.every(isPath) ? [] : (await Promise.all(guestNames('baselines').map(methodsIn))).flat();
  const found = await Promise.all(
    names.map(async (name) => {
      if (name === 'all') return ours;
      if (isPath(name)) {
        const there = await methodsIn(absolute(name, cwd));
        if (there.length > 0) return there;
        throw new UsageError(
          `${name}: exports no methods with a learning rate; make them by settings(gradientMethod(...))`,
        );
      }
      const named = ours.filter(({ method, reference }) => method.name === name || reference === name);
      if (named.length > 0) return named;
      throw unknown(
        'method to tune',
        name,
        ours.map(({ method }) => method.name),
      );
    }),
  );
  return [...new Map(found.flat().map((located) => [located.method.name, located])).values()];
}

async function methodsIn(reference: string): Promise<readonly LocatedMethod[]> {
  const exported = (await importGuest('baselines', reference)) as Partial<Settings>;
  return (exported.methods ?? []).map((method) => ({ reference, method }));
}

function tasksNamed(names: readonly string[] | undefined): readonly TuningTask[] {
  if (names === undefined) return tuningTasks;
  return names.map((name) => {
    const task = tuningTasks.find((one) => one.name === name);
    if (task !== undefined) return task;
    throw unknown(
      'tuning task',
      name,
      tuningTasks.map((one) => one.name),
    );
  });
}

/** One line that is written over on a terminal; in a pipe a line now and then. */
function progress(total: number, quiet: boolean, { terminal, err }: Io) {
  const began = performance.now();
  let done = 0;
  let said = began;
  return {
    done(what: string): void {
      done++;
      if (quiet) return;
      const now = performance.now();
      const left = duration((((now - began) / 1000) * (total - done)) / done);
      const line = `${done}/${total}, about ${left} left, ${what}`;
      if (terminal !== undefined) terminal.write(`\r\x1b[2K${line.slice(0, (terminal.columns ?? 80) - 1)}`);
      else if (now - said > 10_000 || done === total) {
        said = now;
        err(`${line}\n`);
      }
    },
    finish(): void {
      if (!quiet) terminal?.write('\r\x1b[2K');
    },
  };
}
