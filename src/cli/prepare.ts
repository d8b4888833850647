/** Before the first run: the folder locked, the problems measured, the manifest written or compared, the open runs found. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Problem } from '../problem.ts';
import { type Campaign, differences, type RunState } from '../results/campaign.ts';
import type { Manifest } from '../results/format.ts';
import { JournalError } from '../results/journal.ts';
import { lockCampaign } from '../results/lock.ts';
import { versionsWith } from '../results/versions.ts';
import type { RunKey } from '../run.ts';
import type { Suite } from '../suite.ts';
import { tensorBackend } from './backend.ts';
import { messageOf, UsageError } from './errors.ts';
import { footprint } from './footprint.ts';
import { isPath } from './guests.ts';
import { manifestOf, type Plan } from './plan.ts';
import { type Measured, nameOf, type RunJob } from './workers/jobs.ts';
import type { Supervisor } from './workers/supervisor.ts';

/** Whether the folder holds a campaign. */
export function holdsCampaign(dir: string): boolean {
  return existsSync(join(dir, 'campaign.json'));
}

/** Makes the folder and takes its lock; returns what releases it. */
export function locked(dir: string): () => void {
  try {
    makeFolder(dir);
    return lockCampaign(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UsageError(`cannot write to ${dir}: ${messageOf(error)}; choose another --out`);
  }
}

/** Makes a folder and those above it. (mkdir's own `recursive` never returns where the system answers ENOENT, as /proc does.) */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(dirname(dir));
  mkdirSync(dir);
}

/** Every run's state; a damaged journal is an error instead. */
export type States = ReadonlyMap<string, RunState | JournalError>;

/** Looks at all journals of a campaign, once. */
export function statesOf({ keys, state }: Campaign): States {
  const states = new Map<string, RunState | JournalError>();
  for (const key of keys) {
    try {
      states.set(nameOf(key), state(key));
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      states.set(nameOf(key), error);
    }
  }
  return states;
}

/** Whether a run is still to be made. */
function isOpen(state: RunState | JournalError | undefined): boolean {
  return state === 'missing' || state === 'partial' || state instanceof JournalError;
}

/** The manifest that a plan amounts to; undefined where measuring was stopped. Problems all of whose runs are made keep theirs. */
export async function measuredManifest(
  plan: Plan,
  stored: Campaign | undefined,
  states: States,
  supervisor: Supervisor,
): Promise<Manifest | undefined> {
  const known = stored === undefined ? new Map<string, Measured>() : settled(stored, states);
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
  const created = new Date().toISOString();
  const measured = (suite: Suite, { id }: Problem): Measured => known.get(`${suite.name}/${id}`)!;
  return manifestOf(plan, measured, versions, created, await footprintsOf(plan, stored));
}

/**
 * Bytes per parameter of those baselines that are told gradients; what a stored campaign knows is not measured again. Code from
 * elsewhere is not measured: it may exit or hang, and runs in workers alone.
 */
async function footprintsOf(
  { optimizers, suites }: Plan,
  stored: Campaign | undefined,
): Promise<ReadonlyMap<string, number>> {
  const known = new Map(stored?.manifest.optimizers.map((entry) => [entry.name, entry.bytesPerParameter]));
  const trains = suites.some(({ problems }) => problems.some(({ problem }) => problem.order === 1));
  const found = new Map<string, number>();
  for (const { optimizer, reference } of trains ? optimizers : []) {
    if (isPath(reference)) continue;
    const bytes = known.has(optimizer.name) ? known.get(optimizer.name) : await footprint(optimizer);
    if (bytes !== undefined) found.set(optimizer.name, bytes);
  }
  return found;
}

/** What the manifest says of problems that have no open run. */
function settled({ keys, manifest }: Campaign, states: States): Map<string, Measured> {
  const open = new Set(
    keys.filter((key) => isOpen(states.get(nameOf(key)))).map(({ suite, problem }) => `${suite}/${problem}`),
  );
  return new Map(
    manifest.suites.flatMap(({ name, problems }) =>
      problems
        .map(({ id, fingerprint, optimum }) => [`${name}/${id}`, { fingerprint, optimum }] as const)
        .filter(([place]) => !open.has(place)),
    ),
  );
}

/** Throws with what differs where a stored campaign is not the one asked for. */
export function expectSame(stored: Campaign, wanted: Manifest): void {
  const changed = differences(stored.manifest, wanted);
  if (changed.length === 0) return;
  const more = changed.length > 20 ? [`... and ${changed.length - 20} more`] : [];
  throw new UsageError(
    `${stored.dir}: is not the campaign asked for; go on with it as it is (--resume --out, and no other flag on what it ` +
      `consists of), or choose another --out:\n${indented([...changed.slice(0, 20), ...more])}`,
  );
}

/** The runs still to be made. Throws where journals are damaged, unless they are to be begun anew. */
export function openJobs({ dir, manifest, keys, journalPath }: Campaign, states: States, restart: boolean): RunJob[] {
  const damaged = [...states.values()].filter((state) => state instanceof JournalError);
  if (damaged.length > 0 && !restart) {
    throw new UsageError(
      `${dir}: ${damaged.length} journals cannot be continued; --restart begins their runs anew:\n` +
        indented(damaged.map(({ message }) => message)),
    );
  }
  const suites = new Map(manifest.suites.map((suite) => [suite.name, suite]));
  const problems = new Map(
    manifest.suites.flatMap((suite) => suite.problems.map((entry) => [`${suite.name}/${entry.id}`, entry] as const)),
  );
  const optimizers = new Map(manifest.optimizers.map((optimizer) => [optimizer.name, optimizer]));
  const job = (key: RunKey): RunJob => {
    const { budget, dim, optimum, fingerprint } = problems.get(`${key.suite}/${key.problem}`)!;
    const { order, reference } = optimizers.get(key.optimizer)!;
    return {
      header: { ...key, budget, workers: manifest.workers, dim, order, optimum },
      suite: suites.get(key.suite)!.reference,
      optimizer: reference,
      timeout: manifest.timeout,
      journal: journalPath(key),
      pins: { versions: manifest.versions, fingerprint },
      restart,
    };
  };
  return keys.filter((key) => isOpen(states.get(nameOf(key)))).map(job);
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
