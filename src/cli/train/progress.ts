/**
 * How a training gets on: a bar with the time that is left on a terminal, a line for each look at the validation problems in
 * a pipe, JSON lines where they are asked for. What independent draws find stands beside every best value: a network that
 * only spreads its points is no better.
 */
import pc from 'picocolors';
import { type Course, divergences, type Look, type TrainingState } from '../../meta/course.ts';
import type { Io } from '../io.ts';
import { duration } from '../progress.ts';

/** Hears of every iteration. */
export interface TrainingProgress {
  /** Where the training stands, the iteration that this process began at, and its seconds since. */
  at(state: TrainingState, begunAt: number, seconds: number): void;
  end(): void;
}

/** The progress that fits where it is shown. */
export function trainingProgress(
  course: Course,
  io: Io,
  { quiet, json }: { readonly quiet: boolean; readonly json: boolean },
): TrainingProgress {
  if (json) return jsonLines(course, io);
  if (quiet) return { at() {}, end() {} };
  return io.terminal === undefined ? lines(course, io) : bar(course, io);
}

/** One line per look at the validation problems. */
function lines(course: Course, io: Io): TrainingProgress {
  const fresh = freshLooks();
  let last: TrainingState | undefined;
  return {
    at(state, begunAt, seconds) {
      last = state;
      if (fresh(state)) {
        io.err(`${described(course, state)}, ${duration(secondsLeft(course, state, begunAt, seconds))} left\n`);
      }
    },
    end() {
      if (last !== undefined) io.err(summary(course, last));
    },
  };
}

/** The same as JSON, to standard output. */
function jsonLines(course: Course, io: Io): TrainingProgress {
  const fresh = freshLooks();
  return {
    at(state, begunAt, seconds) {
      if (!fresh(state)) return;
      const left = Math.round(secondsLeft(course, state, begunAt, seconds));
      const { chance, skipped } = state;
      const line = { recipe: course.name, ...state.curve.at(-1), chance, skipped, divergedAt: divergences(state) };
      io.out(`${JSON.stringify({ ...line, secondsLeft: left })}\n`);
    },
    end() {},
  };
}

/** A bar on one line that is written over. */
function bar(course: Course, io: Io): TrainingProgress {
  let shown = Number.NEGATIVE_INFINITY;
  let last: TrainingState | undefined;
  return {
    at(state, begunAt, seconds) {
      last = state;
      if (seconds - shown < 0.1 && state.iteration < course.iterations) return;
      shown = seconds;
      const full = Math.floor((20 * course.work(state.iteration)) / course.work(course.iterations));
      const left = duration(secondsLeft(course, state, begunAt, seconds));
      const columns = (io.terminal?.columns ?? 120) - 35;
      const text = described(course, state).slice(0, Math.max(0, columns));
      io.err(`\r\x1b[2K${'━'.repeat(full)}${'─'.repeat(20 - full)} ${left} left  ${pc.dim(text)}`);
    },
    end() {
      io.err('\r\x1b[2K');
      if (last !== undefined) io.err(summary(course, last));
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

function described(course: Course, state: TrainingState): string {
  const look = state.curve.at(-1);
  return [
    `${course.name} ${state.iteration}/${course.iterations}`,
    course.stage(state.iteration - 1),
    `loss ${look?.loss?.toFixed(3) ?? '-'}`,
    bestText(course, state, look),
    ...troubles(course, state),
  ].join(', ');
}

/** `best (independent draws) @20 -1.742 (-1.513) @50 -1.861 (-1.730)`; several families one after another. */
function bestText({ measure, yardstick, columns }: Course, { chance }: TrainingState, look: Look | undefined): string {
  const parts = chance.map((stick, i) => {
    const separator = i > 0 && columns.length > 1 && i % columns.length === 0 ? '| ' : '';
    return `${separator}${columns[i % columns.length]} ${look?.best[i]?.toFixed(3) ?? '-'} (${stick.toFixed(3)})`;
  });
  return `${measure} (${yardstick}) ${parts.join(' ')}`;
}

function troubles({ yardstick }: Course, state: TrainingState): string[] {
  const diverged = divergences(state);
  return [
    ...(state.skipped > 0 ? [`${state.skipped} skipped for a gradient that was not finite`] : []),
    ...(diverged.length > 0
      ? [`DIVERGED at ${diverged.join(', ')}: worse than ${yardstick}; the best weights before are kept`]
      : []),
  ];
}

/** What came of it, with the curve of the score from its first look to its last. */
function summary(course: Course, state: TrainingState): string {
  const { chosen, curve } = state;
  if (chosen === undefined) return `${course.name}: stopped at ${state.iteration}, before the first look\n`;
  const at = `${course.name}: the best weights are those of iteration ${chosen.look.iteration}`;
  const parts = [at, bestText(course, state, chosen.look), ...troubles(course, state)];
  return `${parts.join(', ')}\n${course.name}: score ${sparkline(curve.map(({ score }) => score))}\n`;
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
function secondsLeft(course: Course, { iteration }: TrainingState, begunAt: number, seconds: number): number {
  return (
    (seconds * (course.work(course.iterations) - course.work(iteration))) /
    (course.work(iteration) - course.work(begunAt))
  );
}
