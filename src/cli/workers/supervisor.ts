/**
 * Makes runs in parallel and brings each to an end. A worker that hangs in an evaluation is ended, and one that dies in it
 * is replaced: the trial becomes a casualty, recorded as a timeout or a failure, and the run goes on by replay in a new
 * worker. Where it is the optimizer that hangs or dies, the run has failed.
 */
import type { Problem } from '../../problem.ts';
import { openJournal } from '../../results/journal.ts';
import type { Casualty } from '../../run.ts';
import type { WorkerPhase } from './heartbeat.ts';
import type { Measured, Refused, RunEnd, RunJob } from './jobs.ts';
import { type Isolation, Slot } from './pool.ts';
import { type Limits, type Watched, watched } from './watch.ts';

/** How work is spread and watched. */
export interface Supervision {
  /** Workers at one time. */
  readonly jobs: number;
  readonly isolation: Isolation;
  /** Seconds an evaluation may take. */
  readonly timeout: number | null;
  /** Seconds an optimizer may take for one proposal or one result, and a start or a judgement for itself. */
  readonly patience: number;
  /** Hears what workers print. */
  noise(text: string): void;
}

/** What each worker does now: the trial it is at. */
export interface Activity {
  readonly job: RunJob;
  readonly trial: number;
}

/** The workers of one campaign. */
export class Supervisor {
  private readonly slots: readonly Slot[];
  private readonly supervision: Supervision;
  private readonly active = new Map<Slot, RunJob>();
  private stopped = false;

  constructor(supervision: Supervision) {
    this.supervision = supervision;
    const { jobs, isolation, noise } = supervision;
    this.slots = Array.from({ length: jobs }, () => new Slot(isolation, noise));
  }

  /** Makes all runs; `ended` hears of each as it ends. Returns early once stopped, or where a run ends in a fatal refusal. */
  async runs(jobs: readonly RunJob[], ended: (job: RunJob, end: RunEnd) => void): Promise<void> {
    await this.spread(jobs, async (slot, job) => {
      this.active.set(slot, job);
      try {
        const end = await this.make(slot, job);
        if (end === undefined) return;
        ended(job, end);
        if (end.kind === 'refused' && end.fatal) this.stopped = true;
      } finally {
        this.active.delete(slot);
      }
    });
  }

  /** Measures all problems, in order; undefined where it was stopped before. */
  async measured(
    problems: readonly { readonly suite: string; readonly problem: Problem }[],
  ): Promise<(Measured | Refused | undefined)[]> {
    const results: (Measured | Refused | undefined)[] = problems.map(() => undefined);
    await this.spread([...problems.entries()], async (slot, [i, { suite, problem }]) => {
      results[i] = await this.measure(slot, suite, problem);
    });
    return results;
  }

  /** What the workers are at. */
  activity(): Activity[] {
    return [...this.active].map(([slot, job]) => ({ job, trial: slot.heartbeat.read().id }));
  }

  /** Ends all workers at once; journals keep every whole line. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.slots.map((slot) => slot.end()));
  }

  async close(): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.close()));
  }

  private async spread<Item>(items: readonly Item[], work: (slot: Slot, item: Item) => Promise<void>): Promise<void> {
    const queue = items[Symbol.iterator]();
    await Promise.all(
      this.slots.map(async (slot) => {
        while (!this.stopped) {
          const next = queue.next();
          if (next.done) return;
          await work(slot, next.value);
        }
      }),
    );
  }

  /** One run to its end, through as many workers as it takes; undefined where it was stopped. */
  private async make(slot: Slot, job: RunJob): Promise<RunEnd | undefined> {
    const casualties: Casualty[] = [];
    const since = performance.now();
    const { optimizer } = job.header;
    for (;;) {
      const attempt = await watched(slot, this.limits(), 'run', job, casualties);
      if (attempt.kind === 'done') return attempt.result;
      if (this.stopped) return undefined;
      if (attempt.kind === 'slipped') continue;
      const { beat, late, reason } = attempt;
      if (beat.phase === 'evaluate') {
        casualties.push({ id: beat.id, status: late ? 'timeout' : 'failed', reason });
        continue;
      }
      const outcome = { kind: 'failed', reason: `${optimizer} ${reason} ${during(beat.phase, beat.id)}` } as const;
      const journal = openJournal(job.journal, job.pins, { seal: true });
      journal.open(job.header);
      journal.close(outcome);
      return { ...outcome, seconds: (performance.now() - since) / 1000 };
    }
  }

  private async measure(slot: Slot, suite: string, problem: Problem) {
    for (;;) {
      const attempt: Watched<Measured | Refused> = await watched(slot, this.limits(3), 'measure', {
        suite,
        problem: problem.id,
      });
      if (attempt.kind === 'done') return attempt.result;
      if (this.stopped) return undefined;
      if (attempt.kind === 'slipped') continue;
      // A problem whose evaluation takes the worker down has no values; its trials will say why.
      return { fingerprint: 'unmeasurable', optimum: problem.optimum ?? null };
    }
  }

  private limits(evaluations = 1): Limits {
    const { timeout, patience } = this.supervision;
    return (phase) => {
      if (phase === 'rest') return Number.POSITIVE_INFINITY;
      // A plug-in's import may have to compile, or load a tensor engine, on a busy machine.
      if (phase === 'load') return Math.max(patience, 120);
      if (phase !== 'evaluate') return patience;
      return timeout === null ? Number.POSITIVE_INFINITY : timeout * evaluations;
    };
  }
}

function during(phase: WorkerPhase, id: number): string {
  switch (phase) {
    case 'ask':
      return `when asked for trial ${id}`;
    case 'tell':
      return `when told trial ${id}`;
    case 'idle':
      return `after trial ${id}, where the problem is judged`;
    default:
      return 'while the run was started';
  }
}
