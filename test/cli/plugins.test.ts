/** Anyone's file, anywhere, is a plug-in: in TypeScript or JavaScript, run in threads and in processes. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/results/journal.ts';
import { batch, folder, plugin } from './command.ts';

const suite = (name: string, types: boolean): string => `
import { box, formula } from 'optbench';
${types ? `import type { Suite } from 'optbench';\nimport { power } from './power.ts';\nenum Kind { Bowl = 'bowl' }` : `const power = 4, Kind = { Bowl: 'bowl' };`}
const bowl = formula({
  id: Kind.Bowl,
  space: box([[-1, 2]]),
  source: 'test',
  optimum: 0,
  value: (x${types ? ': Float64Array' : ''}) => x[0]${types ? '!' : ''} ** power,
});
const suite${types ? ': Suite' : ''} = { name: '${name}', about: 'One bowl.', problems: () => [bowl], budget: () => 6, seeds: 1 };
export default suite;
`;
const here = folder({
  'power.ts': 'export const power: number = 4;\n',
  'typed.ts': suite('typed', true),
  'plain.mjs': suite('plain', false),
  'plain-too.js': suite('plain-too', false),
  'middle.ts': `
import { run, stream, type Optimizer } from 'optbench';
import * as check from 'optbench/check';
import * as learn from 'optbench/learn';
if (typeof run !== 'function' || !check || !learn) throw new Error('the package is not all there');
const middle = (at: number): Optimizer => ({
  name: \`middle-\${at}\`,
  order: 0,
  source: 'test',
  start: () => ({ ask: () => Float64Array.of(at), tell() {} }),
});
export default [middle(0.5), middle(0.25)];
`,
});
afterAll(() => here.remove());

const run = (out: string, optimizers: string, ...flags: string[]): string[] => [
  'run',
  '--json',
  '--suites',
  './typed.ts,plain.mjs,./plain-too.js',
  '--out',
  out,
  '--optimizers',
  optimizers,
  ...flags,
];
const results = batch(
  {
    threads: run('threads', './middle.ts,random'),
    processes: run('processes', './middle.ts', '--isolate', 'process'),
    resumed: ['run', '--json', '--resume', '--out', 'threads'],
    stem: ['run', '--json', '--out', 'stem', '--optimizers', 'adam,random', '--suites', plugin('spheres')],
    name: run('name', 'adam-0.1,sobol', '--suites', plugin('spheres')),
    glob: run('glob', 'adam-0.0*', '--suites', plugin('spheres')),
    unlisted: run('unlisted', 'adam-0.02-cosine,lion-tuned', '--suites', plugin('spheres')),
    twice: run('twice', 'random,rand*,random', '--suites', plugin('spheres')),
    check: ['check', plugin('spheres')],
    broken: ['check', plugin('hostile-optimizers'), '--json', '--patience', '1.5'],
  },
  here.path,
);

const optimizersOf = ({ out }: { out: string }): number =>
  (JSON.parse(out) as { runs: { total: number } }).runs.total / 4;

describe('a plug-in', () => {
  it('is found by its path, wherever it lies, and imports the package that is running', () => {
    expect(results.threads).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(results.threads.out).runs).toMatchObject({ total: 9, finished: 9 });
    for (const name of ['typed', 'plain', 'plain-too']) {
      const journal = readJournal(join(here.path, 'threads', 'runs', name, 'middle-0.25', 'bowl.s0.jsonl'));
      expect(journal?.trials.map(({ value }) => value)).toEqual(Array(6).fill(0.25 ** 4));
    }
  });

  it('is loaded in processes too', () => {
    expect(results.processes).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(results.processes.out).runs).toMatchObject({ total: 6, finished: 6 });
  });

  it('is remembered by the campaign', () => {
    expect(JSON.parse(results.resumed.out).runs).toMatchObject({ total: 9, before: 9 });
  });

  it('is checked against the laws', () => {
    expect(results.check.code).toBe(0);
    expect(results.check.out).toMatch(/^(\d+) of \1 laws kept$/m);
    expect(results.broken.code).toBe(3);
    const verdicts = JSON.parse(results.broken.out) as { kept: boolean; subject: string; evidence?: string }[];
    const broken = verdicts.filter(({ kept }) => !kept);
    expect(broken.some(({ subject, evidence }) => subject === 'ask-outside' && evidence !== undefined)).toBe(true);
  });
});

describe('an optimizer of ours is called', () => {
  it('by its file, which stands for its first setting', () => expect(optimizersOf(results.stem)).toBe(2));
  it('by its own name', () => expect(optimizersOf(results.name)).toBe(2));
  it('with others, by a pattern', () => expect(optimizersOf(results.glob)).toBeGreaterThan(2));
  it('by names that are not listed', () => expect(optimizersOf(results.unlisted)).toBe(2));
  it('and counts once, however often it is named', () => expect(optimizersOf(results.twice)).toBe(1));
});
