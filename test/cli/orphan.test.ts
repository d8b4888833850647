import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { folder, plugin, start } from './command.ts';

const here = folder();
afterAll(() => here.remove());

it.runIf(process.platform === 'linux')(
  'a worker process does not outlive its campaign, even in an endless loop',
  async () => {
    const flags = ['--suites', plugin('hostile-suite'), '--problems', 'hangs', '--optimizers', 'random'];
    const parent = start(['run', '--isolate', 'process', '--quiet', '--out', 'stuck', ...flags], here.path);
    const journal = join(here.path, 'stuck', 'runs', 'hostile', 'random', 'hangs.s0.jsonl');
    const isStuck = (): boolean => existsSync(journal) && readFileSync(journal, 'utf8').split('\n').length > 4;
    while (!isStuck()) await sleep(50);

    const children = childrenOf(parent.pid!);
    expect(children.length).toBeGreaterThan(0);
    parent.kill('SIGKILL');
    const deadline = Date.now() + 10_000;
    while (children.some(isRunning) && Date.now() < deadline) await sleep(50);
    expect(children.filter(isRunning)).toEqual([]);
  },
);

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && fields(pid)[1] === String(parent));
}

function isRunning(pid: number): boolean {
  const [state] = fields(pid);
  return state !== undefined && state !== 'Z';
}

/** State and parent of a process (fields 3 and 4 of /proc/PID/stat). */
function fields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
