/**
 * The loop's own cost: random search on a sphere, ask + evaluate + tell + journal. Targets: under 5 microseconds per trial
 * with the journal in memory, under 50 with every trial written to disk (no fsync).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { box, formula, type Journal, run } from 'optbench';
import { Bench } from 'tinybench';
import random from '../baselines/random.ts';
import { openJournal } from '../src/results/journal.ts';

const TRIALS = 10_000; // the longest run whose journal is not thinned
const sphere = formula({
  id: 'sphere',
  space: box(Array.from({ length: 6 }, () => [-5, 5] as const)),
  source: 'x^T x',
  value: (x) => x.reduce((sum, v) => sum + v * v, 0),
});
const pins = { versions: { optbench: '0', node: process.version, backend: 'none' }, fingerprint: '' };

/** Measures and prints microseconds per trial. */
export default async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'optbench-speed-'));
  let seed = 0;
  const make = (journal: Journal) => run(random, sphere, { suite: 'speed', seed: seed++, budget: TRIALS, journal });
  const tasks = new Bench({ time: 3000, warmupTime: 500 })
    .add('journal in memory', async () => {
      const lines: unknown[] = [];
      await make({ open: (header) => lines.push(header), trial: (record) => lines.push(record), close() {} });
    })
    .add('journal on disk', async () => {
      await make(openJournal(join(folder, `${seed}.jsonl`), pins));
    });
  await tasks.run();
  rmSync(folder, { recursive: true });
  console.log('\nLoop overhead, random search on a 6-D sphere');
  console.table(
    tasks.tasks.map(({ name, result }) => {
      if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
      const microseconds = (milliseconds: number) => Number(((milliseconds * 1000) / TRIALS).toFixed(2));
      const { p50, p75, p99 } = result.latency;
      return { name, 'median, us/trial': microseconds(p50), p75: microseconds(p75), p99: microseconds(p99) };
    }),
  );
}
