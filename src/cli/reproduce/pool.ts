/** Makes the missing runs of a reproduction in worker threads, a second's worth at a time, and writes them down as they come. */
import workerpool from 'workerpool';
import type { CellRun } from '../../reproduce/cell.ts';
import type { CellStore } from '../../reproduce/store.ts';
import type { Io } from '../io.ts';
import { workerBeside } from '../worker-script.ts';
import type { OpenCell } from './cells.ts';
import { type ReproductionProgress, reproductionProgress } from './progress.ts';
import { type Batch, batchSettings } from './worker.ts';

const SCRIPT = workerBeside(import.meta.url);
const SECONDS_PER_BATCH = 1;
const MOST_PER_BATCH = 100;

/** Makes all runs; returns the signal that stopped it, if one did. */
export async function makeCells(
  cells: readonly OpenCell[],
  store: CellStore,
  jobs: number,
  io: Io,
): Promise<'SIGINT' | 'SIGTERM' | undefined> {
  if (cells.length === 0) return undefined;
  const pool = workerpool.pool(SCRIPT, { maxWorkers: jobs, workerType: 'thread', workerThreadOpts: { execArgv: [] } });
  let interrupted: 'SIGINT' | 'SIGTERM' | undefined;
  const deaf = io.onInterrupt((signal) => {
    interrupted ??= signal;
    void pool.terminate(true); // what is under way is lost, a second's worth or one run
  });
  const loads = cells.map(({ header, missing }) => ({
    cell: nameOf(header),
    optimizer: header.optimizer,
    runs: missing.length,
  }));
  const progress = reproductionProgress(loads, jobs, io);
  const queue = batches(cells, store);
  try {
    await Promise.all(
      Array.from({ length: jobs }, async () => {
        for (;;) {
          const next = interrupted === undefined ? queue.next() : undefined;
          if (next === undefined) return;
          const since = performance.now();
          let runs: CellRun[];
          try {
            runs = (await pool.exec('makeBatch', [next.batch])) as CellRun[];
          } catch (error) {
            if (interrupted !== undefined) return;
            throw error;
          }
          next.done(runs, (performance.now() - since) / 1000, progress);
        }
      }),
    );
  } finally {
    deaf();
    progress.finish();
    await pool.terminate(true);
  }
  return interrupted;
}

function nameOf({ panel, optimizer }: { readonly panel: string; readonly optimizer: string }): string {
  return `${panel}, ${optimizer}`;
}

/** Hands out the runs, cell after cell, in batches that take about a second each. */
function batches(cells: readonly OpenCell[], store: CellStore) {
  const waiting = cells.map((cell) => ({ cell, next: 0, done: 0, seconds: 0 }));
  // A cell whose runs are all there, but which was never put in its place.
  for (const { header, kept, missing } of cells) {
    if (missing.length > 0) continue;
    store.begin({ header, runs: kept });
    store.finish(header);
  }
  return {
    next() {
      const entry = waiting.find(({ cell, next }) => next < cell.missing.length);
      if (entry === undefined) return undefined;
      const { cell } = entry;
      const each = entry.done === 0 ? SECONDS_PER_BATCH : entry.seconds / entry.done;
      const count = Math.min(MOST_PER_BATCH, Math.max(1, Math.floor(SECONDS_PER_BATCH / each)));
      const numbers = cell.missing.slice(entry.next, entry.next + count);
      entry.next += numbers.length;
      const { reference, optimizer } = cell.entrant;
      const batch: Batch = {
        ...batchSettings(cell.panel, { reference, name: optimizer.name }),
        runs: numbers.map((number) => ({ number, place: cell.panel.place(number) })),
      };
      const done = (runs: readonly CellRun[], seconds: number, progress: ReproductionProgress): void => {
        if (entry.done === 0) store.begin({ header: cell.header, runs: cell.kept });
        entry.done += runs.length;
        entry.seconds += seconds;
        store.append(cell.header, runs);
        progress.made(nameOf(cell.header), cell.header.optimizer, runs.length, seconds);
        if (entry.done === cell.missing.length) store.finish(cell.header);
      };
      return { batch, done };
    },
  };
}
