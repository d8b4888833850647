/** `optbench tune` as it is typed: tables, resuming, and one clear error for what is wrong. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { runCli } from '../../src/cli/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'optbench-tune-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function optbench(...argv: readonly string[]) {
  const [out, err]: string[][] = [[], []];
  const io: Io = {
    out: (text) => void out!.push(text),
    err: (text) => void err!.push(text),
    read: () => '',
    terminal: undefined,
    cwd: folder,
    onInterrupt: () => () => {},
  };
  return { code: await runCli(argv, io), out: out!.join(''), err: err!.join('') };
}
const tables = () => readFileSync(join(folder, 'tables/README.md'), 'utf8');
const sgd = () => JSON.parse(readFileSync(join(folder, 'tables/sgd.json'), 'utf8'));

describe('optbench tune', () => {
  const arguments_ = ['tune', 'sgd', '--tasks', 'quadratics-a', '--seeds', '1', '--jobs', '1', '--out', 'tables'];
  let first: Awaited<ReturnType<typeof optbench>>;
  beforeAll(async () => {
    first = await optbench(...arguments_);
  }, 60_000);

  it('writes every rate of the grid, the best one, and a table', () => {
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/^sgd: 0\.0[13], of its authors 0\.01\n$/);
    const { method, best, tasks } = sgd();
    expect([method, tasks.length, tasks[0].rates.length]).toEqual(['sgd', 1, 15]);
    // On these quadratics a rate of 1 diverges, and small ones hardly move.
    expect(tasks[0].rates[14].scores).toEqual([null]);
    expect(tasks[0].best).toBe(best);
    expect(tables()).toContain('| sgd | 0.01 | **');
    expect(first.err).toContain('1/1');
  });

  it('takes schedules, and runs the recommended rate beside the grid where it is none of that', {
    timeout: 60_000,
  }, async () => {
    const tasks = ['--tasks', 'quadratics-a', '--seeds', '1', '--jobs', '1', '--out', 'scheduled', '--quiet'];
    const wrong = await optbench('tune', 'sgd', '--schedules', 'cosin', ...tasks);
    expect(wrong.err).toMatch(/^optbench: unknown schedule 'cosin'; did you mean 'cosine'\?/);
    expect((await optbench('tune', 'nadam', 'cg', '--schedules', 'constant,cosine', ...tasks)).code).toBe(0);
    const read = (name: string) => JSON.parse(readFileSync(join(folder, `scheduled/${name}.json`), 'utf8'));
    // A schedule means nothing to a method that searches along a line.
    expect(readdirSync(join(folder, 'scheduled')).sort()).toEqual([
      'README.md',
      'cg.json',
      'nadam-cosine.json',
      'nadam.json',
    ]);
    const [constant, cosine] = [read('nadam'), read('nadam-cosine')];
    expect([constant.schedule, cosine.method, cosine.schedule]).toEqual([undefined, 'nadam-cosine', 'cosine']);
    expect(cosine.tasks[0].rates).toHaveLength(15);
    expect(cosine.tasks[0].rates).not.toEqual(constant.tasks[0].rates);
    expect(constant.tasks[0].recommended).toMatchObject({ rate: 0.002 });
    const document = readFileSync(join(folder, 'scheduled/README.md'), 'utf8');
    expect(document).toContain('| nadam-cosine | 0.002 | **');
    expect(document).toMatch(/\n\| 0\.002 \| -?0\.\d\d \|/);
  });

  it('keeps what is there when it goes on', { timeout: 60_000 }, async () => {
    const before = readFileSync(join(folder, 'tables/sgd.json'), 'utf8');
    const again = await optbench(...arguments_, '--resume', '--quiet');
    expect([again.code, again.out, again.err]).toEqual([0, '', '']);
    expect(readFileSync(join(folder, 'tables/sgd.json'), 'utf8')).toBe(before);
  });

  it('says what is wrong with a name', { timeout: 60_000 }, async () => {
    const wrong = await optbench('tune', 'adm', '--out', 'none');
    expect(wrong.code).toBe(1);
    expect(wrong.err).toMatch(/^optbench: unknown method to tune 'adm'; did you mean 'adam'\? There are .*\n$/);
    const task = await optbench('tune', 'adam', '--tasks', 'quadratics', '--out', 'none');
    expect(task.err).toMatch(/^optbench: unknown tuning task 'quadratics'; did you mean 'quadratics-a'\?/);
    const file = await optbench('tune', './mine.ts', '--out', 'none');
    expect(file.err).toMatch(/mine\.ts: there is no such file\n$/);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
