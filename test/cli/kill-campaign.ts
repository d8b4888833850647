/**
 * Kills a campaign with SIGKILL again and again, resumes it each time, and compares its journals, but for timings, byte for
 * byte with those of a campaign that nobody disturbed. Half of the kills come at random moments from the start on (imports,
 * measuring, the lock), half when a random share of all journals is written.
 *
 *   node --conditions=optbench-source --import tsx test/cli/kill-campaign.ts 20 1,2 thread --suites ... --optimizers ...
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stream } from '../../src/index.ts';
import { command, folder, plugin, start, untimed } from './command.ts';

/** What was done and what came of it. */
export interface Kills {
  readonly jobs: number;
  readonly kills: number;
  /** How many bytes of journals were there at each kill. */
  readonly bytesAtKills: readonly number[];
  readonly journals: number;
  /** Journals that differ from the undisturbed ones, or are missing or too many. */
  readonly different: readonly string[];
}

/** A small campaign that takes a few seconds and whose optimizers depend on all that they were told. */
export const SMALL = ['--suites', plugin('slow'), '--optimizers', `random,${plugin('walker')}`];

/** Kills and resumes a campaign with these flags so many times, then lets it end. */
export async function kill(kills: number, jobs: number, flags: readonly string[], seed = 0): Promise<Kills> {
  const here = folder();
  try {
    const run = ['run', '--quiet', '--jobs', String(jobs), ...flags, '--out'];
    const undisturbed = command([...run, 'undisturbed'], here.path);
    if (undisturbed.code !== 0) throw new Error(`the undisturbed campaign failed: ${undisturbed.err}`);
    const expected = journals(join(here.path, 'undisturbed'));
    const total = size(join(here.path, 'undisturbed'));

    const rng = stream('kill', seed, jobs, kills);
    const shares = Array.from({ length: Math.ceil(kills / 2) }, () => rng.next()).sort((a, b) => a - b);
    const bytesAtKills: number[] = [];
    const killed = join(here.path, 'killed');
    for (let i = 0; i < kills; i++) {
      const victim = start([...run, 'killed', '--resume'], here.path);
      const ended = new Promise((resolve) => victim.once('exit', resolve));
      if (i % 2 === 0) {
        const share = shares[i / 2]! * total;
        while (size(killed) < share && victim.exitCode === null) await sleep(5);
      } else await sleep(3000 * rng.next());
      victim.kill('SIGKILL');
      await ended;
      bytesAtKills.push(size(killed));
    }
    const last = command([...run, 'killed', '--resume'], here.path);
    if (last.code !== 0) throw new Error(`the killed campaign could not be resumed: ${last.err}`);

    const found = journals(killed);
    const names = new Set([...expected.keys(), ...found.keys()]);
    const different = [...names].filter((name) => expected.get(name) !== found.get(name));
    return { jobs, kills, bytesAtKills, journals: expected.size, different };
  } finally {
    here.remove();
  }
}

function journals(campaign: string): Map<string, string> {
  return new Map(
    paths(campaign).map((path) => [path.slice(campaign.length), untimed(readFileSync(path, 'utf8'))] as const),
  );
}

function size(campaign: string): number {
  return paths(campaign).reduce((sum, path) => sum + statSync(path).size, 0);
}

function paths(campaign: string): string[] {
  const runs = join(campaign, 'runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => join(runs, name));
}

if (process.argv[1]?.endsWith('kill-campaign.ts')) {
  const [kills = '20', jobs = '1,2', isolate = 'thread', ...flags] = process.argv.slice(2);
  let isSame = true;
  for (const count of jobs.split(',').map(Number)) {
    const result = await kill(Number(kills), count, [...(flags.length > 0 ? flags : SMALL), '--isolate', isolate]);
    isSame &&= result.different.length === 0;
    process.stdout.write(`${JSON.stringify({ isolate, ...result })}\n`);
  }
  process.exitCode = isSame ? 0 : 1;
}
