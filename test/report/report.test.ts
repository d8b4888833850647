/** A whole report of a small campaign: what it says, and that it says the same twice. */
import { parseHTML } from 'linkedom';
import type { Run } from 'optbench';
import { beforeAll, describe, expect, it } from 'vitest';
import { documents } from '../../src/report/documents.ts';
import { spread } from '../../src/report/figures/labels.ts';
import { logTicks, power } from '../../src/report/figures/scale.ts';
import { terminal } from '../../src/report/formats/terminal.ts';
import { type Report, report, tablesOf } from '../../src/report/report.ts';
import { campaign } from './toy.ts';

let runs: Run[];
let made: Report;
let files: Map<string, string | Uint8Array>;
const heading = { title: 'Toys & co', facts: ['made of bowls'] };

beforeAll(async () => {
  runs = await campaign();
  made = await report(runs);
  files = await documents(made, heading);
});

const table = (id: string) => tablesOf(made).find((one) => one.id === id)!;
const file = (name: string) => files.get(name) as string;

describe('the tables', () => {
  it('begin with the leaderboard', () => {
    expect(`\n${terminal(tablesOf(made)[0]!, { width: 80 })}`).toMatchInlineSnapshot(`
      "
      Leaderboard, toys: 4 problems, 4 seeds, 30 evaluations
      #  optimizer  rank                  regret  wins    time  failed
      ────────────────────────────────────────────────────────────────
      1  walk-0.8   1.88  0.0332 [0.0025, 0.073]  71 %  200 µs       0
      2  walk-0.95  2.13  0.0155 [0.0095, 0.021]  63 %  400 µs       0
      3  walk-1     2.88    0.0606 [0.028, 0.10]  38 %  600 µs       0
      4  random     3.13    0.0807 [0.026, 0.17]  29 %  800 µs       0
        Mean rank: runs ranked within problem and seed (1 is best, ties share),
        averaged over seeds, then problems.
        Normalised regret at the end: 0 is the optimum or best found, 1 a typical
        first evaluation; mean with 95 % bootstrap interval. Time per proposal: median
        of ask + tell.
        Friedman test over 4 problems: p = 0.048. Mean ranks at least 2.35 apart
        differ at 5 % (Nemenyi); not told apart from walk-0.8: walk-0.95, walk-1,
        random.
      "
    `);
  });

  it('are there for everything a reader asks', () => {
    expect(tablesOf(made).map(({ id }) => id)).toEqual([
      'leaderboard-toys',
      'progress-toys',
      'problems-toys',
      'wins-toys',
      'pairs-toys',
      'seconds-toys',
      'failures-toys',
      'checkpoints-toys',
      'runs',
    ]);
  });

  it('agree with each other', () => {
    const ended = table('progress-toys').rows.map((row) => [row[0]!.value, row.at(-1)!.value]);
    const led = table('leaderboard-toys').rows.map((row) => [row[1]!.value, row[3]!.value]);
    const byName = (list: (readonly unknown[])[]) => Object.fromEntries(list as [string, number][]);
    for (const [name, regret] of Object.entries(byName(led))) expect(byName(ended)[name]).toBeCloseTo(regret, 12);
    const matrix = table('wins-toys').rows[0]![2]!;
    const pair = table('pairs-toys').rows[0]!;
    expect(matrix.value).toBe(pair[3]!.value);
    expect(table('runs').rows).toHaveLength(runs.length);
  });

  it('keep both what was told and what is judged where a score was held out', async () => {
    const scored = runs.map(
      (run): Run => ({
        ...run,
        header: { ...run.header, suite: 'held', optimum: null },
        trials: run.trials.map((trial) => ({ ...trial, score: -trial.value! })),
      }),
    );
    const both = await report(scored);
    expect(both.sections.map(({ scope }) => scope.name)).toEqual(['held, held-out score', 'held, validation value']);
    const [score, value] = both.sections.map(({ scope }) => scope.ranking.meanRanks);
    value!.forEach((rank, i) => {
      expect(rank + score![i]!).toBeCloseTo(5, 12);
    });
  });

  it('show failures, and reasons, on the terminal too', async () => {
    const broken = runs.map(
      (run, i): Run =>
        i > 0
          ? run
          : {
              ...run,
              trials: run.trials.map((trial) => ({
                ...trial,
                value: null,
                status: 'timeout',
                reason: 'took too long',
              })),
              outcome: { kind: 'failed', reason: 'it threw' },
            },
    );
    const told = tablesOf(
      await report(broken, { unfit: [{ suite: 'toys', problem: 'bowl', optimizer: 'shy', reason: 'too round' }] }),
    );
    const failures = told.find(({ id }) => id === 'failures-toys')!;
    expect(failures.level).toBe('summary');
    expect(failures.notes.join('\n')).toMatch(/it threw[\s\S]*|took too long/);
    expect(failures.rows[0]!.map(({ value }) => value)).toEqual(['walk-0.8', 16, 1, 0, 480, 0, 30, 0]);
    expect(failures.rows.at(-1)!.map(({ value }) => value)).toEqual(['shy', 0, 0, 0, 0, 0, 0, 1]);
    expect(told.find(({ id }) => id === 'leaderboard-toys')!.rows.every((row) => row[2]!.value !== null)).toBe(true);
  });

  it('of several suites begin with all of them together', async () => {
    const other = runs.map((run): Run => ({ ...run, header: { ...run.header, suite: 'others' } }));
    const two = await report([...runs, ...other], { optimizers: ['random'] });
    expect(two.sections.map(({ scope }) => scope.id)).toEqual(['all', 'toys', 'others']);
    expect(two.sections[0]!.scope.comparison.optimizers[0]).toBe('random');
    expect(two.sections[0]!.tables[0]!.columns.map(({ key }) => key)).toContain('mean_rank_others');
  });

  it('say when runs are missing', async () => {
    const partial = await report(runs.slice(3), { missing: ['one', 'two', 'three'] });
    expect(partial.warnings[0]).toContain('3 of the campaign');
  });

  it('of one run alone still come out', async () => {
    const one = await report(runs.slice(0, 1));
    for (const each of tablesOf(one)) expect(terminal(each, { width: 60 })).toContain(each.title.slice(0, 20));
    expect((await documents(one, heading)).size).toBeGreaterThan(10);
  });
});

