/**
 * Speed of the 24 BBOB functions in 10-D against COCO's C core, evaluations per second of `oracle.evaluate` over a cycle of
 * random points. Target: at least 40 % of the C core, geometric mean.
 *
 * The core's own speed is best measured in the same session, which OPTBENCH_COCO says where to find:
 *   python3 bench/peers/coco.py speed > coco.json && OPTBENCH_COCO=coco.json npm run bench:speed bbob
 * Without it the figures below stand in.
 */
import { readFileSync } from 'node:fs';
import { type Observation, stream } from 'optbench';
import { functions } from '../suites/bbob/functions/index.ts';
import { bbobProblem } from '../suites/bbob/problem.ts';

const DIM = 10;
const POINTS = 1024; // a power of 2
const SAMPLES = 9;
const SAMPLE_SECONDS = 0.1;

/** COCO C core 2.8.2, optimised build, one thread of an idle 2-core machine, f1 to f24. */
const CORE = [
  13.0e6, 1.12e6, 0.8e6, 0.83e6, 5.9e6, 3.0e6, 2.3e6, 6.7e6, 8.9e6, 1.03e6, 1.12e6, 3.2e6, 5.5e6, 3.9e6, 0.77e6, 0.36e6,
  1.2e6, 0.98e6, 3.8e6, 0.78e6, 0.72e6, 2.2e6, 0.16e6, 2.0e6,
];

/** Measures and prints evaluations per second. */
export default async function bench(): Promise<void> {
  const file = process.env['OPTBENCH_COCO'];
  const core = file === undefined ? CORE : (JSON.parse(readFileSync(file, 'utf8')) as readonly number[]);
  const rng = stream('bench', 'bbob');
  const points = Array.from({ length: POINTS }, () => Float64Array.from({ length: DIM }, () => 10 * rng.next() - 5));
  const ticket = { id: 0, order: 0, signal: new AbortController().signal } as const;

  const rates: number[] = [];
  let checksum = 0; // keeps the evaluations from being optimised away
  for (let f = 1; f <= functions.length; f++) {
    const oracle = await bbobProblem(f, 1, DIM).start(rng);
    const samples: number[] = [];
    for (let sample = 0; sample <= SAMPLES; sample++) {
      const start = performance.now();
      let seconds = 0;
      let count = 0;
      while (seconds < SAMPLE_SECONDS) {
        for (let k = 0; k < POINTS; k++) checksum += (oracle.evaluate(points[k]!, ticket) as Observation).value;
        count += POINTS;
        seconds = (performance.now() - start) / 1000;
      }
      if (sample > 0) samples.push(count / seconds); // the first one warms up
    }
    rates.push(samples.sort((a, b) => a - b)[SAMPLES >> 1]!);
  }

  if (Number.isNaN(checksum)) throw new Error('bench bbob: a value was not a number');
  const ratios = rates.map((rate, i) => rate / core[i]!);
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  console.log(`\nBBOB in ${DIM}-D; C core ${file === undefined ? 'as measured elsewhere' : `from ${file}`}`);
  console.table(
    functions.map(({ name }, i) => ({
      function: `f${i + 1} ${name}`,
      'million/s': Number((rates[i]! / 1e6).toFixed(2)),
      'C core': Number((core[i]! / 1e6).toFixed(2)),
      ratio: Number(ratios[i]!.toFixed(2)),
    })),
  );
  console.log(`geometric mean of the ratios: ${mean.toFixed(2)} (target: at least 0.40)`);
}
