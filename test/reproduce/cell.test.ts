import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  bestAfter,
  type Cell,
  type CellHeader,
  type CellRun,
  cellRun,
  cellText,
  parseCell,
  trainingRun,
} from '../../src/reproduce/cell.ts';
import { cellStore } from '../../src/reproduce/store.ts';

const header: CellHeader = {
  panel: 'branin',
  optimizer: 'random',
  budget: 10,
  fingerprint: 'f',
  made: { optbench: '0', node: 'v0' },
};
const run = (number: number, ...values: readonly number[]): CellRun =>
  cellRun(number, { counts: values.map((_, i) => 2 * i + 1), standings: values }, 0.001234, 6);
const cell: Cell = { header, runs: [run(2, 1, 0.5), run(1, 3, 2, 1), { ...run(3), failed: 'it threw' }] };

describe('a run', () => {
  it('knows its best value after any number of evaluations', () => {
    const { runs } = cell;
    expect([1, 2, 3, 10].map((count) => bestAfter(runs[0]!, count))).toEqual([1, 1, 0.5, 0.5]);
    expect(bestAfter(runs[2]!, 5)).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps no steps that its digits cannot show', () => {
    const { counts, values } = cellRun(1, { counts: [1, 4, 9], standings: [1, 0.99999999, 0.5] }, 0, 6);
    expect([counts, values]).toEqual([
      [1, 9],
      [1, 0.5],
    ]);
  });
});

describe('the text of a cell', () => {
  it('is read back as it was, runs in order', () => {
    expect(parseCell(cellText(cell))?.runs.map(({ run }) => run)).toEqual([1, 2, 3]);
    const again = parseCell(cellText(cell))!;
    expect(again.header).toEqual(header);
    expect(again.runs[0]).toEqual(cell.runs[1]);
    expect(again.runs[2]).toMatchObject({ failed: 'it threw' });
  });

  it('keeps the losses of training runs at marks, with their sum, diverged ones too', () => {
    const kept = { marks: [1, 3, 5], budget: 5, digits: 3 };
    const curve = { counts: [1, 2, 4, 5], standings: [9.1234, 4, 0.25, 0.5] };
    const good = trainingRun(1, curve, 0.75, 0.1, kept);
    expect(good).toMatchObject({
      values: [9.12, 4, 0.5],
      losses: { summed: 17.9, final: 0.5, best: 0.25, score: 0.75 },
    });
    const bad = trainingRun(2, { counts: [1, 4], standings: [3, Number.POSITIVE_INFINITY] }, undefined, 0.1, kept);
    const text = cellText({ header: { ...header, marks: kept.marks }, runs: [bad, good, { ...run(3), failed: 'oh' }] });
    expect(text).toContain('[1,0.1,[9.12,4,0.5],[17.9,0.5,0.25,0.75]]');
    expect(text).toContain('[2,0.1,[3,3,null],[null,null,3]]');
    expect(parseCell(text)!.runs).toEqual([good, bad, { ...run(3), seconds: Number.NaN, failed: 'oh' }]);
  });

  it('may be torn in its last line', () => {
    const text = cellText(cell);
    expect(parseCell(text.slice(0, -3))?.runs.map(({ run }) => run)).toEqual([1, 2]);
    expect(parseCell(text.slice(0, 20))).toBeUndefined();
    expect(parseCell('')).toBeUndefined();
  });
});

describe('a folder of cells', () => {
  const dir = mkdtempSync(join(tmpdir(), 'optbench-test-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('shows a cell as begun until all of its runs are there', () => {
    const store = cellStore(dir);
    expect(store.read('branin', 'random')).toBeUndefined();
    store.begin({ header, runs: [] });
    store.append(header, [cell.runs[0]!]);
    expect(store.read('branin', 'random')).toMatchObject({ part: true, cell: { runs: [{ run: 2 }] } });
    expect(store.all('branin')).toEqual([]);
    store.append(header, [cell.runs[1]!]);
    store.finish(header);
    expect(store.read('branin', 'random')).toMatchObject({ part: false, cell: { runs: [{ run: 1 }, { run: 2 }] } });
    expect(store.all('branin')).toHaveLength(1);
  });

  it('keeps the older cell while a newer one is being made', () => {
    const store = cellStore(dir);
    store.begin({ header, runs: [] });
    expect(store.all('branin')[0]?.runs).toHaveLength(2);
    expect(store.read('branin', 'random')).toMatchObject({ part: true, cell: { runs: [] } });
  });

  it('takes up a part that was torn by a kill', () => {
    const store = cellStore(dir);
    store.begin({ header, runs: [cell.runs[1]!] });
    const part = join(dir, 'cells', 'branin', 'random.jsonl.part');
    writeFileSync(part, `${readFileSync(part, 'utf8')}[2,0.00`);
    const found = store.read('branin', 'random')!.cell;
    expect(found.runs.map(({ run }) => run)).toEqual([1]);
  });
});
