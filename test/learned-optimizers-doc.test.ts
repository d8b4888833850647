/** docs/learned-optimizers.md, as a stranger would follow it: its files in a folder of their own, trained, checked and run. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/learned-optimizers.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'stranger-'));
afterAll(() => rmSync(folder, { recursive: true }));
const files = new Map([...page.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)].map(([, name, code]) => [name!, code!]));
for (const [name, code] of files) writeFileSync(join(folder, name), code);
// A project of their own, in which the package is installed.
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
mkdirSync(join(folder, 'node_modules'));
symlinkSync(root, join(folder, 'node_modules/optbench'));

const node = (...argv: string[]): string =>
  execFileSync(process.execPath, ['--conditions=optbench-source', '--import', import.meta.resolve('tsx'), ...argv], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const optbench = (...argv: string[]): string => node(join(root, 'src/cli/main.ts'), ...argv);
const script = (name: string, code: string): string => {
  writeFileSync(join(folder, name), code);
  return node(name);
};

describe('the page on learned optimizers', () => {
  it('trains a network of one own in ten lines, better than chance, and runs it beside random search', () => {
    expect(files.get('recipes.ts')!.trim().split('\n').length).toBeLessThanOrEqual(10);
    optbench('train', 'recipes.ts', '--out', '.', '--quiet');
    const { chosen, chance, finished } = JSON.parse(readFileSync(join(folder, 'mine-d2.json'), 'utf8'));
    expect(finished).toBe(true);
    expect(chosen.best.every((best: number, i: number) => best < chance[i])).toBe(true);
    const argv = '--suites classic --problems branin --optimizers ./mine.ts,random --budget 15 --seeds 2 --jobs 1';
    optbench('run', ...argv.split(' '), '--quiet', '--out', 'mine');
    expect(optbench('report', 'mine')).toMatch(/\bmine\b/);
  });

  it('shows a rule and a family of which the laws hold, and a training of one on the other from code', () => {
    const out = script(
      'try.ts',
      `import { run } from 'optbench';
       import { checkLearned } from 'optbench/check';
       import { freeze, metaTrain } from 'optbench/learn';
       import bowls from './bowls.ts';
       import trainings from './elman-recipes.ts';
       const { rule, recipe } = trainings[0];
       const broken = (await checkLearned(rule, 2)).filter(({ kept }) => !kept);
       let state;
       for await (state of metaTrain(rule, recipe, bowls)) {}
       const { curve, chance, chosen: { weights } } = state;
       const optimizer = freeze(rule, { dims: [1], of: () => ({ weights, horizon: 8, extrapolate: true }) });
       const problem = bowls({ dim: 1, split: 'validation' }).sample(['elman-d1', 0]);
       const { outcome, trials } = await run(optimizer, problem, { suite: 'mine', seed: 0, budget: 10 });
       console.log(JSON.stringify({ broken, curve, chance, outcome: outcome.kind, trials: trials.length }));`,
    );
    const { broken, curve, chance, outcome, trials } = JSON.parse(out.trim().split('\n').at(-1)!);
    expect(broken).toEqual([]);
    expect(curve.at(-1).loss).toBeLessThan(0.6 * curve[0].loss);
    expect(curve.at(-1).score).toBeLessThan(0.3 * chance[0]);
    expect([outcome, trials]).toEqual(['finished', 10]);
  });

  it('trains gradient methods, a shipped rule in ten lines and a new one, better than tuned Adam, and runs one beside it', () => {
    expect(files.get('gradient-recipes.ts')!.trim().split('\n').length).toBeLessThanOrEqual(10);
    for (const [recipes, name] of [
      ['gradient-recipes.ts', 'my-l2l'],
      ['scales-recipes.ts', 'scales'],
    ] as const) {
      optbench('train', recipes, '--out', '.', '--quiet');
      const { chosen, chance, finished } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
      expect(finished).toBe(true);
      expect(chosen.best[0]).toBeLessThan(0.9 * chance[0]);
    }
    const argv =
      '--suites quadratics --problems b-i001 --optimizers ./my-l2l.ts,adam-0.3 --budget 40 --seeds 1 --jobs 1';
    optbench('run', ...argv.split(' '), '--quiet', '--out', 'gradients');
    expect(optbench('report', 'gradients')).toMatch(/\bmy-l2l\b/);
  });

  it('shows a training from code', () => {
    const lines = node('train.ts').trim().split('\n');
    expect(lines.map((line) => Number(line.split(' ')[0]))).toEqual([50, 100, 150, 200, 250]);
  });
});
