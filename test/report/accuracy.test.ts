/** Accuracy beside the loss: there where problems have classes, and nowhere else. */
import type { Run } from 'optbench';
import { describe, expect, it } from 'vitest';
import { report, tablesOf } from '../../src/report/report.ts';

const trained = (
  optimizer: string,
  problem: string,
  seed: number,
  accuracies: readonly (number | undefined)[],
): Run => ({
  header: { suite: 'nets', problem, optimizer, seed, budget: 3, workers: 1, dim: 5, order: 1, optimum: null },
  trials: accuracies.map((accuracy, id) => ({
    id,
    x: '00',
    value: 3 - id,
    ...(accuracy !== undefined && { judged: 4 - id, accuracy }),
    status: 'ok',
    seconds: { ask: 0, evaluate: 0, tell: 0 },
  })),
  outcome: { kind: 'finished' },
});

const runs = [
  trained('a', 'p', 0, [0.1, undefined, 0.5]),
  trained('a', 'p', 1, [0.1, undefined, 0.7]),
  trained('b', 'p', 0, [0.2, undefined, 0.9]),
  trained('b', 'p', 1, [0.3, undefined, 0.9]),
  trained('a', 'q', 0, [0.1, undefined, 1]),
  trained('b', 'r', 0, [undefined, undefined, undefined]),
];

describe('the accuracy table', () => {
  it('has the last accuracy of every run, the median over seeds, and a mean for those on all problems', async () => {
    const tables = tablesOf(await report(runs));
    const table = tables.find(({ id }) => id === 'accuracy-nets')!;
    expect(table.columns.map(({ key }) => key)).toEqual(['problem', 'a', 'b']);
    expect(table.rows.map((cells) => cells.map(({ value }) => value))).toEqual([
      ['p', 0.6, 0.9],
      ['q', 1, null],
      ['mean', 0.8, null],
    ]);
    expect(table.rows[0]![1]!.text).toBe('60.0 % [55.0 %, 65.0 %]');
    expect(table.rows[0]!.map(({ best }) => best)).toEqual([undefined, false, true]);
    const data = tables.find(({ id }) => id === 'runs')!;
    const column = data.columns.findIndex(({ key }) => key === 'accuracy');
    expect(data.rows.map((cells) => cells[column]!.value).sort()).toEqual([0.5, 0.7, 0.9, 0.9, 1, null]);
  });

  it('is not there without classes', async () => {
    const tables = tablesOf(await report(runs.slice(-1)));
    expect(tables.filter(({ id }) => id.startsWith('accuracy'))).toEqual([]);
  });
});
