/**
 * One call to a worker, watched: ended where a phase lasts longer than it may or the process grows beyond its memory, and
 * explained where the worker died. A thread that hangs cannot be interrupted from inside, hence from here.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Beat, WorkerPhase } from './heartbeat.ts';
import type { WorkerMethods } from './jobs.ts';
import { type Slot, WorkerDeath } from './pool.ts';

/** Seconds that a phase may last. */
export type Limits = (phase: WorkerPhase) => number;

/** How a watched call ended. */
export type Watched<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The worker is gone. `reason` completes a sentence: 'exited the process with code 7'. */
  | { readonly kind: 'lost'; readonly beat: Beat; readonly late: boolean; readonly reason: string }
  /** It was ended for being late, but had gone on in the last moment: worth another try. */
  | { readonly kind: 'slipped' };

const POLL_SECONDS = 0.05;
/** A limit of the loop's own, on an asynchronous evaluation, comes first. */
const GRACE_SECONDS = 0.25;

/** Calls the slot's worker and watches it until it answers or ends. */
export async function watched<Name extends keyof WorkerMethods>(
  slot: Slot,
  limits: Limits,
  name: Name,
  ...args: Parameters<WorkerMethods[Name]>
): Promise<Watched<Awaited<ReturnType<WorkerMethods[Name]>>>> {
  const { heartbeat, isolation } = slot;
  let verdict: { readonly beat: Beat; readonly late: boolean; readonly reason: string } | undefined;
  let last = heartbeat.read();
  let polled = performance.now();
  let still = 0;

  const poll = (): void => {
    if (verdict !== undefined) return;
    const now = performance.now();
    // Time in which this process itself stood still (a laptop asleep, Ctrl-Z) is not held against the worker.
    still += Math.min((now - polled) / 1000, 5 * POLL_SECONDS);
    polled = now;
    const beat = heartbeat.read();
    if (beat.count !== last.count) still = 0;
    last = beat;
    const limit = limits(beat.phase);
    if (still > limit + GRACE_SECONDS) {
      verdict = { beat, late: true, reason: `took longer than ${limit} s` };
    } else if (
      isolation.kind === 'process' &&
      isolation.memory !== undefined &&
      residentMB(beat.pid) > isolation.memory
    ) {
      verdict = { beat, late: false, reason: `used more than ${isolation.memory} MB of memory` };
    }
    if (verdict !== undefined) void slot.end();
  };

  const timer = setInterval(poll, POLL_SECONDS * 1000);
  try {
    return { kind: 'done', result: await slot.call(name, ...args) };
  } catch (error) {
    if (!(error instanceof WorkerDeath)) throw error;
    const beat = heartbeat.read();
    if (verdict === undefined) return { kind: 'lost', beat, late: false, reason: error.message };
    if (verdict.late && beat.count !== verdict.beat.count) return { kind: 'slipped' };
    return { kind: 'lost', ...verdict };
  } finally {
    clearInterval(timer);
  }
}

/** What a process holds in memory, typed arrays included; 0 where it cannot be told. */
function residentMB(pid: number): number {
  if (pid === 0) return 0;
  try {
    if (process.platform === 'linux') {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
    }
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
  } catch {
    return 0; // it has just ended
  }
}
