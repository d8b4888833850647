/** The README's plug-ins, as a stranger would use them: written to a folder of their own, checked and run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'readme-'));
for (const [, name, code] of readme.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs))
  writeFileSync(join(folder, name!), code!);

const optbench = (...argv: string[]) =>
  execFileSync(
    process.execPath,
    ['--conditions=optbench-source', '--import', import.meta.resolve('tsx'), join(root, 'src/cli/main.ts'), ...argv],
    { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );

describe('the README', () => {
  it.each(['my-suite.ts', 'my-optimizer.ts'])('shows a %s that keeps the laws', (file) => {
    expect(optbench('check', file)).toMatch(/kept/);
  });

  it('shows how to run them beside ours', () => {
    const argv = '--suites my-suite.ts --optimizers my-optimizer.ts,random --seeds 2 --jobs 1 --quiet --out mine';
    optbench('run', ...argv.split(' '));
    const tables = optbench('report', 'mine');
    expect(tables).toContain('one-plus-one');
    expect(tables).toContain('random');
  });

  it('names no file that is not there', () => {
    for (const [, target] of readme.matchAll(/\]\(([^)#]+)\)/g))
      expect(existsSync(join(root, target!)), target).toBe(true);
  });
});
