/** `optbench report` on a campaign on disk. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'optbench';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { type ReportFlags, report, summary } from '../../src/cli/report.ts';
import { createCampaign } from '../../src/results/campaign.ts';
import { FORMAT_VERSION, type Manifest } from '../../src/results/format.ts';
import { openJournal } from '../../src/results/journal.ts';
import { optimizers, problems } from './toy.ts';

const versions = { optbench: '0.0.0', node: 'v20', backend: 'cpu' };
const manifest: Manifest = {
  format: 'optbench-campaign',
  version: FORMAT_VERSION,
  created: '2026-01-01T00:00:00.000Z',
  versions,
  suites: [
    {
      name: 'toys',
      reference: 'toys',
      seeds: 2,
      problems: [
        { id: 'bowl', dim: 2, order: 0, budget: 12, optimum: 0, fingerprint: 'f' },
        { id: 'steep', dim: 2, order: 0, budget: 12, optimum: 3, fingerprint: 'f' },
      ],
    },
  ],
  optimizers: optimizers.map(({ name, order }) => ({ name, reference: name, order })),
  workers: 1,
  timeout: null,
  unfit: [],
};

const folder = mkdtempSync(join(tmpdir(), 'report-'));
const dir = join(folder, 'campaign');
let printed = '';
let said = '';
const io: Io = {
  out: (text) => {
    printed += text;
  },
  err: (text) => {
    said += text;
  },
  read: () => '',
  terminal: undefined,
  cwd: folder,
  onInterrupt: () => () => {},
};
const reported = async (flags: ReportFlags = {}): Promise<string> => {
  printed = '';
  said = '';
  expect(await report('campaign', flags, io)).toBe(0);
  return printed;
};

beforeAll(async () => {
  const campaign = createCampaign(dir, manifest);
  await expect(report('campaign', { partial: true }, io)).rejects.toThrow('nothing to report');
  expect(await summary(dir)).toBe('');
  for (const key of campaign.keys) {
    const journal = openJournal(campaign.journalPath(key), { versions, fingerprint: 'f' });
    const problem = problems.find(({ id }) => id === key.problem)!;
    const optimizer = optimizers.find(({ name }) => name === key.optimizer)!;
    await run(optimizer, problem, { suite: 'toys', seed: key.seed, budget: 12, journal });
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

it('prints tables that fit the width, and writes the whole report', async () => {
  const text = await reported({ width: 60 });
  expect(text).toContain('Leaderboard, toys: 2 problems, 2 seeds, 12 evaluations');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  expect(said).toContain(join('report', 'index.html'));
  expect(readdirSync(join(dir, 'report')).sort()).toEqual([
    'figures',
    'index.html',
    'report.json',
    'report.md',
    'tables',
  ]);
  expect(existsSync(join(dir, 'report', 'figures', 'regret-toys.png'))).toBe(true);
});

it('prints Markdown, CSV, JSON and HTML, each by itself', async () => {
  expect(await reported({ format: 'md' })).toMatch(/^# optbench: toys\n/);
  expect((await reported({ format: 'csv' })).split('\n')[0]).toMatch(/^place,optimizer,mean_rank,/);
  expect(JSON.parse(await reported({ format: 'json' })).tables[0].rows).toHaveLength(4);
  expect(await reported({ format: 'html', out: 'elsewhere' })).toMatch(/^<!doctype html>/);
  expect(said).toBe('');
  expect(readFileSync(join(folder, 'elsewhere', 'index.html'), 'utf8')).toBe(printed);
});

it('sums up a campaign, finished or not', async () => {
  const text = await summary(dir, 80);
  expect(text).toContain('Leaderboard, toys');
  expect(text).not.toContain('Pairs');
});

it('refuses a campaign with missing runs unless told otherwise, and then says so', async () => {
  rmSync(join(dir, 'runs', 'toys', 'random', 'bowl.s1.jsonl'));
  await expect(report('campaign', {}, io)).rejects.toThrow('--partial');
  expect(await reported({ partial: true })).toMatch(/^Incomplete: 1 of the campaign's runs/);
});
