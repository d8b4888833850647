import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { box, formula, run } from 'optbench';
import { describe, expect, it } from 'vitest';
import random from '../../baselines/random.ts';
import { type Campaign, createCampaign, differences, openCampaign, readCampaign } from '../../src/results/campaign.ts';
import { fingerprint } from '../../src/results/fingerprint.ts';
import { FORMAT_VERSION, jsonSchema, type Manifest } from '../../src/results/format.ts';
import { openJournal } from '../../src/results/journal.ts';
import { lockCampaign } from '../../src/results/lock.ts';

const space = box([[0, 1]]);
const line = formula({ id: 'line', space, source: 'test', optimum: 0, value: (x) => x[0]! });
const versions = { optbench: '0', node: 'v0', backend: 'cpu' };
const manifest: Manifest = {
  format: 'optbench-campaign',
  version: FORMAT_VERSION,
  created: '2026-01-01T00:00:00.000Z',
  versions,
  suites: [
    {
      name: 'test',
      reference: 'test',
      seeds: 2,
      problems: [{ id: 'line', dim: 1, order: 0, budget: 5, optimum: 0, fingerprint: await fingerprint(line) }],
    },
  ],
  optimizers: [
    { name: 'random', reference: 'random', order: 0 },
    { name: 'other', reference: 'other', order: 0 },
  ],
  workers: 1,
  timeout: null,
  unfit: [{ suite: 'test', problem: 'line', optimizer: 'other', reason: 'too flat' }],
};

const fresh = () => join(mkdtempSync(join(tmpdir(), 'campaign-')), 'c');
async function make(campaign: Campaign, seeds = [0, 1]): Promise<void> {
  const pins = { versions, fingerprint: manifest.suites[0]!.problems[0]!.fingerprint };
  for (const key of campaign.keys.filter(({ seed }) => seeds.includes(seed))) {
    const journal = openJournal(campaign.journalPath(key), pins);
    await run(random, line, { suite: 'test', seed: key.seed, budget: 5, journal });
  }
}

describe('a campaign', () => {
  it('consists of every run but the unfit ones and reads back whole', async () => {
    const campaign = createCampaign(fresh(), manifest);
    expect(campaign.keys.map(({ optimizer, seed }) => `${optimizer} ${seed}`)).toEqual(['random 0', 'random 1']);
    expect(campaign.keys.map(campaign.state)).toEqual(['missing', 'missing']);
    await make(campaign);
    expect(campaign.keys.map(campaign.state)).toEqual(['finished', 'finished']);
    const { runs, missing } = readCampaign(campaign.dir);
    expect(runs.map(({ trials }) => trials.length)).toEqual([5, 5]);
    expect(missing).toEqual([]);
  });

  it('is refused while runs are missing, with the list of them, unless a partial one is asked for', async () => {
    const campaign = createCampaign(fresh(), manifest);
    await make(campaign, [0]);
    expect(() => readCampaign(campaign.dir)).toThrow(
      /1 of 2 runs are not finished.*\n {2}runs.*line\.s1\.jsonl: missing/s,
    );
    const { runs, missing } = readCampaign(campaign.dir, { partial: true });
    expect([runs.length, missing.length]).toEqual([1, 1]);
  });

  it('is refused, partial or not, where a journal does not belong to it', async () => {
    const campaign = createCampaign(fresh(), manifest);
    await make(campaign);
    const [first, second] = campaign.keys.map(campaign.journalPath) as [string, string];
    cpSync(first, second);
    expect(() => readCampaign(campaign.dir, { partial: true })).toThrow(/line\.s1\.jsonl: is of seed 0/);
    cpSync(first, second.replace('s1', 's7'));
    expect(() => readCampaign(campaign.dir)).toThrow(/s7\.jsonl: is not part of the campaign/);
  });

  it('is refused where a problem had other values, and where another version made a run', async () => {
    const campaign = createCampaign(fresh(), manifest);
    await make(campaign);
    const path = join(campaign.dir, 'campaign.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(manifest.suites[0]!.problems[0]!.fingerprint, 'another'));
    expect(() => readCampaign(campaign.dir)).toThrow(/the problem had other values when this was made/);
    writeFileSync(path, text.replace('"node": "v0"', '"node": "v1"'));
    expect(() => readCampaign(campaign.dir)).toThrow(/was made with node v0/);
  });

  it('is not begun twice in one folder, nor where nothing can be written', () => {
    const { dir } = createCampaign(fresh(), manifest);
    expect(() => createCampaign(dir, manifest)).toThrow(/holds a campaign already; add --resume/);
    const blocked = join(dir, 'campaign.json', 'inside');
    expect(() => createCampaign(blocked, manifest)).toThrow(/cannot write to .*choose another --out/);
    expect(() => openCampaign(join(dir, 'nowhere'))).toThrow(/holds no campaign/);
  });

  it('says which line of a damaged manifest is wrong', () => {
    const { dir } = createCampaign(fresh(), manifest);
    const path = join(dir, 'campaign.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"workers": 1', '"workers": 0'));
    expect(() => openCampaign(dir)).toThrow(/workers/);
    writeFileSync(path, text.slice(0, 40));
    expect(() => openCampaign(dir)).toThrow(/JSON/);
    writeFileSync(path, text.replace('"version": 1', '"version": 3'));
    expect(() => openCampaign(dir)).toThrow(/has format version 3/);
  });

  it('says how it differs from another', () => {
    const wanted: Manifest = { ...manifest, workers: 2, suites: [{ ...manifest.suites[0]!, seeds: 3 }] };
    expect(differences(manifest, manifest)).toEqual([]);
    expect(differences(manifest, wanted)).toEqual(['workers: 1 then, 2 now', 'seeds of test: 2 then, 3 now']);
  });
});

