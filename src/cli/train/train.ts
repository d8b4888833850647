/**
 * `optbench train rnn-d6`: trains a learned optimizer from its recipe. The recipes are what `baselines/<name>/recipes.ts`
 * exports, or a file of one's own; the family they name is `suites/<suite>/family.ts`. In the output folder come
 *
 *   rnn-d6.checkpoint.safetensors   where the training stands, every half minute: `--resume` goes on from there
 *   rnn-d6.safetensors              at the end, or at Ctrl-C: the best weights, by their score on the validation problems
 *   rnn-d6.json                     their recipe, learning curve and origin
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { divergences, follow, type TrainingState } from '../../meta/course.ts';
import { loadCheckpoint, saveCheckpoint, saveReport, saveWeights } from '../../meta/store.ts';
import { packageVersion } from '../../results/versions.ts';
import { kernelSet } from '../../tensor/kernels.ts';
import { ExitCode, messageOf } from '../errors.ts';
import type { Io } from '../io.ts';
import { shapesOf, toShip, trainingCourse } from './course.ts';
import { startCrew } from './crew.ts';
import { findTrainings, type LocatedTraining } from './guests.ts';
import { trainingProgress } from './progress.ts';

/** What `optbench train` may be given. */
export interface TrainOptions {
  readonly resume?: boolean;
  readonly out?: string;
  readonly threads?: number;
  /** Seconds between checkpoints. */
  readonly checkpoint?: number;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Trains the recipes with these names, `rnn` meaning all of the rule's, one after another. */
export async function train(names: readonly string[], options: TrainOptions, io: Io): Promise<number> {
  const trainings = await findTrainings(names, io.cwd);
  const stop = new AbortController();
  let code: number = ExitCode.done;
  const deaf = io.onInterrupt((signal) => {
    code = signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
    stop.abort();
  });
  try {
    for (const training of trainings) {
      await carryOut(training, options, io, stop.signal);
      if (stop.signal.aborted) break;
    }
    return code;
  } finally {
    deaf();
  }
}

/** One training, its files and its progress. A stop signal ends it after a checkpoint. */
async function carryOut(training: LocatedTraining, options: TrainOptions, io: Io, signal: AbortSignal): Promise<void> {
  const { resume = false, out = 'results/training', threads = 1, quiet = false, json = false } = options;
  const { checkpoint: interval = 30 } = options;
  const { recipe } = training;
  const course = await trainingCourse(training);
  const file = (kind: string): string => resolve(io.cwd, out, `${recipe.name}.${kind}`);
  const checkpoint = file('checkpoint.safetensors');
  const { state: from, seconds: before = 0 } =
    resume && existsSync(checkpoint) ? loadCheckpoint(checkpoint, recipe) : {};
  const total = course.iterations;
  const origin = codeVersion();
  const began = seconds();
  const spent = (): number => before + seconds() - began;

  const finish = async (state: TrainingState): Promise<void> => {
    if (state.chosen === undefined) return;
    const { weights, look } = state.chosen;
    const finished = state.iteration === total;
    const shipped = await toShip(training, weights, finished);
    saveWeights(file('safetensors'), shipped.file);
    saveReport(file('json'), {
      command: `optbench train ${training.reference}`,
      origin,
      node: process.version,
      kernels: kernelSet(),
      threads,
      seconds: Math.round(spent()),
      finished,
      iteration: state.iteration,
      skipped: state.skipped,
      divergedAt: divergences(state),
      chosen: look,
      chance: state.chance,
      ...shipped.notes,
      recipe,
      curve: state.curve,
    });
  };

  // A training that is done is only judged and written anew.
  if (from?.iteration === total) return finish(from);
  const say = trainingProgress(course, io, { quiet, json });
  const crew = threads > 1 ? await startCrew(training, course, shapesOf(training), threads) : undefined;
  let saved = began;
  // The last state that a training can go on from.
  let safe = from;
  const save = (): void => {
    if (safe !== undefined) saveCheckpoint(checkpoint, recipe, safe, spent());
    saved = seconds();
  };
  try {
    for await (const state of follow(course, { from, gradients: crew?.gradients })) {
      say.at(state, from?.iteration ?? 0, seconds() - began);
      const fresh = course.fresh(state.iteration);
      if (fresh) safe = state;
      const ends = signal.aborted || state.iteration === total;
      if (ends || (fresh && seconds() - saved > interval)) save();
      if (ends) await finish(state);
      if (signal.aborted) break;
    }
  } finally {
    say.end();
    await crew?.close();
  }
}

/** The commit that the weights come from, where there is one, else the package's version. */
function codeVersion(): string {
  const version = `optbench ${packageVersion()}`;
  try {
    const cwd = join(fileURLToPath(import.meta.url), '..');
    const described = execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return `${version}, commit ${described.toString().trim()}`;
  } catch (error) {
    return `${version} (no git: ${messageOf(error).split('\n')[0]})`;
  }
}

function seconds(): number {
  return performance.now() / 1000;
}
