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
import { stream } from '../math/random.ts';
import { patienceScores } from '../meta/patience.ts';
import { dimOf, familiesOf, iterations, type Recipe } from '../meta/recipe.ts';
import { checkedRecipe } from '../meta/recipe-check.ts';
import { loadCheckpoint, saveCheckpoint, saveReport, saveWeights } from '../meta/store.ts';
import { divergences, metaTrain, type TrainingState } from '../meta/train.ts';
import { packageVersion } from '../results/versions.ts';
import { kernelSet } from '../tensor/kernels.ts';
import { ExitCode, messageOf, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { startCrew } from './train-crew.ts';
import { familyMaker, findTrainings, type LocatedTraining } from './train-guests.ts';
import { trainingProgress } from './train-progress.ts';

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
export async function carryOut(
  training: LocatedTraining,
  options: TrainOptions,
  io: Io,
  signal: AbortSignal,
): Promise<void> {
  const { resume = false, out = 'results/training', threads = 1, quiet = false, json = false } = options;
  const { checkpoint: interval = 30 } = options;
  const { rule } = training;
  const recipe = checked(training);
  const file = (kind: string): string => resolve(io.cwd, out, `${recipe.name}.${kind}`);
  const checkpoint = file('checkpoint.safetensors');
  const { state: from, seconds: before = 0 } =
    resume && existsSync(checkpoint) ? loadCheckpoint(checkpoint, recipe) : {};
  const familyOf = await familyMaker(training);
  const total = iterations(recipe);
  const origin = codeVersion();
  const began = seconds();
  const spent = (): number => before + seconds() - began;

  const finish = async (state: TrainingState): Promise<void> => {
    saveCheckpoint(checkpoint, recipe, state, spent());
    if (state.chosen === undefined) return;
    const { weights, look } = state.chosen;
    const finished = state.iteration === total;
    const unseen = familyOf({ ...familiesOf(recipe.validation.family)[0], split: 'validation' });
    // How patient to be is worth measuring once, at the end.
    const scores = finished ? await patienceScores(rule, weights, unseen, recipe) : [];
    const patience = scores.reduce((best, other) => (other.score < best.score ? other : best), scores[0]!)?.patience;
    const horizon = Math.max(...recipe.phases.map((phase) => phase.horizon));
    const known = {
      rule: rule.name,
      dim: recipe.dim,
      horizon,
      weights,
      ...(patience !== undefined && { patience }),
      // A recipe without patience is for one episode, however long.
      ...(recipe.validation.patience?.length === 0 && { extrapolate: true }),
    };
    saveWeights(file('safetensors'), known);
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
      ...(patience !== undefined && { patience, patient: scores }),
      recipe,
      curve: state.curve,
    });
  };

  // A training that is done is only judged and written anew.
  if (from?.iteration === total) return finish(from);
  const say = trainingProgress(recipe, io, { quiet, json });
  const crew = threads > 1 ? await startCrew(training, shapes(training), threads) : undefined;
  let saved = began;
  try {
    for await (const state of metaTrain(rule, recipe, familyOf, { from, gradients: crew?.gradients })) {
      say.at(state, from?.iteration ?? 0, seconds() - began);
      if (signal.aborted || state.iteration === total) await finish(state);
      else if (seconds() - saved > interval) {
        saveCheckpoint(checkpoint, recipe, state, spent());
        saved = seconds();
      }
      if (signal.aborted) break;
    }
  } finally {
    say.end();
    await crew?.close();
  }
}

function checked({ recipe, module }: LocatedTraining): Recipe {
  try {
    return checkedRecipe(recipe, module);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

const shapes = ({ rule, recipe }: LocatedTraining) => rule.weights(dimOf(recipe.dim), stream('shapes'));

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
