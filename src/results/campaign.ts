/**
 * A campaign: a folder with campaign.json, which says what belongs to it, and one journal per run.
 *
 *   DIR/campaign.json
 *   DIR/runs/<suite>/<optimizer>/<problem>.s<seed>.jsonl
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { Outcome, Run, RunKey } from '../run.ts';
import { FORMAT_VERSION, keys, type Manifest, manifest as manifestSchema, type Versions } from './format.ts';
import { JournalError, readJournal } from './journal.ts';

/** A campaign that cannot be opened, begun or read; the message says why and what to do. */
export class CampaignError extends Error {}

/** How far a run has come. */
export type RunState = 'missing' | 'partial' | Exclude<Outcome['kind'], 'cancelled'>;

/** A campaign folder whose manifest has been read. */
export interface Campaign {
  readonly dir: string;
  readonly manifest: Manifest;
  /** All runs that belong to it, in the order in which they are made. */
  readonly keys: readonly RunKey[];
  journalPath(key: RunKey): string;
  state(key: RunKey): RunState;
}

/** Begins a campaign. The folder may exist but must not hold a campaign. */
export function createCampaign(dir: string, manifest: Manifest): Campaign {
  const path = join(dir, 'campaign.json');
  if (existsSync(path)) {
    throw new CampaignError(`${dir}: holds a campaign already; add --resume to go on with it, or choose another --out`);
  }
  const valid = validManifest(manifest, 'campaign');
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(`${path}.new`, `${JSON.stringify(valid, null, 2)}\n`);
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw new CampaignError(`cannot write to ${dir}: ${(error as Error).message}; choose another --out`);
  }
  return campaign(dir, valid);
}

/** Opens a campaign. */
export function openCampaign(dir: string): Campaign {
  const path = join(dir, 'campaign.json');
  if (!existsSync(path)) throw new CampaignError(`${dir}: holds no campaign (no campaign.json)`);
  let body: unknown;
  try {
    body = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CampaignError(`${path}: ${(error as Error).message}`);
  }
  const { version } = body as { version?: unknown };
  if (version !== FORMAT_VERSION) {
    throw new CampaignError(`${path}: has format version ${version}, this optbench reads version ${FORMAT_VERSION}`);
  }
  return campaign(dir, validManifest(body, path));
}

/** What stands between a stored campaign and the one now asked for; empty where they are the same. */
export function differences(stored: Manifest, wanted: Manifest): string[] {
  const facts = ({ versions, suites, optimizers, workers, timeout }: Manifest) =>
    new Map<string, string>([
      ...Object.entries(versions),
      ['workers', String(workers)],
      ['timeout', String(timeout)],
      ...optimizers.map(({ name, order }) => [`optimizer ${name}`, `order ${order}`] as const),
      ...suites.flatMap(({ name, seeds, problems }) => [
        [`seeds of ${name}`, String(seeds)] as const,
        ...problems.map(
          ({ id, budget, fingerprint }) => [`${name}/${id}`, `budget ${budget}, fingerprint ${fingerprint}`] as const,
        ),
      ]),
    ]);
  const [then, now] = [facts(stored), facts(wanted)];
  return [...new Set([...then.keys(), ...now.keys()])]
    .filter((fact) => then.get(fact) !== now.get(fact))
    .map((fact) => `${fact}: ${then.get(fact) ?? 'absent'} then, ${now.get(fact) ?? 'absent'} now`);
}

/** A campaign's runs, for a report. */
export interface CampaignRuns {
  readonly manifest: Manifest;
  readonly runs: readonly Run[];
  /** What is not there, where that was allowed. */
  readonly missing: readonly string[];
}

/**
 * Reads every run of a campaign. Throws where one is missing or unfinished (unless `partial`), and always where a journal
 * does not belong: of another problem, another version, changed by hand.
 */
export function readCampaign(dir: string, { partial = false } = {}): CampaignRuns {
  const { manifest, keys: expected, journalPath } = openCampaign(dir);
  const missing: string[] = [];
  const mixed: string[] = [];
  const runs: Run[] = [];
  for (const key of expected) {
    const path = journalPath(key);
    const place = relative(dir, path);
    try {
      const journal = readJournal(path);
      const fault = journal && foreign(journal.header, key, manifest);
      if (fault !== undefined) mixed.push(`${place}: ${fault}`);
      else if (journal?.outcome === undefined) missing.push(`${place}: ${journal ? 'unfinished' : 'missing'}`);
      if (journal && fault === undefined && (journal.outcome || partial)) {
        runs.push({ ...journal, outcome: journal.outcome ?? { kind: 'cancelled' } });
      }
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      mixed.push(error.message);
    }
  }
  const known = new Set(expected.map((key) => relative(dir, journalPath(key))));
  for (const place of journalsUnder(dir)) if (!known.has(place)) mixed.push(`${place}: is not part of the campaign`);

  if (mixed.length > 0) {
    throw new CampaignError(`${dir}: ${mixed.length} journals do not belong to this campaign:\n${listed(mixed)}`);
  }
  if (missing.length > 0 && !partial) {
    throw new CampaignError(
      `${dir}: ${missing.length} of ${expected.length} runs are not finished; ` +
        `add --resume to the run, or --partial to this report:\n${listed(missing)}`,
    );
  }
  return { manifest, runs, missing };
}

function campaign(dir: string, manifest: Manifest): Campaign {
  const journalPath = ({ suite, problem, optimizer, seed }: RunKey): string =>
    join(dir, 'runs', suite, optimizer, `${problem}.s${seed}.jsonl`);
  return {
    dir,
    manifest,
    keys: keys(manifest),
    journalPath,
    state(key) {
      const journal = readJournal(journalPath(key));
      return journal === undefined ? 'missing' : (journal.outcome?.kind ?? 'partial');
    },
  };
}

function validManifest(body: unknown, place: string): Manifest {
  const result = manifestSchema.safeParse(body);
  if (!result.success) throw new CampaignError(`${place}: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** Why a journal is not the one that the manifest means, or undefined where it is. */
function foreign(
  header: RunKey & { budget: number; fingerprint: string; versions: Versions },
  key: RunKey,
  { suites, versions }: Manifest,
): string | undefined {
  for (const part of ['suite', 'problem', 'optimizer', 'seed'] as const) {
    if (header[part] !== key[part]) return `is of ${part} ${header[part]}`;
  }
  const problem = suites.find(({ name }) => name === key.suite)?.problems.find(({ id }) => id === key.problem);
  if (header.fingerprint !== problem?.fingerprint) return 'the problem had other values when this was made';
  if (header.budget !== problem.budget)
    return `has a budget of ${header.budget}, the campaign one of ${problem.budget}`;
  for (const part of ['optbench', 'node', 'backend'] as const) {
    if (header.versions[part] !== versions[part]) return `was made with ${part} ${header.versions[part]}`;
  }
  return undefined;
}

function journalsUnder(dir: string): string[] {
  const root = join(dir, 'runs');
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((place) => place.endsWith('.jsonl'))
    .map((place) => `runs${sep}${place}`);
}

function listed(lines: readonly string[], most = 20): string {
  const more = lines.length > most ? [`  ... and ${lines.length - most} more`] : [];
  return [...lines.slice(0, most).map((line) => `  ${line}`), ...more].join('\n');
}