describe('the lock', () => {
  it('keeps a second process out until it is released', async () => {
    const { dir } = createCampaign(fresh(), manifest);
    const holder = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    await once(holder, 'spawn');
    const stat = readFileSync(`/proc/${holder.pid}/stat`, 'utf8');
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: holder.pid, host: hostname(), started }));
    expect(() => lockCampaign(dir)).toThrow(`process ${holder.pid}`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const release = lockCampaign(dir); // its holder is dead
    expect(existsSync(join(dir, 'lock'))).toBe(true);
    expect(() => lockCampaign(dir)).toThrow(/is writing this campaign/);
    release();
    expect(existsSync(join(dir, 'lock'))).toBe(false);
  });

  it('of a killed process does not count, even where its number is in use again', () => {
    const { dir } = createCampaign(fresh(), manifest);
    writeFileSync(join(dir, 'lock'), JSON.stringify({ pid: process.pid, host: hostname(), started: 'long ago' }));
    lockCampaign(dir)();
    writeFileSync(join(dir, 'lock'), '{"pid": 1');
    lockCampaign(dir)();
    expect(existsSync(join(dir, 'lock'))).toBe(false);
  });
});

describe('the formats', () => {
  it('are what docs/format.schema.json says', async () => {
    const path = new URL('../../docs/format.schema.json', import.meta.url);
    if (process.env['OPTBENCH_WRITE_SCHEMA']) writeFileSync(path, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
  });

  it('hold for every line that is written', async () => {
    const campaign = createCampaign(fresh(), manifest);
    await make(campaign);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ ...jsonSchema(), $id: 'optbench' });
    const valid = (part: string, body: unknown) => ajv.validate(`optbench#/$defs/${encodeURIComponent(part)}`, body);
    expect(valid('campaign.json', JSON.parse(readFileSync(join(campaign.dir, 'campaign.json'), 'utf8')))).toBe(true);
    const lines = readFileSync(campaign.journalPath(campaign.keys[0]!), 'utf8').trim().split('\n');
    const parts = ['journal, first line', ...lines.slice(2).map(() => 'journal, trial'), 'journal, last line'];
    for (const [i, part] of parts.entries()) expect(valid(part, JSON.parse(lines[i]!)), `line ${i + 1}`).toBe(true);
    expect(valid('journal, trial', { id: -1 })).toBe(false);
  });

  it('keep a torn last line from being read', async () => {
    const campaign = createCampaign(fresh(), manifest);
    await make(campaign);
    const path = campaign.journalPath(campaign.keys[0]!);
    appendFileSync(path, '{"id":5,"x":[0.1');
    expect(readCampaign(campaign.dir).runs).toHaveLength(2);
    rmSync(campaign.dir, { recursive: true });
  });
});
