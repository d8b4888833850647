/** `optbench run`: makes a campaign, or goes on with one. */
import { availableParallelism, totalmem } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { createCampaign, openCampaign } from '../results/campaign.ts';
import type { Manifest } from '../results/format.ts';
import type { RunKey } from '../run.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { planFrom, planOf, type Selection } from './plan.ts';
import { expectSame, holdsCampaign, locked, measuredManifest, openJobs, type States, statesOf } from './prepare.ts';
import { duration, type Progress, progressOn } from './progress.ts';
import type { RunEnd, RunJob } from './workers/jobs.ts';
import type { Isolation } from './workers/pool.ts';
import { Supervisor } from './workers/supervisor.ts';

/** What `optbench run` was told. */
export interface RunFlags {
  /** What the campaign consists of; undefined only with `resume`: what the folder says. */
  readonly selection?: Selection;
  readonly out?: string;
  readonly resume: boolean;
  /** Whether journals that cannot be continued are begun anew. */
  readonly restart: boolean;
  readonly jobs?: number;
  readonly isolate: Isolation['kind'];
  readonly memory?: number;
  readonly patience: number;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** How a campaign went, as `--json` prints it. */
interface Summary {
  readonly campaign: string;
  readonly runs: {
    readonly total: number;
    /** Made by earlier calls. */
    readonly before: number;
    readonly finished: number;
    readonly failed: number;
    readonly left: number;
  };
  readonly failures: readonly (RunKey & { readonly reason: string })[];
  readonly unfit: Manifest['unfit'];
  readonly seconds: number;
}

type Signal = 'SIGINT' | 'SIGTERM';

/** Runs the campaign and returns the exit code. */
export async function runCampaign(flags: RunFlags, io: Io): Promise<number> {
  const dir = resolve(io.cwd, flags.out ?? join('results', new Date().toISOString().slice(0, 19).replaceAll(':', '-')));
  if (holdsCampaign(dir) && !flags.resume) {
    throw new UsageError(`${dir}: holds a campaign already; add --resume to go on with it, or choose another --out`);
  }
  const stored = holdsCampaign(dir) ? openCampaign(dir) : undefined;
  if (stored === undefined && flags.selection === undefined) {
    throw new UsageError(`${dir}: holds no campaign to resume (no campaign.json)`);
  }
  const plan = await (flags.selection === undefined ? planOf(stored!.manifest) : planFrom(flags.selection, io.cwd));
  const jobs = flags.jobs ?? availableParallelism();
  const progress = await progressOn(io, flags.quiet || flags.json);
  const release = locked(dir);
  const supervisor = new Supervisor({
    jobs,
    isolation: isolationOf(flags, jobs),
    timeout: plan.timeout,
    patience: flags.patience,
    noise: (text) => progress.note(text.trimEnd()),
  });
  let interrupted: Signal | undefined;
  const deaf = io.onInterrupt((signal) => {
    if (interrupted !== undefined) process.exit(codeOf(signal)); // asked twice
    interrupted = signal;
    void supervisor.stop();
  });

  const since = performance.now();
  try {
    const before: States = stored === undefined ? new Map() : statesOf(stored);
    const wait = setTimeout(() => progress.note('measuring the problems at fixed points ...'), 2000);
    const manifest = await measuredManifest(plan, stored, before, supervisor).finally(() => clearTimeout(wait));
    if (manifest === undefined) {
      io.err('stopped before the first run; nothing was written\n');
      return codeOf(interrupted!);
    }
    if (stored !== undefined) expectSame(stored, manifest);
    const campaign = stored ?? createCampaign(dir, manifest);
    const { unfit } = campaign.manifest;
    for (const line of leftOut(unfit)) progress.note(line);

    const states = stored === undefined ? statesOf(campaign) : before;
    const queue = openJobs(campaign, states, flags.restart);
    const ends = await made(queue, supervisor, progress, jobs);
    const fatal = [...ends.values()].find((end) => end.kind === 'refused' && end.fatal);
    if (fatal?.kind === 'refused') throw new UsageError(fatal.reason);

    const count = (kind: RunEnd['kind']): number => [...ends.values()].filter((end) => end.kind === kind).length;
    const failures = [...ends].flatMap(([job, end]) =>
      end.kind === 'finished' ? [] : [{ ...keyOf(job), reason: end.reason }],
    );
    const summary: Summary = {
      campaign: dir,
      runs: {
        total: campaign.keys.length,
        before: campaign.keys.length - queue.length,
        finished: count('finished'),
        failed: count('failed'),
        left: queue.length - count('finished') - count('failed'),
      },
      failures,
      unfit,
      seconds: (performance.now() - since) / 1000,
    };
    if (flags.json) io.out(`${JSON.stringify(summary, null, 2)}\n`);
    else if (!flags.quiet) io.err(`${closing(summary)}\n`);
    if (interrupted !== undefined) {
      io.err(`stopped; go on with: optbench run --resume --out ${flags.out ?? dir}\n`);
      return codeOf(interrupted);
    }
    if (!flags.quiet && !flags.json) {
      await printTables(dir, io);
      io.err(`for all tables, figures and a page of them: optbench report ${relative(io.cwd, dir) || '.'}\n`);
    }
    const failedBefore = [...states.values()].some((state) => state === 'failed');
    return failures.length > 0 || failedBefore ? ExitCode.runsFailed : ExitCode.done;
  } finally {
    deaf();
    await supervisor.close();
    release();
  }
}

/** Makes the runs, with progress shown, and returns how each ended. */
async function made(
  queue: readonly RunJob[],
  supervisor: Supervisor,
  progress: Progress,
  jobs: number,
): Promise<ReadonlyMap<RunJob, RunEnd>> {
  const ends = new Map<RunJob, RunEnd>();
  progress.begin(queue, jobs);
  const ticking = setInterval(() => progress.tick(supervisor.activity()), 250);
  try {
    await supervisor.runs(queue, (job, end) => {
      ends.set(job, end);
      progress.ended(job, end);
    });
  } finally {
    clearInterval(ticking);
    progress.finish();
  }
  return ends;
}

/** One line for all problems of a suite that an optimizer declines for one reason. */
function leftOut(unfit: Manifest['unfit']): string[] {
  const groups = new Map<string, { readonly first: Manifest['unfit'][number]; readonly problems: string[] }>();
  for (const pair of unfit) {
    const key = JSON.stringify([pair.suite, pair.optimizer, pair.reason]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: pair, problems: [pair.problem] });
    else group.problems.push(pair.problem);
  }
  return [...groups.values()].map(({ first: { suite, optimizer, reason }, problems }) => {
    const few = problems.length > 4 ? [...problems.slice(0, 3), `${problems.length - 3} more`] : problems;
    return `${optimizer} is left out on ${suite}/${few.join(', ')}: ${reason}`;
  });
}

function keyOf({ header: { suite, problem, optimizer, seed } }: RunJob): RunKey {
  return { suite, problem, optimizer, seed };
}

function isolationOf({ isolate, memory }: RunFlags, jobs: number): Isolation {
  if (memory !== undefined) return { kind: isolate, memory };
  if (isolate === 'thread') return { kind: 'thread' };
  // Four fifths of the machine, shared out evenly.
  const limit = process.constrainedMemory?.() ?? 0;
  const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { kind: 'process', memory: Math.floor((0.8 * total) / jobs / 2 ** 20) };
}

function closing({ campaign, runs, failures, seconds }: Summary): string {
  const before = runs.before > 0 ? `, ${runs.before} were there before` : '';
  const failed = failures.length > 0 ? `, ${failures.length} failed` : '';
  return `${runs.finished} of ${runs.total} runs finished${before}${failed}, in ${duration(seconds)}: ${campaign}`;
}

function codeOf(signal: Signal): number {
  return signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
}

async function printTables(dir: string, io: Io): Promise<void> {
  const { summary } = await import('./report.ts');
  io.out(await summary(dir));
}
