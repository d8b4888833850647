/**
 * Workers: one slot is one thread or one child process (workerpool) with its heartbeat, made anew after it has died or
 * was killed. The slot says how a worker ended; what follows from it is the supervisor's business.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import workerpool, { type Pool } from 'workerpool';
import { workerBeside } from '../worker-script.ts';
import { Heartbeat } from './heartbeat.ts';
import type { WorkerMethods } from './jobs.ts';

/** How workers are kept apart. */
export interface Isolation {
  readonly kind: 'thread' | 'process';
  /** MB: of the JavaScript heap in threads, of everything that is resident in processes. */
  readonly memory?: number;
}

/** A worker is gone; the message says how, as far as it can be known. */
export class WorkerDeath extends Error {}

const SCRIPT = workerBeside(import.meta.url);

/** One worker at a time. */
export class Slot {
  readonly heartbeat: Heartbeat;
  readonly isolation: Isolation;
  private readonly noise: (text: string) => void;
  private readonly folder: string | undefined;
  private pool: Pool | undefined;

  /** `noise` hears what the worker prints. */
  constructor(isolation: Isolation, noise: (text: string) => void) {
    this.isolation = isolation;
    this.noise = noise;
    if (isolation.kind === 'process') this.folder = mkdtempSync(join(tmpdir(), 'optbench-'));
    this.heartbeat = new Heartbeat(this.folder && join(this.folder, 'heartbeat'));
  }

  /** Calls a method of the worker. Throws a WorkerDeath where the worker ends before it answers. */
  async call<Name extends keyof WorkerMethods>(
    name: Name,
    ...args: Parameters<WorkerMethods[Name]>
  ): Promise<Awaited<ReturnType<WorkerMethods[Name]>>> {
    this.pool ??= this.open();
    try {
      return await this.pool.exec(name, args as unknown[], {
        on: ({ stdout, stderr }: { stdout?: string; stderr?: string }) => this.noise(stdout ?? stderr ?? ''),
      });
    } catch (error) {
      await this.end();
      throw new WorkerDeath(deathOf(error), { cause: error });
    }
  }

  /** Ends the worker at once; a call that is out throws. */
  async end(): Promise<void> {
    const { pool } = this;
    this.pool = undefined;
    if (pool === undefined) return;
    const { pid } = this.heartbeat.read();
    if (this.isolation.kind === 'process' && pid > 0 && pid !== process.pid && pool.stats().totalWorkers > 0) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await pool.terminate(true);
  }

  async close(): Promise<void> {
    await this.end();
    this.heartbeat.close();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private open(): Pool {
    const { kind, memory } = this.isolation;
    const { address } = this.heartbeat;
    this.heartbeat.reset();
    return workerpool.pool(SCRIPT, {
      maxWorkers: 1,
      workerType: kind,
      workerTerminateTimeout: 20,
      emitStdStreams: true,
      workerThreadOpts: {
        execArgv: [],
        workerData: address,
        ...(memory !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memory } }),
      },
      forkArgs: [String(address)],
      // The heap's limit is above the watched one, so that the same reason is given whatever fills the memory.
      forkOpts: { execArgv: memory === undefined ? [] : [`--max-old-space-size=${2 * memory}`] },
    });
  }
}

/** How a worker ended, from workerpool's error. */
function deathOf(error: unknown): string {
  const { message, cause } = error as Error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'ran out of memory (the JavaScript heap is full)';
  if (cause instanceof Error) return `threw where nothing could catch it: ${cause.message}`;
  const exit = /exitCode: `(\d+)`/.exec(message)?.[1];
  const signal = /signalCode: `(SIG\w+)`/.exec(message)?.[1];
  if (signal === 'SIGABRT') return 'was aborted (SIGABRT: a crash, or the JavaScript heap is full)';
  if (signal !== undefined) return `was killed by ${signal}`;
  if (exit !== undefined) return `exited the process with code ${exit}`;
  return `ended: ${message}`;
}
