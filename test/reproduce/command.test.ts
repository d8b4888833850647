/** The command, run from source in processes of their own. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCell } from '../../src/reproduce/cell.ts';
import { batch, folder, type Result } from '../cli/command.ts';

const { path, remove } = folder();
afterAll(remove);
const file = (...parts: readonly string[]): string => join(path, 'out', ...parts);
const cell = (optimizer: string) => parseCell(readFileSync(file('cells', 'branin', `${optimizer}.jsonl`), 'utf8'))!;
const reproduce = (...flags: readonly string[]): readonly string[] => [
  'reproduce',
  'chen2017',
  '--out',
  'out',
  '--jobs',
  '1',
  ...flags,
];
const small = ['--only', 'branin', '--optimizers', 'random,sobol'] as const;

describe('optbench reproduce', () => {
  let first: Result;
  beforeAll(() => {
    first = batch({ first: reproduce(...small, '--runs', '3') }, path).first;
  }, 300_000);

  it('makes the runs and writes the report, the summary and the figures', () => {
    expect(first).toMatchObject({ code: 0, out: '' });
    expect(first.err).toMatch(/6 runs made/);
    expect(cell('random').runs).toHaveLength(3);
    const rows = JSON.parse(readFileSync(file('summary.json'), 'utf8')) as object[];
    expect(rows).toHaveLength(14);
    expect(Object.keys(rows[0]!)).toEqual(
      expect.arrayContaining(['problem', 'optimizer', 'step', 'mean', 'ci95', 'runs', 'paper']),
    );
    expect(readFileSync(file('report.md'), 'utf8')).toMatch(/paper: DNC OI/);
    expect(readFileSync(file('figures', 'branin.png')).subarray(1, 4).toString()).toBe('PNG');
    expect(readFileSync(file('figures', 'branin.svg'), 'utf8')).toMatch(/^<svg /);
  });

  it('goes on where it was, notices what has changed, and adds optimizers', () => {
    const before = cell('random');
    const forged = cell('sobol');
    const [run, ...rest] = readFileSync(file('cells', 'branin', 'sobol.jsonl'), 'utf8')
      .split('\n')
      .slice(1);
    expect(run).toMatch(/^\[1,/);
    const changed = JSON.stringify([1, 0, [1], [-1]]);
    writeFileSync(file('cells', 'branin', 'sobol.jsonl'), [JSON.stringify(forged.header), changed, ...rest].join('\n'));
    const results = batch(
      {
        more: reproduce(...small, '--runs', '5', '--resume'),
        other: reproduce('--only', 'branin', '--optimizers', 'nelder-mead,adam', '--runs', '2', '--resume'),
      },
      path,
    );
    expect(results.more.err).toMatch(/branin, sobol: made anew, since the optimizer no longer makes the same run/);
    expect(results.more.err).toMatch(/7 runs made/);
    expect(cell('random').runs.slice(0, 3)).toEqual(before.runs);
    expect(cell('random').runs).toHaveLength(5);
    expect(cell('sobol').runs[0]?.values).toEqual(forged.runs[0]?.values);
    expect(results.other.err).toMatch(/2 runs made/);
    const report = readFileSync(file('report.md'), 'utf8');
    for (const name of ['random', 'sobol', 'nelder-mead']) expect(report).toContain(`| ${name}`);
    expect(report).toMatch(/adam-[0-9.]+: needs gradients; the problem reveals only values \(branin\)/);
  }, 300_000);

  it('says what it does not know', () => {
    const results = batch(
      {
        name: ['reproduce', 'chen2018'],
        problem: reproduce('--only', 'brannin'),
        optimizer: reproduce('--optimizers', './randon.ts'),
        nothing: ['reproduce', 'chen2017', '--out', 'empty', '--report'],
      },
      path,
    );
    expect(results.name.err).toMatch(/unknown reproduction 'chen2018'; did you mean 'chen2017'/);
    expect(results.problem.err).toMatch(/unknown problem 'brannin'; did you mean 'branin'/);
    expect(results.optimizer.err).toMatch(/randon.ts: there is no such file/);
    expect(results.nothing.err).toMatch(/holds no runs to report/);
    for (const { code } of [results.name, results.problem, results.optimizer, results.nothing]) expect(code).toBe(1);
  }, 300_000);

  it('compares on the problems of today', () => {
    const flags = ['--today', '--only', 'classic', '--optimizers', 'random,nelder-mead', '--runs', '4'];
    const { today } = batch({ today: reproduce(...flags) }, path);
    expect(today).toMatchObject({ code: 0 });
    expect(existsSync(file('today', 'summary.json'))).toBe(true);
    const report = readFileSync(file('today', 'report.md'), 'utf8');
    expect(report).toMatch(/Leaderboard, classic: 4 problems, 1 seed, 100 evaluations/);
  }, 300_000);
});

describe('optbench reproduce, of claims', () => {
  const claims = (...flags: readonly string[]): readonly string[] => [
    ...['reproduce', 'l2l2016', '--out', 'claims', '--jobs', '1', '--only', 'quadratics-b'],
    ...flags,
  ];

  it('makes the runs, says what is missing, goes on, and knows its experiments', () => {
    const results = batch(
      {
        first: claims('--runs', '3', '--optimizers', 'adam-0.001,Momentum,no-such-optimizer'),
        more: claims('--runs', '4', '--resume', '--optimizers', 'adam-0.001'),
        report: claims('--report'),
        unknown: ['reproduce', 'l2l2016', '--only', 'quadratics-c'],
        today: claims('--today'),
      },
      path,
    );
    expect(results.first).toMatchObject({ code: 0, out: '' });
    expect(results.first.err).toMatch(/6 runs made/);
    expect(results.first.err).toMatch(/do not exist yet: .*no-such-optimizer/);
    expect(results.more.err).toMatch(/1 runs made/);
    expect(results.report.code).toBe(0);
    expect(results.unknown.err).toMatch(/unknown experiment 'quadratics-c'; did you mean 'quadratics-[ab]'/);
    expect(results.today.err).toMatch(/l2l2016: has no --today/);
    const read = (...parts: readonly string[]): string => readFileSync(join(path, 'claims', ...parts), 'utf8');
    const { header, runs } = parseCell(read('cells', 'quadratics-b', 'adam-0.001.jsonl'))!;
    expect(runs.map(({ run }) => run)).toEqual([1, 2, 3, 4]);
    expect(runs[0]!.values).toHaveLength(header.marks!.length);
    const rows = JSON.parse(read('summary.json')) as object[];
    for (const key of ['claim', 'metric', 'paper', 'measured', 'ci95', 'runs', 'holds'])
      expect(rows[0]).toHaveProperty(key);
    expect(read('report.md')).toMatch(/Missing: /);
    expect(read('report.md')).toMatch(/\| Adam, rate 0\.001 +\| adam-0\.001 +\| +4 \|/);
  }, 300_000);
});
