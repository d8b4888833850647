/**
 * How close our BBOB functions come to COCO's own core, point by point.
 *
 *   python3 bench/peers/coco.py cases > cases.jsonl
 *   node --conditions=optbench-source --import tsx bench/peers/bbob-faithfulness.ts cases.jsonl
 *
 * The difference of a value is taken relative to f - f_opt, after 4 ulp of f: what rounding f itself to a double may cost.
 */
import { readFileSync } from 'node:fs';
import { stream } from 'optbench';
import { functions } from '../../suites/bbob/functions/index.ts';
import { bbobProblem } from '../../suites/bbob/problem.ts';

type Case = readonly [
  function: number,
  instance: number,
  dim: number,
  fopt: number,
  xopt: readonly number[],
  evaluated: readonly (readonly [x: readonly number[], value: number])[],
];

const rows = functions.map(({ name }, i) => ({
  function: `f${i + 1} ${name}`,
  problems: 0,
  'other f_opt': 0,
  'other x_opt': 0,
  points: 0,
  'bit-equal': 0,
  'largest difference': 0,
  'above tolerance': 0,
}));
const ticket = { id: 0, order: 0, signal: new AbortController().signal } as const;

for (const line of readFileSync(process.argv[2]!, 'utf8').trim().split('\n')) {
  const [f, instance, dim, fopt, xopt, evaluated] = JSON.parse(line) as Case;
  const row = rows[f - 1]!;
  const problem = bbobProblem(f, instance, dim);
  const oracle = await problem.start(stream());
  row.problems++;
  if (problem.optimum !== fopt) row['other f_opt']++;
  if (problem.minimizers![0]!.some((v, i) => v !== xopt[i])) row['other x_opt']++;
  for (const [x, expected] of evaluated) {
    const { value } = await oracle.evaluate(Float64Array.from(x), ticket);
    const ulp = 2 ** (Math.floor(Math.log2(Math.abs(expected))) - 52);
    const excess = Math.max(0, Math.abs(value - expected) - 4 * ulp);
    row.points++;
    if (value === expected) row['bit-equal']++;
    if (excess === 0) continue;
    const difference = excess / Math.abs(expected - fopt);
    row['largest difference'] = Math.max(row['largest difference'], difference);
    if (!(difference <= ([16, 19, 23].includes(f) ? 1e-9 : 1e-11))) row['above tolerance']++;
  }
}
console.table(
  rows.map((row) => ({ ...row, 'largest difference': Number(row['largest difference'].toExponential(1)) })),
);
