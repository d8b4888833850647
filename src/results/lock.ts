/**
 * One writer per campaign: a lock file that names its holder. A holder that was killed leaves its lock behind; it counts
 * no longer once that process is gone (its number may be in use again, so its start time is compared where /proc tells it).
 */
import { constants, copyFileSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
}

/** Somebody else is writing this campaign. */
export class CampaignLocked extends Error {}

/** Takes the campaign's lock and returns what releases it. Throws CampaignLocked while another process holds it. */
export function lockCampaign(dir: string): () => void {
  const path = join(dir, 'lock');
  const me: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  // Written beside and linked into place, so that nobody ever reads half a lock.
  const mine = `${path}.${me.pid}`;
  writeFileSync(mine, JSON.stringify(me));
  try {
    for (;;) {
      try {
        place(mine, path);
        return () => rmSync(path, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = read(path);
      if (holder !== undefined && isAlive(holder)) {
        const elsewhere = holder.host === me.host ? '' : `, or remove ${path} where that machine is gone`;
        throw new CampaignLocked(
          `${dir}: process ${holder.pid} on ${holder.host} is writing this campaign; ` +
            `wait for it or choose another --out${elsewhere}`,
        );
      }
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Puts the lock in place, whole at once where the file system has links. Throws EEXIST where there is one. */
function place(mine: string, path: string): void {
  try {
    linkSync(mine, path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    copyFileSync(mine, path, constants.COPYFILE_EXCL);
  }
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined; // gone since
  }
}

function isAlive({ pid, host, started }: Holder): boolean {
  if (host !== hostname()) return true; // cannot be told from here
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startOf(pid) === started;
}

/**
 * The process's start in clock ticks since boot (field 22 of /proc/PID/stat), or '' where there is no /proc. A zombie, dead
 * but not yet fetched by its parent, is 'dead'.
 */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? 'dead' : (fields[18] ?? '');
  } catch {
    return '';
  }
}
