/**
 * `optbench discover --by evolution`: searches for an update rule. Every child is journalled in the output folder, in
 * `<by>-<seed>.jsonl`; `--resume` goes on from there, with the very children that an uninterrupted search would have had.
 */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { upbringing } from '../../discover/child.ts';
import type { SearcherName } from '../../discover/names.ts';
import { slots } from '../../discover/program.ts';
import { search } from '../../discover/search.ts';
import { searcherNamed } from '../../discover/searchers.ts';
import { appendChild, beginJournal, continueJournal, type SearchHeader } from '../../discover/store.ts';
import { kernelSet } from '../../tensor/kernels.ts';
import { descentFamily } from '../descent-family.ts';
import { ExitCode, messageOf, UsageError } from '../errors.ts';
import { absolute } from '../guests.ts';
import type { Io } from '../io.ts';
import { startNurses } from './crew.ts';
import { searchProgress } from './progress.ts';

/** What `optbench discover` may be given. */
export interface DiscoverFlags {
  readonly by: SearcherName;
  readonly children: number;
  readonly seed: number;
  readonly groups: number;
  readonly batch: number;
  readonly child: string;
  readonly family: string;
  readonly out: string;
  readonly jobs: number;
  readonly resume?: true;
  readonly quiet?: true;
  readonly json?: true;
}

/** Carries out one search. */
export async function discover(flags: DiscoverFlags, io: Io): Promise<number> {
  const { by, seed, groups, batch, children, jobs } = flags;
  const family = settingsIn(flags.family);
  const suite = absolute(flags.child, io.cwd);
  await descentFamily(suite, family); // says at once what is wrong with the child task
  const header: SearchHeader = {
    by,
    seed,
    groups,
    batch,
    suite: flags.child,
    family,
    upbringing,
    kernels: kernelSet(),
  };
  const path = resolve(io.cwd, flags.out, `${by}-${seed}.jsonl`);
  const known = journalled(path, header, flags.resume ?? false);

  let stopped: number | undefined;
  const deaf = io.onInterrupt((signal) => {
    stopped = signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
  });
  const say = searchProgress(by, children, io, { quiet: flags.quiet ?? false, json: flags.json ?? false });
  const nurses = startNurses(jobs);
  try {
    const searcher = searcherNamed(by, slots(groups), seed);
    const train = (rule: string) => nurses.train({ suite, family, address: [seed], rule, upbringing });
    for await (const child of search({ searcher, children, batch, train, known })) {
      const fresh = child.child > known.length;
      if (fresh) appendChild(path, child);
      say.born(child, fresh);
      if (stopped !== undefined) break;
    }
  } catch (error) {
    throw messageOf(error).startsWith('discover:') ? new UsageError(messageOf(error), { cause: error }) : error;
  } finally {
    say.end();
    deaf();
    await nurses.close();
  }
  return stopped ?? ExitCode.done;
}

function journalled(path: string, header: SearchHeader, resume: boolean) {
  if (!resume && existsSync(path)) {
    throw new UsageError(`${path}: there is such a search already; go on with it by --resume, or name another --out`);
  }
  try {
    if (resume) return continueJournal(path, header);
    beginJournal(path, header);
    return [];
  } catch (error) {
    throw new UsageError(messageOf(error), { cause: error });
  }
}

/** A family's settings from JSON. */
export function settingsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) {
      const { split, ...rest } = settings as Record<string, unknown>;
      if (split === undefined || split === 'train') return rest;
      throw new UsageError(`--family: children are trained on the train split, got ${JSON.stringify(split)}`);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
  }
  throw new UsageError(`--family: expected settings as JSON, {"networks": ["digits-mlp-relu-32"]}, got '${text}'`);
}
