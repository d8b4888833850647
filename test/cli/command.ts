/** How the tests of the command line run it: from source, in a real process, in a folder of their own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a command wrote and returned. */
export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const NODE = ['--conditions=optbench-source', '--import', import.meta.resolve('tsx')];

/** The path of a plug-in that lies beside the tests. */
export function plugin(name: string): string {
  return file(`./plugins/${name}.ts`);
}

/** A folder outside the project, with these files in it. */
export function folder(files: Readonly<Record<string, string>> = {}): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'optbench-test-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs the command lines one after another in one process. */
export function batch<Name extends string>(
  commands: Readonly<Record<Name, readonly string[]>>,
  cwd: string,
): Readonly<Record<Name, Result>> {
  const lines = Object.values(commands);
  const { stdout, stderr } = spawnSync(process.execPath, [...NODE, file('./batch.ts'), JSON.stringify(lines), cwd], {
    encoding: 'utf8',
    timeout: 300_000,
    maxBuffer: 1e8,
  });
  let results: Result[];
  try {
    results = JSON.parse(stdout) as Result[];
  } catch {
    throw new Error(`the batch did not come to its end: ${stdout}\n${stderr}`);
  }
  return Object.fromEntries(Object.keys(commands).map((name, i) => [name, results[i]])) as Record<Name, Result>;
}

/** Starts the command in a process of its own. */
export function start(argv: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [...NODE, file('../../src/cli/main.ts'), ...argv], { cwd, stdio: 'ignore' });
}

/** Runs the command in a process of its own. */
export function command(argv: readonly string[], cwd: string): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...NODE, file('../../src/cli/main.ts'), ...argv], {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
  });
  return { code: status ?? -1, out: stdout, err: stderr };
}

/** A journal without what differs between two runs of one key: its timings. */
export function untimed(journal: string): string {
  return journal.replace(/,"seconds":\{[^}]*\}/g, '');
}
