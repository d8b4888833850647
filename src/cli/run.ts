/** `optbench run`: makes a campaign, or goes on with one. */
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { type Campaign, createCampaign, differences, openCampaign } from '../results/campaign.ts';
import type { Manifest } from '../results/format.ts';
import { JournalError } from '../results/journal.ts';
import { lockCampaign } from '../results/lock.ts';
import { versionsWith } from '../results/versions.ts';
import type { RunKey } from '../run.ts';
import { tensorBackend } from './backend.ts';
import { ExitCode, messageOf, UsageError } from './errors.ts';
import type { Io } from './io.ts';
import { type Measured, nameOf, type RunJob } from './jobs.ts';
import { manifestOf, type Plan, planFrom, planOf, type Selection } from './plan.ts';
import type { Isolation } from './pool.ts';
import { duration, progressOn } from './progress.ts';
import { Supervisor } from './supervisor.ts';

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
  readonly runs: { total: number; before: number; finished: number; failed: number; left: number };
  readonly failures: (RunKey & { readonly reason: string })[];
  readonly unfit: Manifest['unfit'];
  readonly seconds: number;
}

/** Runs the campaign and returns the exit code. */
export async function runCampaign(flags: RunFlags, io: Io): Promise<number> {
  const dir = resolve(io.cwd, flags.out ?? join('results', new Date().toISOString().slice(0, 19).replaceAll(':', '-')));
  const stored = existing(dir, flags);
  const plan = await (flags.selection === undefined ? planOf(stored!.manifest) : planFrom(flags.selection, io.cwd));
  const jobs = flags.jobs ?? availableParallelism();
  const progress = await progressOn(io, flags.quiet || flags.json);
  const supervisor = new Supervisor({
    jobs,
    isolation: isolationOf(flags, jobs),
    timeout: plan.timeout,
    patience: flags.patience,
    noise: (text) => progress.note(text.trimEnd()),
  });

  let interrupted: 'SIGINT' | 'SIGTERM' | undefined;
  const release = locked(dir);
  const deaf = io.onInterrupt((signal) => {
    if (interrupted !== undefined) process.exit(codeOf(signal)); // asked twice
    interrupted = signal;
    void supervisor.stop();
  });
  const since = performance.now();
  try {
    const manifest = await measuredManifest(plan, stored, supervisor);
    if (manifest === undefined) return codeOf(interrupted!);
    const campaign = stored ?? createCampaign(dir, manifest);
    for (const { suite, problem, optimizer, reason } of campaign.manifest.unfit) {
      progress.note(`${optimizer} is left out on ${suite}/${problem}: ${reason}`);
    }

    const queue = jobsOf(campaign, plan, flags.restart);
    const summary: Summary = {
      campaign: dir,
      runs: {
        total: campaign.keys.length,
        before: campaign.keys.length - queue.length,
        finished: 0,
        failed: 0,
        left: 0,
      },
      failures: [],
      unfit: campaign.manifest.unfit,
      seconds: 0,
    };
    const { runs, failures } = summary;
    let fatal: string | undefined;
    progress.begin(queue, jobs);
    const ticking = setInterval(() => progress.tick(supervisor.activity()), 250);
    try {
      await supervisor.runs(queue, (job, end) => {
        if (end.kind === 'finished') runs.finished++;
        if (end.kind === 'failed') runs.failed++;
        if (end.kind === 'refused' && end.fatal) fatal = end.reason;
        else if (end.kind !== 'finished') failures.push({ ...keyOf(job), reason: end.reason });
        progress.ended(job, end);
      });
    } finally {
      clearInterval(ticking);
      progress.finish();
    }
    runs.left = queue.length - runs.finished - runs.failed;
    const seconds = (performance.now() - since) / 1000;
    if (fatal !== undefined) throw new UsageError(fatal);
    if (flags.json) io.out(`${JSON.stringify({ ...summary, seconds }, null, 2)}\n`);
    else if (!flags.quiet) io.err(`${closing(summary, seconds)}\n`);
    if (interrupted !== undefined) {
      if (!flags.json) io.err(`stopped; go on with: optbench run --resume --out ${flags.out ?? dir}\n`);
      return codeOf(interrupted);
    }
    if (!flags.quiet && !flags.json) await printTables(dir, io);
    return failures.length + runsFailedBefore(campaign, queue) > 0 ? ExitCode.runsFailed : ExitCode.done;
  } finally {
    deaf();
    await supervisor.close();
    release();
  }
}

/** The campaign to go on with, or undefined where a new one begins. */
function existing(dir: string, { resume, selection }: RunFlags): Campaign | undefined {
  const exists = existsSync(join(dir, 'campaign.json'));
  if (resume && exists) return openCampaign(dir);
  if (exists) {
    throw new UsageError(`${dir}: holds a campaign already; add --resume to go on with it, or choose another --out`);
  }
  if (selection === undefined) throw new UsageError(`${dir}: holds no campaign to resume (no campaign.json)`);
  return undefined;
}

