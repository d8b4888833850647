import { appendFileSync, mkdtempSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { box, formula, type Optimizer, run } from 'optbench';
import { describe, expect, it } from 'vitest';
import random from '../../baselines/random.ts';
import { openJournal, type Pins, readJournal } from '../../src/results/journal.ts';
import { ReplayMismatch } from '../../src/run.ts';

const pins: Pins = { versions: { optbench: '0', node: 'v0', backend: 'cpu' }, fingerprint: 'abc' };
const unit = box([
  [0, 1],
  [0, 1],
]);
const bowl = formula({ id: 'bowl', space: unit, source: 'test', value: (x) => x[0]! ** 2 + x[1]! ** 2 });
/** Walks by what it is told, so that a changed value changes the next proposal. */
const walker: Optimizer = {
  name: 'walker',
  order: 0,
  source: 'test',
  start({ x0, rng }) {
    let x = x0;
    return {
      ask: () => x,
      tell: ({ value }) => {
        x = x.map((u) => (u + 0.1 * rng.next() + 0.3 * (Number.isFinite(value) ? value : 1)) % 1);
      },
    };
  },
};

const file = () => join(mkdtempSync(join(tmpdir(), 'journal-')), 'runs', 'a.s0.jsonl');
const write = (path: string, { budget = 8, optimizer = walker, restart = false } = {}) => {
  const journal = openJournal(path, pins, { restart });
  return run(optimizer, bowl, { suite: 'test', seed: 0, budget, journal, replay: journal.replay, clock: () => 0 });
};
const withoutTimings = (path: string) => readFileSync(path, 'utf8').replace(/,"seconds":\{[^}]*\}/g, '');

describe('a journal', () => {
  it('reads back as the run that was made', async () => {
    const path = file();
    const made = await write(path);
    const { trials, outcome } = readJournal(path)!;
    expect({ trials, outcome }).toEqual({ trials: made.trials, outcome: made.outcome });
  });

  it('cut at any byte and resumed, ends as if it had never been cut', async () => {
    const whole = file();
    await write(whole);
    const size = readFileSync(whole).length;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: size - 1 }), async (cut) => {
        const path = file();
        await write(path);
        // Timings make one journal some bytes shorter than another; a whole one is not resumed.
        truncateSync(path, Math.min(cut, readFileSync(path).length - 1));
        await write(path);
        expect(withoutTimings(path)).toBe(withoutTimings(whole));
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it('names the line that was changed by hand', async () => {
    const path = file();
    await write(path);
    const text = readFileSync(path, 'utf8');
    const value = /"value":([0-9.]+)/.exec(text)![0];
    writeFileSync(path, text.replace(value, '"value":0.123'));
    expect(() => readJournal(path)).toThrow(/line 2: its checksum does not match/);
    expect(() => openJournal(path, pins)).toThrow(/changed by hand, so restart/);
  });

  it('names a line that was removed, doubled or is no JSON', async () => {
    const path = file();
    await write(path);
    const lines = readFileSync(path, 'utf8').split('\n');
    for (const [broken, message] of [
      [[...lines.slice(0, 3), ...lines.slice(4)], /line 4: its checksum/],
      [[...lines.slice(0, 3), lines[2], ...lines.slice(3)], /line 4: its checksum/],
      [[...lines.slice(0, 3), 'hello', ...lines.slice(4)], /line 4: is not JSON/],
      [[...lines.slice(0, -1), lines.at(-2), ''], /follows the outcome/],
    ] as const) {
      writeFileSync(path, broken.join('\n'));
      expect(() => readJournal(path)).toThrow(message);
    }
  });

  it('refuses other versions, another fingerprint and another budget, and can be restarted', async () => {
    const path = file();
    await write(path);
    truncateSync(path, readFileSync(path).length - 100);
    const other = { ...pins, versions: { ...pins.versions, node: 'v9' } };
    expect(() => openJournal(path, other)).toThrow(/node v0 then, v9 now.*--restart/);
    expect(() => openJournal(path, { ...pins, fingerprint: 'xyz' })).toThrow(/the problem has other values now/);
    await expect(write(path, { budget: 9 })).rejects.toThrow(/is of budget 8, this run is of 9/);
    await write(path, { budget: 9, restart: true });
    expect(readJournal(path)!.trials).toHaveLength(9);
  });

  it('refuses another format version', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'journal-')), 'a.jsonl');
    writeFileSync(path, '{"format":"optbench-journal","version":2,"check":"00000000"}\n');
    expect(() => readJournal(path)).toThrow(/line 1: has format version 2, this optbench reads version 1/);
  });

  it('does not replay into an optimizer that proposes something else', async () => {
    const path = file();
    await write(path);
    const text = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, `${text.slice(0, 5).join('\n')}\n`);
    const changed: Optimizer = { ...random, name: 'walker' };
    await expect(write(path, { optimizer: changed })).rejects.toThrow(ReplayMismatch);
    await expect(write(path, { optimizer: changed })).rejects.toThrow(/trial 0: the optimizer proposes/);
  });

  it('says clearly that the disk is full and loses nothing', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'journal-')), 'a.jsonl');
    symlinkSync('/dev/full', path);
    await expect(write(path)).rejects.toThrow(/cannot write the journal .*no space left.*written before is safe/);
  });

  it('thins long runs to the first, the last, improvements and twenty a decade', async () => {
    const path = file();
    const made = await write(path, { budget: 20_000, optimizer: random });
    const { header, trials, outcome } = readJournal(path)!;
    expect(header.thinned).toBe(true);
    expect(outcome).toEqual({ kind: 'finished' });
    expect(trials.length).toBeLessThan(200);
    expect([trials[0]!.id, trials.at(-1)!.id]).toEqual([0, 19_999]);
    const best = (records: readonly { value: number | null }[]) => Math.min(...records.map(({ value }) => value!));
    expect(best(trials)).toBe(best(made.trials));
    appendFileSync(path, 'torn');
    expect(readJournal(path)!.trials).toHaveLength(trials.length);
  });
});
