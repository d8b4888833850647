/**
 * A child process whose parent was killed must not live on: it would write to a journal that a resumed campaign is
 * writing. A thread looks after it, because the main thread may hang in an evaluation.
 */
import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Ends this process, and removes its folder, within a second of its parent's end; returns whether the parent is gone. */
export function dieWithParent(folder: string): () => boolean {
  const parent = process.ppid;
  const isOrphan = (): boolean => process.ppid !== parent;
  const watch = `setInterval(() => {
    if (process.ppid === ${parent}) return;
    require('node:fs').rmSync(${JSON.stringify(folder)}, { recursive: true, force: true });
    process.kill(process.pid, 'SIGKILL');
  }, 500)`;
  new Worker(watch, { eval: true, execArgv: [] }).unref();
  process.on('exit', () => {
    if (isOrphan()) rmSync(folder, { recursive: true, force: true });
  });
  // Ctrl-C in a terminal reaches the whole group; the parent decides what becomes of its children.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  return isOrphan;
}
