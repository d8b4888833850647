/**
 * How a training gets on: a bar with the time that is left on a terminal, a line for each look at the validation problems in
 * a pipe, JSON lines where they are asked for. What independent draws find stands beside every best value: a network that
 * only spreads its points is no better.
 */
import pc from 'picocolors';
import type { Loss } from '../meta/losses.ts';
import { iterations, phaseAt, type Recipe } from '../meta/recipe.ts';
import { divergences, type Look, type TrainingState } from '../meta/train.ts';
import type { Io } from './io.ts';
import { duration } from './progress.ts';

/** Hears of every iteration. */
export interface TrainingProgress {
  /** Where the training stands, the iteration that this process began at, and its seconds since. */
  at(state: TrainingState, begunAt: number, seconds: number): void;
  end(): void;
}

/** The progress that fits where it is shown. */
export function trainingProgress(
  recipe: Recipe,
  io: Io,
  { quiet, json }: { readonly quiet: boolean; readonly json: boolean },
): TrainingProgress {
  if (json) return jsonLines(recipe, io);
  if (quiet) return { at() {}, end() {} };
  return io.terminal === undefined ? lines(recipe, io) : bar(recipe, io);
}

/** One line per look at the validation problems. */
function lines(recipe: Recipe, io: Io): TrainingProgress {
  const fresh = freshLooks();
  let last: TrainingState | undefined;
  return {
    at(state, begunAt, seconds) {
      last = state;
      if (fresh(state)) {
        io.err(`${described(recipe, state)}, ${duration(secondsLeft(recipe, state, begunAt, seconds))} left\n`);
      }
    },
    end() {
      if (last !== undefined) io.err(summary(recipe, last));
    },
  };
}

/** The same as JSON, to standard output. */
function jsonLines(recipe: Recipe, io: Io): TrainingProgress {
  const fresh = freshLooks();
  return {
    at(state, begunAt, seconds) {
      if (!fresh(state)) return;
      const left = Math.round(secondsLeft(recipe, state, begunAt, seconds));
      const { chance, skipped } = state;
      const line = { recipe: recipe.name, ...state.curve.at(-1), chance, skipped, divergedAt: divergences(state) };
      io.out(`${JSON.stringify({ ...line, secondsLeft: left })}\n`);
    },
    end() {},
  };
}

/** A bar on one line that is written over. */
function bar(recipe: Recipe, io: Io): TrainingProgress {
  let shown = Number.NEGATIVE_INFINITY;
  let last: TrainingState | undefined;
  return {
    at(state, begunAt, seconds) {
      last = state;
      if (seconds - shown < 0.1 && state.iteration < iterations(recipe)) return;
      shown = seconds;
      const full = Math.floor((20 * workOf(recipe, 0, state.iteration)) / workOf(recipe, 0, iterations(recipe)));
      const left = duration(secondsLeft(recipe, state, begunAt, seconds));
      const columns = (io.terminal?.columns ?? 120) - 35;
      const text = described(recipe, state).slice(0, Math.max(0, columns));
      io.err(`\r\x1b[2K${'━'.repeat(full)}${'─'.repeat(20 - full)} ${left} left  ${pc.dim(text)}`);
    },
    end() {
      io.err('\r\x1b[2K');
      if (last !== undefined) io.err(summary(recipe, last));
    },
  };
}

/** Whether a state comes right after a look that has not been shown. */
function freshLooks(): (state: TrainingState) => boolean {
  let shown = 0;
  return ({ curve, iteration }) => {
    const look = curve.at(-1);
    if (look === undefined || look.iteration !== iteration || iteration === shown) return false;
    shown = iteration;
    return true;
  };
}

function described(recipe: Recipe, state: TrainingState): string {
  const { phase, index } = phaseAt(recipe, state.iteration - 1);
  const look = state.curve.at(-1);
  return [
    `${recipe.name} ${state.iteration}/${iterations(recipe)}`,
    `phase ${index + 1}/${recipe.phases.length} (${lossText(phase.loss)}, horizon ${phase.horizon})`,
    `loss ${look?.loss?.toFixed(3) ?? '-'}`,
    `best (independent draws) ${bestText(recipe, state, look)}`,
    ...troubles(state),
  ].join(', ');
}

/** `@20 -1.742 (-1.513) @50 -1.861 (-1.730)`; several families one after another. */
function bestText({ validation: { at } }: Recipe, { chance }: TrainingState, look: Look | undefined): string {
  const parts = chance.map((draws, i) => {
    const separator = i > 0 && i % at.length === 0 ? '| ' : '';
    return `${separator}@${at[i % at.length]} ${look?.best[i]?.toFixed(3) ?? '-'} (${draws.toFixed(3)})`;
  });
  return parts.join(' ');
}

function troubles(state: TrainingState): string[] {
  const diverged = divergences(state);
  return [
    ...(state.skipped > 0 ? [`${state.skipped} skipped for a gradient that was not finite`] : []),
    ...(diverged.length > 0
      ? [`DIVERGED at ${diverged.join(', ')}: worse than independent draws; the best weights before are kept`]
      : []),
  ];
}

/** What came of it, with the curve of the score from its first look to its last. */
function summary(recipe: Recipe, state: TrainingState): string {
  const { chosen, curve } = state;
  if (chosen === undefined) return `${recipe.name}: stopped at ${state.iteration}, before the first look\n`;
  const at = `${recipe.name}: the best weights are those of iteration ${chosen.look.iteration}`;
  const parts = [at, `best (independent draws) ${bestText(recipe, state, chosen.look)}`, ...troubles(state)];
  return `${parts.join(', ')}\n${recipe.name}: score ${sparkline(curve.map(({ score }) => score))}\n`;
}

const LEVELS = '▁▂▃▄▅▆▇█';

/** Numbers as blocks, at most sixty of them. */
function sparkline(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const step = Math.max(1, values.length / 60);
  const count = Math.ceil(values.length / step);
  const blocks = Array.from({ length: count }, (_, i) => {
    const value = values[Math.min(values.length - 1, Math.floor(i * step))]!;
    return LEVELS[high > low ? Math.round((7 * (value - low)) / (high - low)) : 0];
  });
  return `${blocks.join('')} ${high.toFixed(3)} to ${low.toFixed(3)}`;
}

/** Judged by what was evaluated so far and is still to be: longer trajectories take longer. */
function secondsLeft(recipe: Recipe, { iteration }: TrainingState, begunAt: number, seconds: number): number {
  return (seconds * workOf(recipe, iteration, iterations(recipe))) / workOf(recipe, begunAt, iteration);
}

/** Evaluations in some iterations. */
function workOf({ phases }: Recipe, from: number, to: number): number {
  let first = 0;
  let work = 0;
  for (const { iterations: count, horizon, batch } of phases) {
    const within = Math.max(0, Math.min(to, first + count) - Math.max(from, first));
    work += within * horizon * batch;
    first += count;
  }
  return work;
}

/** `sum`, or `0.5 sum + 1 best`. */
function lossText(loss: Loss): string {
  if (typeof loss === 'string') return loss;
  return Object.entries(loss)
    .map(([name, weight]) => `${weight} ${name}`)
    .join(' + ');
}
