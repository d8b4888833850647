/** How a reproduction gets on: one line that is written over on a terminal, nothing in a pipe but what has to be said. */
import type { Io } from '../io.ts';
import { duration } from '../progress.ts';

/** Hears of every batch. */
export interface ReproductionProgress {
  made(cell: string, optimizer: string, runs: number, seconds: number): void;
  /** A line that stays. */
  note(line: string): void;
  finish(): void;
}

/** Work that is still to be done: how many runs of which cell. */
export interface Load {
  readonly cell: string;
  readonly optimizer: string;
  readonly runs: number;
}

/** The progress of these runs. */
export function reproductionProgress(loads: readonly Load[], jobs: number, io: Io): ReproductionProgress {
  const { terminal } = io;
  const left = new Map(loads.map(({ cell, runs }) => [cell, runs]));
  const total = loads.reduce((sum, { runs }) => sum + runs, 0);
  const seen = new Map<string, { runs: number; seconds: number }>();
  let done = 0;
  const clear = (): void => void terminal?.write('\r\x1b[2K');
  const average = (...keys: readonly string[]): number => {
    const known = keys.map((key) => seen.get(key)).find((entry) => entry !== undefined);
    return known === undefined ? Number.NaN : known.seconds / known.runs;
  };
  const remaining = (): number =>
    loads.reduce((sum, { cell, optimizer }) => sum + left.get(cell)! * average(cell, optimizer, ''), 0) / jobs;
  return {
    made(cell, optimizer, runs, seconds) {
      done += runs;
      left.set(cell, left.get(cell)! - runs);
      for (const key of [cell, optimizer, '']) {
        const entry = seen.get(key) ?? { runs: 0, seconds: 0 };
        seen.set(key, { runs: entry.runs + runs, seconds: entry.seconds + seconds });
      }
      if (terminal === undefined) return;
      clear();
      terminal.write(
        `${done}/${total} runs, about ${duration(remaining())} left, ${cell}`.slice(0, (terminal.columns ?? 80) - 1),
      );
    },
    note(line) {
      clear();
      io.err(`${line}\n`);
    },
    finish: clear,
  };
}
