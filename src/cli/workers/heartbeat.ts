/**
 * What a worker is doing, readable from outside while it hangs and after it died: four numbers in memory shared with a
 * thread, or in a small file that a child process overwrites in place. Nothing is queued, so a beat costs well under a
 * microsecond in a thread and about two in a process, however cheap the trials are.
 *
 *   count  beats so far: while it stands still, so does the worker
 *   phase  index into PHASES
 *   id     trial
 *   pid    of the worker's process
 */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { Phase } from '../../run.ts';

/** The loop's phases, and loading a plug-in before it. */
export const PHASES = ['rest', 'load', 'start', 'ask', 'evaluate', 'tell', 'idle'] as const;
export type WorkerPhase = Phase | 'rest' | 'load';

/** A worker's state at one moment. */
export interface Beat {
  readonly count: number;
  readonly phase: WorkerPhase;
  readonly id: number;
  readonly pid: number;
}

/** Where a worker finds its heartbeat: shared memory, or a file's path. */
export type HeartbeatAddress = SharedArrayBuffer | string;

const WORDS = 4;

/** The worker's end. */
export function beating(address: HeartbeatAddress): (phase: WorkerPhase, id: number) => void {
  const words = new Int32Array(typeof address === 'string' ? new ArrayBuffer(4 * WORDS) : address);
  const file = typeof address === 'string' ? openSync(address, 'r+') : undefined;
  words[3] = process.pid;
  return (phase, id) => {
    words[1] = PHASES.indexOf(phase);
    words[2] = id;
    // The count last: whoever sees it move sees the rest.
    Atomics.add(words, 0, 1);
    if (file !== undefined) writeSync(file, words, 0, 4 * WORDS, 0);
  };
}

/** The supervisor's end. */
export class Heartbeat {
  readonly address: HeartbeatAddress;
  private readonly words: Int32Array<ArrayBufferLike>;
  private readonly file: number | undefined;

  /** In shared memory, or in a file at this path. */
  constructor(path?: string) {
    this.address = path ?? new SharedArrayBuffer(4 * WORDS);
    this.words = new Int32Array(typeof this.address === 'string' ? new ArrayBuffer(4 * WORDS) : this.address);
    if (path !== undefined) this.file = openSync(path, 'w+');
  }

  read(): Beat {
    if (this.file !== undefined) readSync(this.file, this.words, 0, 4 * WORDS, 0);
    const [count, phase, id, pid] = this.words as unknown as [number, number, number, number];
    return { count, phase: PHASES[phase]!, id, pid };
  }

  /** Forgets the worker before, so that the next one is not judged by what that one did last. */
  reset(): void {
    this.words.fill(0);
    if (this.file !== undefined) writeSync(this.file, this.words, 0, 4 * WORDS, 0);
  }

  close(): void {
    if (this.file === undefined) return;
    closeSync(this.file);
    rmSync(this.address as string, { force: true });
  }
}