describe('the figures', () => {
  const names = () => [...files.keys()].filter((name) => name.endsWith('.svg'));

  it('are well-formed, and name no optimizer twice at the lines’ ends', () => {
    expect(names()).toEqual(
      ['regret', 'ranks', 'problems', 'profile', 'seconds'].map((figure) => `figures/${figure}-toys.svg`),
    );
    for (const name of names()) {
      const { document } = parseHTML(file(name));
      expect(document.querySelector('svg'), name).not.toBeNull();
      expect(file(name), name).not.toMatch(/NaN|undefined|Infinity/);
    }
    const { document } = parseHTML(file('figures/regret-toys.svg'));
    const texts = [...document.querySelectorAll('text')].map((text) => text.textContent);
    for (const name of ['walk-0.8', 'random']) expect(texts.filter((text) => text === name)).toHaveLength(1);
  });

  it('are the same bytes for the same runs, as SVG and as PNG', async () => {
    const again = await documents(await report(await campaign()), heading);
    expect([...again.keys()]).toEqual([...files.keys()]);
    for (const [name, content] of again)
      expect(Buffer.from(content).equals(Buffer.from(files.get(name)!)), name).toBe(true);
    expect(Buffer.from(files.get('figures/regret-toys.png')!).subarray(1, 4).toString()).toBe('PNG');
  });

  it('have ticks that a reader can name', () => {
    expect(logTicks(0.5e-6, 20).map(power)).toEqual(['10⁻⁶', '10⁻⁴', '0.01', '1']);
    expect(logTicks(0.015, 1.2).map(power)).toEqual(['0.02', '0.05', '0.1', '0.2', '0.5', '1']);
    expect(logTicks(3.1, 3.9).length).toBeGreaterThanOrEqual(2);
    expect(power(2e-7)).toBe('2×10⁻⁷');
  });

  it('keep labels apart and inside', () => {
    const places = spread([10, 11, 12, 300], 15, 0, 200);
    const sorted = [...places].sort((a, b) => a - b);
    sorted.slice(1).forEach((place, i) => {
      expect(place - sorted[i]!).toBeGreaterThanOrEqual(15 - 1e-9);
    });
    expect(Math.max(...places)).toBeLessThanOrEqual(200);
    expect(spread([50, 100], 15, 0, 200)).toEqual([50, 100]);
  });
});

describe('the page', () => {
  it('fetches nothing: no address but of namespaces, and a policy that forbids the rest', () => {
    const html = file('index.html');
    const addresses = [...html.matchAll(/https?:\/\/[^\s"'<>)]+/g)].map(([address]) => address);
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<(link|img|iframe)\b|@import|url\(/);
  });

  it('holds every table and figure, and names as text', () => {
    const { document } = parseHTML(file('index.html'));
    expect(document.querySelector('h1')!.textContent).toBe('Toys & co');
    expect(document.querySelectorAll('table')).toHaveLength(7);
    expect(document.querySelectorAll('figure.plot')).toHaveLength(5);
    const { charts, inks } = JSON.parse(document.getElementById('charts')!.textContent!);
    expect(charts[0].views).toHaveLength(5);
    expect(Object.keys(inks)).toHaveLength(4);
  });
});
