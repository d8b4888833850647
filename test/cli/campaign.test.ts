/** Campaigns from the command line: what is made, what is gone on with, and what is refused. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { openCampaign } from '../../src/results/campaign.ts';
import { batch, command, folder, plugin, type Result, start, untimed } from './command.ts';

const here = folder();
afterAll(() => here.remove());

const spheres = plugin('spheres');
const run = (out: string, ...flags: string[]): string[] => [
  'run',
  '--suites',
  spheres,
  '--optimizers',
  `random,${plugin('walker')}`,
  '--out',
  out,
  '--jobs',
  '1',
  ...flags,
];
const journal = (campaign: string): string => `${campaign}/runs/spheres/random/sphere-d1.s0.jsonl`;

const results = batch(
  {
    one: run('one', '--json'),
    again: run('one', '--json'),
    resumed: ['run', '--resume', '--out', 'one', '--json'],
    otherBudget: run('one', '--resume', '--budget', '5'),
    otherOptimizers: ['run', '--suites', spheres, '--optimizers', 'random', '--out', 'one', '--resume'],
    plain: run('two', '--jobs', '3'),
    quiet: run('three', '--quiet', '--isolate', 'process', '--problems', 'spheres/*-d1'),
    perDimension: run('four', '--json', '--problems', 'sphere-d2,sphere-d9', '--budget', '2d', '--seeds', '1'),
    unfit: ['run', '--suites', plugin('hostile-suite'), '--problems', 'nan', '--optimizers', 'random,sgd'].concat(
      '--out',
      'unfit',
    ),
    expression: ['run', '--expression', '(x-2)^2 + sin(3*y)', '--space', 'x: real -5 5; y: real 0 10', '--json'].concat(
      ['--optimizers', 'random,sgd', '--budget', '6', '--seeds', '2', '--out', 'expression'],
    ),
    parallel: run('parallel', '--json', '--workers', '3'),

    torn: run('torn', '--quiet'),
    tear: ['!chop', journal('torn'), '150'],
    mended: ['run', '--resume', '--out', 'torn', '--json'],

    edited: run('edited', '--quiet'),
    edit: ['!replace', journal('edited'), '"id":3,', '"id":4,'],
    refused: ['run', '--resume', '--out', 'edited'],
    refusedReport: ['report', 'edited'],
    restarted: ['run', '--resume', '--restart', '--out', 'edited', '--json'],

    aged: run('aged', '--quiet'),
    age: ['!replace', 'aged/campaign.json', '"version": 1', '"version": 0'],
    oldVersion: ['run', '--resume', '--out', 'aged'],
    renew: ['!replace', 'aged/campaign.json', '"version": 0', '"version": 1'],
    upgrade: ['!replace', 'aged/campaign.json', `"node": "${process.version}"`, '"node": "v4.0.0"'],
    otherNode: ['run', '--resume', '--out', 'aged'],

    fill: ['!link', journal('full'), '/dev/full'],
    full: run('full', '--quiet'),
    room: ['!link', journal('full'), 'elsewhere'],
    afterwards: ['run', '--resume', '--out', 'full', '--json'],
  },
  here.path,
);

const runs = ({ out }: Result): unknown => (JSON.parse(out) as { runs: unknown }).runs;
const text = (campaign: string): string => untimed(readFileSync(join(here.path, journal(campaign)), 'utf8'));

describe('a campaign', () => {
  it('is made: every optimizer on every problem, seed by seed', () => {
    expect(results.one).toMatchObject({ code: 0, err: '' });
    expect(runs(results.one)).toEqual({ total: 8, before: 0, finished: 8, failed: 0, left: 0 });
    const { manifest } = openCampaign(join(here.path, 'one'));
    expect(manifest.suites[0]).toMatchObject({ name: 'spheres', reference: spheres, seeds: 2 });
    expect(manifest.optimizers.map(({ name, reference }) => [name, reference])).toEqual([
      ['random', 'random'],
      ['walker', plugin('walker')],
    ]);
    expect(existsSync(join(here.path, 'one', 'lock'))).toBe(false);
  });

  it('is not begun where there is one, and has nothing left to do once it is finished', () => {
    expect(results.again).toMatchObject({ code: 1, out: '' });
    expect(results.again.err).toContain('holds a campaign already; add --resume');
    expect(runs(results.resumed)).toEqual({ total: 8, before: 8, finished: 0, failed: 0, left: 0 });
  });

  it('is not gone on with as something else', () => {
    expect(results.otherBudget.code).toBe(1);
    expect(results.otherBudget.err).toMatch(
      /is not the campaign asked for.*\n {2}spheres\/sphere-d1: budget 12.* then, budget 5.* now/,
    );
    expect(results.otherOptimizers.err).toContain('optimizer walker: order 0 then, absent now');
  });

  it('is the same however many runs are made at one time, in threads or in processes', () => {
    expect(text('two')).toBe(text('one'));
    expect(text('three')).toBe(text('one'));
  });

  it('tells in a pipe of each run, and prints its tables at the end', () => {
    expect(results.plain.err.match(/^\[\d\/8.*\] spheres\/sphere-d\d, \w+, seed \d: finished in .* s$/gm)).toHaveLength(
      8,
    );
    expect(results.plain.err).toMatch(/8 of 8 runs finished, in .* s: .*two/);
    expect(results.plain.out).toContain('walker');
    expect(results.quiet).toEqual({ code: 0, out: '', err: '' });
  });

  it('takes problems that a suite does not list, and budgets by the dimension', () => {
    const { manifest } = openCampaign(join(here.path, 'four'));
    expect(manifest.suites[0]?.problems.map(({ id, budget }) => [id, budget])).toEqual([
      ['sphere-d2', 4],
      ['sphere-d9', 18],
    ]);
  });

  it('leaves out pairs that cannot be, and says so', () => {
    expect(results.unfit.code).toBe(0);
    expect(results.unfit.err).toMatch(
      /sgd-.* is left out on hostile\/nan: needs gradients; the problem reveals only values/,
    );
    expect(openCampaign(join(here.path, 'unfit')).manifest.unfit).toHaveLength(1);
  });

  it('may be of one formula, with gradients', () => {
    expect(results.expression).toMatchObject({ code: 0, err: '' });
    expect(runs(results.expression)).toEqual({ total: 4, before: 0, finished: 4, failed: 0, left: 0 });
  });

  it('may have several proposals out at one time', () => {
    expect(openCampaign(join(here.path, 'parallel')).manifest.workers).toBe(3);
    const ids = [...text('parallel').matchAll(/"id":(\d+)/g)].map(([, id]) => Number(id));
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(12);
  });
});

describe('a journal', () => {
  it('that is torn is gone on with', () => {
    expect(runs(results.mended)).toEqual({ total: 8, before: 7, finished: 1, failed: 0, left: 0 });
    expect(text('torn')).toBe(text('one'));
  });

  it('that was changed by hand is refused, with its place, and begun anew on demand', () => {
    for (const { code, err } of [results.refused, results.refusedReport]) {
      expect(code).toBe(1);
      expect(err).toMatch(/sphere-d1\.s0\.jsonl, line 5: its checksum does not match/);
    }
    expect(results.refused.err).toContain('--restart begins their runs anew');
    expect(runs(results.restarted)).toEqual({ total: 8, before: 7, finished: 1, failed: 0, left: 0 });
    expect(text('edited')).toBe(text('one'));
  });

  it('of another version of the format, or of Node, is refused', () => {
    expect(results.oldVersion).toMatchObject({ code: 1, out: '' });
    expect(results.oldVersion.err).toContain('has format version 0, this optbench reads version 1');
    expect(results.otherNode.code).toBe(1);
    expect(results.otherNode.err).toContain(`node: v4.0.0 then, ${process.version} now`);
  });

  it('that cannot be written, the disk being full, ends the campaign, and nothing is lost', () => {
    expect(results.full).toMatchObject({ code: 1, out: '' });
    expect(results.full.err).toMatch(
      /cannot write the journal .*ENOSPC.*make room or choose another folder, then resume/,
    );
    expect(results.afterwards.code).toBe(0);
    expect(text('full')).toBe(text('one'));
  });
});

const slow = ['run', '--suites', plugin('slow'), '--optimizers', 'random', '--jobs', '1', '--quiet', '--out', 'slow'];
const begun = async (): Promise<void> => {
  for (const path of ['lock', 'runs/slow/random']) while (!existsSync(join(here.path, 'slow', path))) await sleep(20);
  await sleep(100);
};

it('a campaign has one writer, stops cleanly when it is interrupted, and can be resumed', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const process = start([...slow, '--resume'], here.path);
    const ended = new Promise((resolve) => process.once('exit', resolve));
    await begun();
    if (signal === 'SIGINT') {
      const second = command([...slow, '--resume'], here.path);
      expect(second.code).toBe(1);
      expect(second.err).toMatch(/process \d+ on .* is writing this campaign; wait for it or choose another --out/);
    }
    process.kill(signal);
    expect(await ended).toBe(code);
    expect(readdirSync(join(here.path, 'slow')).sort()).toEqual(['campaign.json', 'runs']);
  }
  expect(command([...slow, '--resume'], here.path)).toEqual({ code: 0, out: '', err: '' });
});
