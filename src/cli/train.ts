/**
 * `optbench train rnn-d6`: trains a learned optimizer from its recipe. The recipes are what `baselines/<name>/recipes.ts`
 * exports; the family they name is `suites/<suite>/family.ts`. In the output folder come
 *
 *   rnn-d6.checkpoint.safetensors   where the training stands, every half minute: `--resume` goes on from there
 *   rnn-d6.safetensors              at the end, or at Ctrl-C: the best weights, by their score on the validation problems
 *   rnn-d6.json                     their recipe, learning curve and origin
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Family } from '../family.ts';
import type { Loss } from '../meta/losses.ts';
import { patienceScores } from '../meta/patience.ts';
import { type FamilySettings, iterations, phaseAt, type Recipe, type Training } from '../meta/recipe.ts';
import { loadCheckpoint, saveCheckpoint, saveReport, saveWeights } from '../meta/store.ts';
import { metaTrain, type TrainingState } from '../meta/train.ts';
import { packageVersion } from '../results/versions.ts';
import { ExitCode, messageOf, UsageError, unknown } from './errors.ts';
import { guestNames, importGuest } from './guests.ts';
import { duration } from './progress.ts';

/** What `optbench train` may be given. */
export interface TrainOptions {
  readonly resume?: boolean;
  readonly out?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const SECONDS_BETWEEN_CHECKPOINTS = 30;

/** Trains the recipes with these names, `rnn` meaning all of the baseline's, one after another. */
export async function train(names: readonly string[], options: TrainOptions = {}): Promise<number> {
  const chosen = choose(names, await allTrainings());
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    for (const training of chosen) {
      await carryOut(training, options, stop.signal);
      if (stop.signal.aborted) return ExitCode.interrupted;
    }
    return ExitCode.done;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** One training, its files and its progress. A stop signal ends it after a checkpoint. */
export async function carryOut(
  { rule, recipe }: Training,
  { resume = false, out = 'results/training', quiet = false, json = false }: TrainOptions,
  signal: AbortSignal,
): Promise<void> {
  const file = (kind: string): string => resolve(out, `${recipe.name}.${kind}`);
  const checkpoint = file('checkpoint.safetensors');
  const from = resume && existsSync(checkpoint) ? loadCheckpoint(checkpoint, recipe) : undefined;
  const familyOf = await familyMaker(recipe);
  const say = json ? jsonLines(recipe) : quiet ? silent : process.stderr.isTTY ? bar(recipe) : lines(recipe);
  const total = iterations(recipe);
  const origin = codeVersion();
  const began = seconds();
  let saved = began;
  const unseen = familyOf({ ...recipe.validation.family, split: 'validation' });
  const save = async (state: TrainingState): Promise<void> => {
    saveCheckpoint(checkpoint, recipe, state);
    if (state.chosen === undefined) return;
    const { weights } = state.chosen;
    const patient = await patienceScores(rule, weights, unseen, recipe);
    const { patience } = patient.reduce((best, other) => (other.score < best.score ? other : best));
    const horizon = Math.max(...recipe.phases.map((phase) => phase.horizon));
    saveWeights(file('safetensors'), { rule: rule.name, dim: recipe.dim, horizon, patience, weights });
    saveReport(file('json'), {
      command: `optbench train ${recipe.name}`,
      origin,
      node: process.version,
      secondsInThisProcess: Math.round(seconds() - began),
      finished: state.iteration === total,
      skipped: state.skipped,
      chosen: state.chosen.look,
      chance: state.chance,
      patience,
      patient,
      recipe,
      curve: state.curve,
    });
  };
  // A training that is done is only judged and written anew.
  if (from?.iteration === total) await save(from);
  for await (const state of metaTrain(rule, recipe, familyOf, { from })) {
    const now = seconds();
    const done = state.iteration - (from?.iteration ?? 0);
    say.at(state, ((now - began) / done) * (total - state.iteration));
    const last = signal.aborted || state.iteration === total;
    if (last) await save(state);
    else if (now - saved > SECONDS_BETWEEN_CHECKPOINTS) {
      saveCheckpoint(checkpoint, recipe, state);
      saved = now;
    }
    if (signal.aborted) break;
  }
  say.end();
}

async function allTrainings(): Promise<readonly Training[]> {
  const folder = (name: string): string =>
    fileURLToPath(new URL(`../../baselines/${name}/recipes${EXTENSION}`, import.meta.url));
  const paths = guestNames('baselines').map(folder).filter(existsSync);
  return (await Promise.all(paths.map((path) => importGuest('baselines', path)))).flat() as Training[];
}

/** A recipe by its name, or all of a rule by the rule's. */
function choose(names: readonly string[], trainings: readonly Training[]): readonly Training[] {
  const known = [...new Set(trainings.map(({ rule }) => rule.name)), ...trainings.map(({ recipe }) => recipe.name)];
  return names.flatMap((name) => {
    const found = trainings.filter(({ rule, recipe }) => name === recipe.name || name === rule.name);
    if (found.length === 0) throw unknown('recipe', name, known);
    return found;
  });
}

const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

async function familyMaker({ name, suite }: Recipe): Promise<(settings: FamilySettings) => Family> {
  const path = fileURLToPath(new URL(`../../suites/${suite}/family${EXTENSION}`, import.meta.url));
  if (!existsSync(path)) throw new UsageError(`${name}: the suite '${suite}' has no family to train on (no ${path})`);
  return (await importGuest('suites', path)) as (settings: FamilySettings) => Family;
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

/** Hears of every iteration, with the seconds left. */
interface Listener {
  at(state: TrainingState, left: number): void;
  end(): void;
}

const silent: Listener = { at() {}, end() {} };

/** One line per look at the validation problems. */
function lines(recipe: Recipe): Listener {
  let shown = 0;
  return {
    at(state, left) {
      const look = state.curve.at(-1);
      if (look === undefined || look.iteration !== state.iteration || look.iteration === shown) return;
      shown = look.iteration;
      process.stderr.write(`${described(recipe, state)}, ${duration(left)} left\n`);
    },
    end() {},
  };
}

/** The same as JSON, to standard output. */
function jsonLines({ name }: Recipe): Listener {
  let shown = 0;
  return {
    at({ curve }, left) {
      const look = curve.at(-1);
      if (look === undefined || look.iteration === shown) return;
      shown = look.iteration;
      process.stdout.write(`${JSON.stringify({ recipe: name, ...look, secondsLeft: Math.round(left) })}\n`);
    },
    end() {},
  };
}

/** The same on one line that is written over. */
function bar(recipe: Recipe): Listener {
  let last = 0;
  return {
    at(state, left) {
      if (seconds() - last < 0.2) return;
      last = seconds();
      process.stderr.write(`\r\x1b[2K${described(recipe, state)}, ${duration(left)} left`);
    },
    end: () => void process.stderr.write('\n'),
  };
}

function described(recipe: Recipe, state: TrainingState): string {
  const { phase, index } = phaseAt(recipe, state.iteration - 1);
  const look = state.curve.at(-1);
  const best = recipe.validation.at.map(
    (t, i) => `@${t} ${look?.best[i]?.toFixed(3) ?? '-'} (${state.chance[i]!.toFixed(3)})`,
  );
  return [
    `${recipe.name} ${state.iteration}/${iterations(recipe)}`,
    `phase ${index + 1} (${lossText(phase.loss)}, horizon ${phase.horizon})`,
    `loss ${look?.loss.toFixed(3) ?? '-'}`,
    `best (at random) ${best.join(' ')}`,
  ].join(', ');
}

/** `sum`, or `0.5 sum + 1 best`. */
function lossText(loss: Loss): string {
  if (typeof loss === 'string') return loss;
  return Object.entries(loss)
    .map(([name, weight]) => `${weight} ${name}`)
    .join(' + ');
}

function seconds(): number {
  return performance.now() / 1000;
}
