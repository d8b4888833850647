/** How a campaign gets on: a bar with the time that is left on a terminal, plain lines in a pipe, nothing where unwanted. */
import pc from 'picocolors';
import type { Io } from './io.ts';
import { nameOf, type RunEnd, type RunJob } from './workers/jobs.ts';
import type { Activity } from './workers/supervisor.ts';

/** Hears how a campaign gets on. */
export interface Progress {
  begin(jobs: readonly RunJob[], workers: number): void;
  ended(job: RunJob, end: RunEnd): void;
  /** Called now and then with what the workers are at. */
  tick(activity: readonly Activity[]): void;
  /** A line that stays. */
  note(line: string): void;
  finish(): void;
}

/** The progress that fits where it is shown. */
export async function progressOn(io: Io, quiet: boolean): Promise<Progress> {
  if (quiet) return silent;
  return io.terminal === undefined ? lines(io) : bar(io, io.terminal);
}

const silent: Progress = { begin() {}, ended() {}, tick() {}, note() {}, finish() {} };

/** One line per run; in long campaigns one every few seconds. Failures always have theirs. */
function lines(io: Io, secondsBetween = 5): Progress {
  let estimate: Estimate;
  let last = Number.NEGATIVE_INFINITY;
  return {
    begin(jobs, workers) {
      estimate = new Estimate(jobs, workers);
    },
    ended(job, end) {
      estimate.ended(job, end);
      const { done, total } = estimate;
      const now = performance.now() / 1000;
      if (end.kind === 'finished' && total > 300 && done < total && now - last < secondsBetween) return;
      last = now;
      const left = done < total ? `, ${estimate.left([])} left` : '';
      io.err(`[${done}/${total}${left}] ${nameOf(job.header)}: ${told(end)}\n`);
    },
    tick() {},
    note: (line) => io.err(`${line}\n`),
    finish() {},
  };
}

async function bar(io: Io, terminal: NonNullable<Io['terminal']>): Promise<Progress> {
  const { default: cliProgress } = await import('cli-progress');
  const bars = new cliProgress.MultiBar(
    {
      format: `{bar} {done}/{all} runs  {left} left  ${pc.dim('{now}')}`,
      barsize: 20,
      barCompleteChar: '━',
      barIncompleteChar: '─',
      hideCursor: true,
      linewrap: false,
      clearOnComplete: true,
      gracefulExit: false,
      fps: 10,
      stream: terminal,
    },
    cliProgress.Presets.shades_grey,
  );
  let estimate: Estimate;
  let shown: ReturnType<typeof bars.create> | undefined;
  const draw = (activity: readonly Activity[]): void => {
    const now = activity.map(({ job, trial }) => `${job.header.problem} ${job.header.optimizer} ${trial}`).join(' | ');
    const { done, total } = estimate;
    shown?.update(estimate.share(activity), { done, all: total, left: estimate.left(activity), now });
  };
  // Bars do not wrap, or redrawing them would go astray; what stays does.
  const log = (line: string): void => bars.log(`\x1b[?7h${line}\x1b[?7l\n`);
  return {
    begin(jobs, workers) {
      estimate = new Estimate(jobs, workers);
      shown = bars.create(1, 0, { done: 0, all: jobs.length, left: '?', now: '' });
    },
    ended(job, end) {
      estimate.ended(job, end);
      if (end.kind !== 'finished') log(pc.red(`${nameOf(job.header)}: ${told(end)}`));
    },
    tick: draw,
    note: (line) => (shown === undefined ? io.err(`${line}\n`) : log(line)),
    finish() {
      bars.update(); // writes the lines that wait
      bars.stop();
    },
  };
}

function told(end: RunEnd): string {
  switch (end.kind) {
    case 'finished':
      return `finished in ${duration(end.seconds)}`;
    case 'failed':
      return `FAILED: ${end.reason}`;
    case 'refused':
      return end.reason;
  }
}

/** `4 s`, `3 min 05 s`, `2 h 07 min` */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, rest] = [Math.floor(whole / 60), String(whole % 60).padStart(2, '0')];
  if (minutes < 60) return `${minutes} min ${rest} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/**
 * How much is left. A run that is still to come takes as long as those of its optimizer and suite took so far; where there
 * are none, as those of its optimizer, or as all.
 */
class Estimate {
  done = 0;
  readonly total: number;
  private readonly waiting: Set<RunJob>;
  private readonly workers: number;
  private readonly seen = new Map<string, { count: number; seconds: number }>();

  constructor(jobs: readonly RunJob[], workers: number) {
    this.total = jobs.length;
    this.waiting = new Set(jobs);
    this.workers = workers;
  }

  ended(job: RunJob, end: RunEnd): void {
    this.done++;
    this.waiting.delete(job);
    if (end.kind === 'refused') return;
    for (const key of keysOf(job)) {
      const { count, seconds } = this.seen.get(key) ?? { count: 0, seconds: 0 };
      this.seen.set(key, { count: count + 1, seconds: seconds + end.seconds });
    }
  }

  /** Seconds of work that the runs not yet ended still need. */
  private remaining(activity: readonly Activity[]): number {
    const begun = new Map(activity.map(({ job, trial }) => [job, Math.min(1, trial / job.header.budget)]));
    let seconds = 0;
    for (const job of this.waiting) seconds += this.expected(job) * (1 - (begun.get(job) ?? 0));
    return seconds;
  }

  private expected(job: RunJob): number {
    for (const key of keysOf(job)) {
      const seen = this.seen.get(key);
      if (seen !== undefined) return seen.seconds / seen.count;
    }
    return Number.NaN;
  }

  left(activity: readonly Activity[]): string {
    const seconds = this.remaining(activity) / Math.max(1, Math.min(this.workers, this.waiting.size));
    return Number.isNaN(seconds) ? '?' : duration(seconds);
  }

  /** The share of all work that is done, from 0 to 1. */
  share(activity: readonly Activity[]): number {
    const all = this.seen.get('')?.seconds ?? 0;
    const remaining = this.remaining(activity);
    return Number.isNaN(remaining) || all + remaining === 0 ? this.done / this.total : all / (all + remaining);
  }
}

function keysOf({ header: { suite, optimizer } }: RunJob): string[] {
  return [`${suite}/${optimizer}`, optimizer, ''];
}
