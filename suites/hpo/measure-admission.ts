/**
 * Which learner on which data set makes a tuning problem worth solving: how much the hyper-parameters matter, against how
 * much the dealing of the folds does. Writes admission.json, which the suite reads and docs/hpo.md shows.
 *
 *   spread  half the distance between the 16th and the 84th percentile of the values of 60 random configurations: the
 *           standard deviation, were they normal; a few disasters cannot inflate it
 *   noise   standard deviation over 8 dealings of the folds, at 5 fixed configurations (those at 10, 30, ... 90 % of the
 *           random ones' ranking), root mean square over the five
 *   times   of one evaluation, in milliseconds of processor time, over the 60 and the corners of the space
 *
 *     node --conditions=optbench-source --import tsx suites/hpo/measure-admission.ts [PROBLEM ...]
 *
 * With names ('svm', 'svm-wine') only those problems are measured, and the others' rows are kept.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type NamedPoint, type Problem, stream } from 'optbench';
import { type Admission, candidates, problem } from './index.ts';

const configurations = 60;
const corners = 8;
const decks = 8;
const ranks = [0.1, 0.3, 0.5, 0.7, 0.9];
const file = new URL('./admission.json', import.meta.url);

const wanted = process.argv.slice(2);
for (const [learner, dataSet, metric] of candidates()) {
  const { id, space } = problem(learner, dataSet, metric);
  if (wanted.length > 0 && !wanted.some((name) => id === name || learner.name === name)) continue;

  const rng = stream('hpo', 'admission', id);
  const draw = (coordinate: () => number): NamedPoint =>
    space.decode(Float64Array.from({ length: space.dim }, coordinate));
  const random = Array.from({ length: configurations }, () => draw(() => rng.next()));
  const extreme = Array.from({ length: corners }, () => draw(() => rng.integer(2)));

  const times: number[] = [];
  const evaluator = async (deck?: number) => {
    const oracle = await (problem(learner, dataSet, metric, deck) as Problem<NamedPoint>).start(rng);
    return async (point: NamedPoint): Promise<number> => {
      const before = process.cpuUsage();
      const ticket = { id: 0, order: 0 as const, signal: new AbortController().signal };
      const { value } = await oracle.evaluate(point, ticket);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
      return value;
    };
  };
  const evaluate = await evaluator();
  const measured: { readonly point: NamedPoint; readonly value: number }[] = [];
  for (const point of random) measured.push({ point, value: await evaluate(point) });
  for (const point of extreme) await evaluate(point);
  measured.sort((a, b) => a.value - b.value);
  const seconds = [...times].sort((a, b) => a - b);

  const fixed = ranks.map((rank) => measured[Math.round(rank * (configurations - 1))]!);
  const dealt = fixed.map(({ value }) => [value]);
  for (let deck = 1; deck < decks; deck++) {
    const elsewhere = await evaluator(deck);
    for (const [i, { point }] of fixed.entries()) dealt[i]!.push(await elsewhere(point));
  }
  const values = measured.map(({ value }) => value);
  const spread = (quantile(values, 0.84) - quantile(values, 0.16)) / 2;
  const noise = Math.sqrt(mean(dealt.map(variance)));
  const row: Admission = {
    id,
    best: round(values[0]!),
    median: round(quantile(values, 0.5)),
    worst: round(values.at(-1)!),
    spread: round(spread),
    noise: round(noise),
    ratio: round(spread / noise),
    milliseconds: [seconds[0]!, quantile(seconds, 0.5), seconds.at(-1)!].map(round) as [number, number, number],
  };
  const rows = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Admission[]) : [];
  const order = [...candidates()].map(([l, d]) => `${l.name}-${d.name}`);
  const all = [...rows.filter((other) => other.id !== id), row].sort(
    (a, b) => order.indexOf(a.id) - order.indexOf(b.id),
  );
  // Renamed into place: whoever reads the file meanwhile finds the old one or the new one, whole.
  const draft = new URL(`admission.${process.pid}.json`, file);
  writeFileSync(draft, `[\n${all.map((r) => `  ${JSON.stringify(r)}`).join(',\n')}\n]\n`);
  renameSync(draft, file);
  console.log(JSON.stringify(row));
}

function quantile(sorted: readonly number[], fraction: number): number {
  const at = fraction * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