function locked(dir: string): () => void {
  try {
    mkdirSync(dir, { recursive: true });
    return lockCampaign(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UsageError(`cannot write to ${dir}: ${messageOf(error)}; choose another --out`);
  }
}

/** The manifest with every problem's fingerprint, compared with the stored one; undefined where it was stopped before. */
async function measuredManifest(
  plan: Plan,
  stored: Campaign | undefined,
  supervisor: Supervisor,
): Promise<Manifest | undefined> {
  const known = new Map<string, Measured>();
  const finished = stored === undefined ? new Set<string>() : finishedProblems(stored);
  for (const { name, problems } of stored?.manifest.suites ?? []) {
    for (const { id, fingerprint, optimum } of problems) {
      if (finished.has(`${name}/${id}`)) known.set(`${name}/${id}`, { fingerprint, optimum });
    }
  }
  const wanted = plan.suites.flatMap(({ suite, reference, problems }) =>
    problems.map(({ problem }) => ({ suite: reference, problem, place: `${suite.name}/${problem.id}` })),
  );
  const open = wanted.filter(({ place }) => !known.has(place));
  for (const [i, result] of (await supervisor.measured(open)).entries()) {
    if (result === undefined) return undefined;
    if ('refused' in result) throw new UsageError(result.refused);
    known.set(open[i]!.place, result);
  }
  const versions = versionsWith(await tensorBackend());
  const measured = (suite: { name: string }, { id }: { id: string }): Measured => known.get(`${suite.name}/${id}`)!;
  const manifest = manifestOf(plan, measured, versions, new Date().toISOString());
  if (stored === undefined) return manifest;
  const changed = differences(stored.manifest, manifest);
  if (changed.length > 0) {
    const list = changed.slice(0, 20).map((line) => `  ${line}`);
    if (changed.length > 20) list.push(`  ... and ${changed.length - 20} more`);
    throw new UsageError(
      `${stored.dir}: is another campaign than the one asked for; leave the flags out to go on with what it is, ` +
        `or choose another --out:\n${list.join('\n')}`,
    );
  }
  return stored.manifest;
}

/** Problems none of whose runs is open: they need not be measured again. */
function finishedProblems({ keys, state }: Campaign): Set<string> {
  const open = new Set<string>();
  for (const key of keys) {
    const place = `${key.suite}/${key.problem}`;
    if (!open.has(place) && isOpen(() => state(key))) open.add(place);
  }
  return new Set(keys.map(({ suite, problem }) => `${suite}/${problem}`).filter((place) => !open.has(place)));
}

function isOpen(state: () => string): boolean {
  try {
    return ['missing', 'partial'].includes(state());
  } catch (error) {
    if (error instanceof JournalError) return true;
    throw error;
  }
}

/** The runs still to be made. Throws where journals are damaged, unless they are to be begun anew. */
function jobsOf(campaign: Campaign, plan: Plan, restart: boolean): RunJob[] {
  const { manifest, keys, state, journalPath } = campaign;
  const damaged: string[] = [];
  const open = keys.filter((key) => {
    try {
      return ['missing', 'partial'].includes(state(key));
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      damaged.push(error.message);
      return true;
    }
  });
  if (damaged.length > 0 && !restart) {
    throw new UsageError(
      `${campaign.dir}: ${damaged.length} journals cannot be continued; --restart begins these runs anew:\n` +
        damaged.map((message) => `  ${message}`).join('\n'),
    );
  }
  const suites = new Map(manifest.suites.map((suite) => [suite.name, suite]));
  const problems = new Map(
    manifest.suites.flatMap(({ name, problems }) => problems.map((p) => [`${name}/${p.id}`, p])),
  );
  const optimizers = new Map(manifest.optimizers.map((optimizer) => [optimizer.name, optimizer]));
  return open.map((key) => {
    const { budget, dim, optimum, fingerprint } = problems.get(`${key.suite}/${key.problem}`)!;
    const optimizer = optimizers.get(key.optimizer)!;
    return {
      header: { ...key, budget, workers: manifest.workers, dim, order: optimizer.order, optimum },
      suite: suites.get(key.suite)!.reference,
      optimizer: optimizer.reference,
      timeout: plan.timeout,
      journal: journalPath(key),
      pins: { versions: manifest.versions, fingerprint },
      restart,
    };
  });
}

function keyOf({ header: { suite, problem, optimizer, seed } }: RunJob): RunKey {
  return { suite, problem, optimizer, seed };
}

function runsFailedBefore({ keys, state }: Campaign, queue: readonly RunJob[]): number {
  const made = new Set(queue.map(({ header }) => nameOf(header)));
  return keys.filter((key) => !made.has(nameOf(key)) && state(key) === 'failed').length;
}

function isolationOf({ isolate, memory }: RunFlags, jobs: number): Isolation {
  if (memory !== undefined) return { kind: isolate, memory };
  if (isolate === 'thread') return { kind: 'thread' };
  // Four fifths of the machine, shared out evenly.
  const limit = process.constrainedMemory?.() ?? 0;
  const total = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return { kind: 'process', memory: Math.floor((0.8 * total) / jobs / 2 ** 20) };
}

function closing({ campaign, runs, failures }: Summary, seconds: number): string {
  const before = runs.before > 0 ? `, ${runs.before} were there before` : '';
  const failed = failures.length > 0 ? `, ${failures.length} failed` : '';
  return `${runs.finished} of ${runs.total} runs finished${before}${failed}, in ${duration(seconds)}: ${campaign}`;
}

function codeOf(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
}

async function printTables(dir: string, io: Io): Promise<void> {
  const { summary } = await import('./report.ts');
  io.out(await summary(dir));
}
