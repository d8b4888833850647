/** The tuned rates that are written in baselines/ are those of the tables in results/tuning, and the tables are those of the runs. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { learningRates, type Settings, schedules } from 'optbench';
import { describe, expect, it } from 'vitest';
import { tuneOn } from '../../src/cli/tune/worker.ts';
import { chosen, readTuned } from '../../src/tuning/store.ts';
import { tuningTasks } from '../../src/tuning/task.ts';

const folder = fileURLToPath(new URL('../../results/tuning', import.meta.url));
const tables = readTuned(folder);
const files = await Promise.all(
  readdirSync(new URL('../../baselines', import.meta.url))
    .filter((file) => file.endsWith('.ts'))
    .map(async (file) => ({
      file: file.slice(0, -3),
      exported: (await import(`../../baselines/${file.slice(0, -3)}.ts`)).default as Partial<Settings>,
    })),
);
const methods = files.flatMap(({ file, exported }) => (exported.methods ?? []).map((method) => ({ file, ...method })));

describe('the tuned rates', () => {
  it('of the four oldest methods are known with every schedule', () => {
    for (const method of ['sgd', 'momentum', 'rmsprop', 'adam']) {
      const own = tables.filter((table) => table.method === method || table.method === `${method}-${table.schedule}`);
      expect(own.map(({ schedule = 'constant' }) => schedule).sort()).toEqual(schedules.map(({ name }) => name).sort());
      const best = own.flatMap(({ schedule, best }) => (schedule === undefined ? [] : [[schedule, best]]));
      expect(methods.find(({ name }) => name === method)!.tunedWith).toEqual(Object.fromEntries(best));
    }
  });

  it.each(methods)('of $name is the one in its table', ({ name, rate, tuned }) => {
    const table = tables.find(({ method }) => method === name);
    expect(table, `optbench tune ${name}`).toBeDefined();
    expect(tuned, `write tuned: ${table!.best} into baselines/`).toBe(table!.best);
    expect(table!.usual).toBe(rate);
  });

  it('are chosen over all tasks that the method can take on, at least six, and all rates and seeds', () => {
    for (const table of tables) {
      expect(table.tasks.length, table.method).toBeGreaterThanOrEqual(6);
      const done = [...table.tasks.map(({ task }) => task), ...Object.keys(table.unfit)];
      expect(done.sort(), table.method).toEqual(tuningTasks.map(({ name }) => name).sort());
      for (const { task, definition, seeds, rates, recommended } of table.tasks) {
        expect(definition, `${table.method} on ${task}`).toEqual(tuningTasks.find(({ name }) => name === task));
        expect(seeds).toBe(3);
        expect(rates.map(({ rate }) => rate)).toEqual(learningRates);
        expect(rates.every(({ scores }) => scores.length === 3)).toBe(true);
        // The rate that its authors recommend is known beside the grid, where it is none of that.
        expect(recommended?.rate).toBe(learningRates.includes(table.usual) ? undefined : table.usual);
      }
      expect(chosen(table)).toEqual(table);
    }
  });

  it('are what runs of today come to', { timeout: 60_000 }, async () => {
    const task = tuningTasks.find(({ name }) => name === 'quadratics-b')!;
    for (const { file, name, tuned } of methods.filter(({ name }) => ['adam', 'lbfgs'].includes(name))) {
      const known = tables.find(({ method }) => method === name)!.tasks.find((one) => one.task === task.name)!;
      const [again] = await tuneOn({ reference: file, method: name, rates: [tuned!], task, seeds: 3 }).then((answer) =>
        'rates' in answer ? answer.rates : [],
      );
      expect(again).toEqual(known.rates.find(({ rate }) => rate === tuned));
    }
  });
});
