/**
 * How a data set is cut: a quarter is held out for the score, and the rest, the development part, is cross-validated in
 * `repeats` different ways. Every split is standardised by the means and deviations of its own training rows, so nothing of
 * the rows that judge a model leaks into it.
 */
import { type Label, stream } from 'optbench';
import { type DataSet, load, type Table } from './data.ts';
import { deal } from './folds.ts';
import type { Sample } from './learner.ts';

/** Rows to fit and rows to judge. */
export interface Split {
  readonly train: Sample;
  readonly judge: Sample;
  /** What a squared error in standardised units is multiplied by, to be in units of the development part's variance. */
  readonly rescale: number;
}

/** All the splits of one problem. */
export interface Splits {
  /** repeats x folds of them; each development row is judged once a repeat. */
  readonly validation: readonly Split[];
  /** The development part against the held-out part. */
  readonly test: Split;
}

/** The number of parts in a cross-validation. */
export const folds = 5;
const quarters = 4;

/** Cuts a data set; `deck` names another dealing of the folds (the held-out part stays), for measuring fold noise. */
export function cut(dataSet: DataSet, deck: Label = 'deck'): Splits {
  const table = load(dataSet);
  const { task, name, repeats } = dataSet;
  const quarter = deal(table.y, quarters, task, stream('hpo', name, 'held-out'));
  const development = rowsWhere(quarter, (part) => part !== 0);
  const heldOut = rowsWhere(quarter, (part) => part === 0);
  const target = development.map((row) => table.y[row]!);
  const scale = task.kind === 'regression' ? moments(target).deviation : 1;
  const validation = Array.from({ length: repeats }, (_, repeat) => {
    const part = deal(target, folds, task, stream('hpo', name, deck, repeat));
    return Array.from({ length: folds }, (_, fold) =>
      split(
        dataSet,
        table,
        development.filter((_, i) => part[i] !== fold),
        development.filter((_, i) => part[i] === fold),
        scale,
      ),
    );
  }).flat();
  return { validation, test: split(dataSet, table, development, heldOut, scale) };
}

type Rows = Float64Array;

function rowsWhere(part: Uint8Array, wanted: (part: number) => boolean): Rows {
  return Float64Array.from([...part.keys()].filter((row) => wanted(part[row]!)));
}

function split({ task }: DataSet, table: Table, train: Rows, judge: Rows, scale: number): Split {
  const { columns } = table;
  const x = (rows: Rows): Float64Array => {
    const data = new Float64Array(rows.length * columns);
    rows.forEach((row, i) => {
      data.set(table.x.subarray(row * columns, (row + 1) * columns), i * columns);
    });
    return data;
  };
  const [trainX, judgeX] = [x(train), x(judge)];
  for (let j = 0; j < columns; j++) {
    const { mean, deviation } = moments(train.map((_, i) => trainX[i * columns + j]!));
    for (const data of [trainX, judgeX]) {
      for (let k = j; k < data.length; k += columns) data[k] = (data[k]! - mean) / deviation;
    }
  }
  const answers = (rows: Rows): Float64Array => rows.map((row) => table.y[row]!);
  const y = task.kind === 'regression' ? moments(answers(train)) : { mean: 0, deviation: 1 };
  const sample = (data: Float64Array, rows: Rows): Sample => ({
    x: { rows: rows.length, columns, data },
    y: answers(rows).map((value) => (value - y.mean) / y.deviation),
  });
  return { train: sample(trainX, train), judge: sample(judgeX, judge), rescale: (y.deviation / scale) ** 2 };
}

/** Mean and standard deviation; a constant column is left at its own scale. */
function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}
