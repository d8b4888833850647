/** What is committed of the reproduction can be made again: the runs, from the shipped weights, and the summary, from the runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findProblem, type Optimizer, run } from 'optbench';
import { describe, expect, it } from 'vitest';
import { trace } from '../../src/report/trace.ts';
import { type Cell, cellRun, parseCell } from '../../src/reproduce/cell.ts';
import { averager } from '../../src/reproduce/mean.ts';
import { cellStore } from '../../src/reproduce/store.ts';
import { type SummaryRow, summary } from '../../src/reproduce/summary.ts';
import suite from '../../suites/chen2017/index.ts';
import reproduction from '../../suites/chen2017/reproduction.ts';

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const results = file('results/reproductions/chen2017');
const FUNCTIONS = 5;
/** Where they are run again: a panel of samples, and two of other functions. The rest rests on the same code. */
const AGAIN = ['gp-d6', 'gp-d9', 'branin', 'hartmann6'];

/** All optimizers by name, of the guests that are named like them or have weights. */
async function optimizers(): Promise<ReadonlyMap<string, Optimizer>> {
  const guests = readdirSync(file('baselines'))
    .map((entry) => entry.replace('.ts', ''))
    .filter(
      (name) => ['random', 'sobol', 'nelder-mead'].includes(name) || existsSync(file(`baselines/${name}/weights`)),
    );
  const found = await Promise.all(
    guests.map(async (name) => {
      const path = existsSync(file(`baselines/${name}.ts`)) ? `baselines/${name}.ts` : `baselines/${name}/index.ts`;
      const { default: exported } = (await import(file(path))) as { default: Optimizer | readonly Optimizer[] };
      return [exported].flat() as Optimizer[];
    }),
  );
  return new Map(found.flat().map((optimizer) => [optimizer.name, optimizer]));
}

const cells: readonly Cell[] = readdirSync(`${results}/cells`).flatMap((panel) =>
  readdirSync(`${results}/cells/${panel}`)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => parseCell(readFileSync(`${results}/cells/${panel}/${name}`, 'utf8'))!),
);
const quick = cells.filter(
  ({ header, runs }) => AGAIN.includes(header.panel) && !reproduction.slow.test(header.optimizer) && runs.length > 0,
);

describe('the committed runs', async () => {
  const known = await optimizers();

  it.each(quick.map((cell) => [cell.header.panel, cell.header.optimizer, cell] as const))(
    `%s, %s: ${FUNCTIONS} functions give the same curves`,
    async (id, name, cell) => {
      const panel = reproduction.panels.find((other) => other.id === id)!;
      for (const committed of cell.runs.slice(0, FUNCTIONS)) {
        const { problem, seed } = panel.place(committed.run);
        const made = await run(known.get(name)!, findProblem(suite, problem)!, {
          suite: suite.name,
          seed,
          budget: panel.budget,
        });
        const { counts, values } = cellRun(committed.run, trace(made, 'value'), 0, panel.digits);
        expect(counts, problem).toEqual(committed.counts);
        values.forEach((value, i) => {
          // To the last of the digits that are kept.
          const unit = 10 ** (1 - panel.digits) * Math.abs(value);
          expect(Math.abs(value - committed.values[i]!), problem).toBeLessThanOrEqual(unit);
        });
      }
    },
  );
});

describe('the committed summary', () => {
  it('is that of the committed runs', async () => {
    const store = cellStore(results);
    const panels = reproduction.panels.map((panel) => ({
      panel,
      cells: store.all(panel.id).filter(({ runs }) => runs.length > 0),
      unfit: [],
      failed: [],
    }));
    const key = ({ problem, optimizer, step }: SummaryRow): string => `${problem} ${optimizer} ${step}`;
    const rows = new Map(summary(reproduction, panels, await averager()).map((row) => [key(row), row]));
    const committed = JSON.parse(readFileSync(`${results}/summary.json`, 'utf8')) as SummaryRow[];
    expect(committed.map(key).sort()).toEqual([...rows.keys()].sort());
    for (const row of committed) expect(row).toEqual(rows.get(key(row)));
  });

  it('rests on enough functions', () => {
    for (const { header, runs } of cells.filter(({ runs }) => runs.length > 0)) {
      // Fewer of the slow ones are named in the report; it says so.
      const slow = reproduction.slow.test(header.optimizer);
      const least = slow ? 20 : header.learned && header.panel.startsWith('gp-') ? 1000 : 100;
      expect(runs.length, `${header.panel}, ${header.optimizer}`).toBeGreaterThanOrEqual(least);
      expect(runs.every(({ failed }) => failed === undefined)).toBe(true);
    }
  });
});
