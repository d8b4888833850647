import type { Panel, Reproduction } from 'optbench';
import { describe, expect, it } from 'vitest';
import { type Cell, cellRun } from '../../src/reproduce/cell.ts';
import { averager, differences } from '../../src/reproduce/mean.ts';
import { bestPublished, type PanelCells, summary } from '../../src/reproduce/summary.ts';
import { aheadTable, gapTable, panelTable, secondsTable, targetTable } from '../../src/reproduce/tables.ts';

const panel: Panel = {
  id: 'toy',
  title: 'Toy',
  budget: 3,
  digits: 6,
  runs: { quick: 4, slow: 2 },
  place: (run) => ({ suite: 'toy', problem: `i${run}`, seed: 0 }),
  oracles: [{ optimizer: 'oracle' }],
  published: [
    { method: 'DNC OI', steps: [0, 2], mean: [1, -1], half: { '2': 0.5 } },
    { method: 'SMAC', steps: [2], mean: [-9] },
  ],
};
const reproduction: Reproduction = {
  name: 'toy',
  title: 'Toy',
  source: 'nobody (2000)',
  panels: [panel],
  steps: [0, 2],
  optimizers: [],
  slow: /^slow/,
  twins: [{ optimizer: /^chen/, methods: ['LSTM OI', 'DNC OI'] }],
  targets: [
    { panel: 'toy', step: 2, mean: -1 },
    { panel: 'toy', step: 0, mean: -100 },
  ],
  learnedMethods: ['DNC OI'],
  details: [],
  choices: [],
  remarks: [],
};

/** Runs that stand at `first` after one evaluation and at `last` after three. */
function cell(optimizer: string, learned: boolean, ...runs: readonly (readonly [number, number])[]): Cell {
  return {
    header: { panel: 'toy', optimizer, learned, budget: 3, fingerprint: '', made: { optbench: '0', node: 'v0' } },
    runs: runs.map((standings, i) => cellRun(i + 1, { counts: [1, 3], standings: [...standings] }, 0.01 * (i + 1), 6)),
  };
}

const chen = cell('chen-oi', true, [1, -1], [2, -2], [3, -3], [4, -4]);
const oracle = cell('oracle', false, [1, 0], [2, -1], [3, -1], [4, -2]);
const panels: readonly PanelCells[] = [{ panel, cells: [oracle, chen], unfit: [], failed: [] }];

describe('the summary', async () => {
  const average = await averager();
  const rows = summary(reproduction, panels, average);

  it('has a row for every problem, optimizer and step', () => {
    expect(rows.map(({ problem, optimizer, step, runs }) => [problem, optimizer, step, runs])).toEqual([
      ['toy', 'oracle', 0, 4],
      ['toy', 'oracle', 2, 4],
      ['toy', 'chen-oi', 0, 4],
      ['toy', 'chen-oi', 2, 4],
    ]);
  });

  it("has the mean with Student's interval", () => {
    // R: t.test(c(-1, -2, -3, -4))$conf.int is -4.554260 to -0.445740
    expect(rows[3]?.mean).toBe(-2.5);
    expect(rows[3]?.ci95?.[0]).toBeCloseTo(-4.55426, 5);
    expect(rows[3]?.ci95?.[1]).toBeCloseTo(-0.44574, 5);
  });

  it('stands the published number beside an optimizer that has a counterpart', () => {
    expect(rows[3]).toMatchObject({ paper: -1, paperMethod: 'DNC OI' });
    expect(rows[0]).toMatchObject({ paper: null, paperMethod: null });
  });

  it('has no interval where there is but one run', () => {
    const one = summary(
      reproduction,
      [{ panel, cells: [cell('chen-oi', true, [1, 0])], unfit: [], failed: [] }],
      average,
    );
    expect(one[0]).toMatchObject({ mean: 1, ci95: null, runs: 1 });
  });

  it('leaves failed runs out', () => {
    const broken: Cell = {
      ...chen,
      runs: chen.runs.map((run) => (run.run === 4 ? { ...run, failed: 'it threw' } : run)),
    };
    expect(summary(reproduction, [{ panel, cells: [broken], unfit: [], failed: [] }], average)[1]).toMatchObject({
      mean: -2,
      runs: 3,
    });
  });

  it('knows the best of the published learned curves', () => {
    expect(bestPublished(panel, ['DNC OI'], 2)).toEqual({ method: 'DNC OI', mean: -1 });
    expect(bestPublished(panel, ['DNC OI'], 1)).toBeUndefined();
  });
});

describe('the tables', async () => {
  const average = await averager();
  const rows = summary(reproduction, panels, average);
  const texts = ({ rows }: { rows: readonly (readonly { text: string }[])[] }) =>
    rows.map((row) => row.map(({ text }) => text));

  it('show ours, then the paper', () => {
    expect(texts(panelTable(reproduction, panels[0]!, rows, 2))).toEqual([
      ['oracle', '4', '2.50 ± 2.05', '−1.00 ± 1.30'],
      ['chen-oi', '4', '2.50 ± 2.05', '−2.50 ± 2.05'],
      ['paper: DNC OI', '', '1.00', '−1.00 ± 0.50'],
      ['paper: SMAC', '', '–', '−9.00'],
    ]);
  });

  it('say whether a target holds, by the lower end of the interval', () => {
    expect(texts(targetTable(reproduction, rows, () => 2)).map((row) => row.slice(1))).toEqual([
      ['@2', '−1.00', '−2.50 ± 2.05', 'chen-oi', 'holds'],
      ['@0', '−100.00', '2.50 ± 2.05', 'chen-oi', 'misses by 100.45'],
    ]);
  });

  it('say who is ahead of the paper', () => {
    expect(texts(aheadTable(reproduction, panels, rows, 2, () => 2))).toEqual([['chen-oi', '1 of 1', '−1.50']]);
  });

  it('compare with the oracle function by function', () => {
    expect(differences(chen, oracle, 2)).toEqual([-1, -1, -2, -2]);
    // R: t.test(c(-1, -1, -2, -2)): mean -1.5, half the interval 0.9187
    expect(texts(gapTable(panels, [2], average))).toEqual([['toy', 'chen-oi', 'oracle', '4', '−1.500 ± 0.919']]);
  });

  it('show what proposing costs', () => {
    expect(texts(secondsTable(panels))[1]).toEqual(['chen-oi', '13.0 ms']);
  });
});
