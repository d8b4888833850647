/**
 * The data sets: small tables that lie in data/ (data/README.md names their sources and licences), and full-size collections
 * of images that a user has on disk.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** The shape of an image, channels last. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A classified collection in numbers. */
export interface Table {
  readonly rows: number;
  /** rows x inputs: bytes of images; numbers of any unit else. */
  readonly values: Uint8Array | Float64Array;
  /** The class of each row. */
  readonly labels: Uint8Array;
  /** From this row on it is the collection's own test part, where it comes with one. */
  readonly testFrom?: number;
}

/** A data set, known without being read. */
export interface DataSet {
  readonly name: string;
  readonly inputs: number;
  readonly classes: number;
  /** What images look like; absent for tables, whose columns are standardised. */
  readonly image?: ImageShape;
  /** What is divided out of an image's bytes. */
  readonly white?: number;
  readonly source: string;
  read(): Table;
}

/** The data sets in data/. */
export const shipped: readonly DataSet[] = [
  {
    name: 'digits',
    inputs: 64,
    classes: 10,
    image: { height: 8, width: 8, channels: 1 },
    white: 16,
    source: 'Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI; scikit-learn 1.9.1',
    read: () => readCsv('digits', 1797, 64),
  },
  {
    name: 'cancer',
    inputs: 30,
    classes: 2,
    source: 'Wolberg, Mangasarian, Street & Street (1993), Breast Cancer Wisconsin, UCI; scikit-learn 1.9.1',
    read: () => readCsv('cancer', 569, 30),
  },
  {
    name: 'wine',
    inputs: 13,
    classes: 3,
    source: 'Aeberhard & Forina (1992), Wine, UCI; scikit-learn 1.9.1',
    read: () => readCsv('wine', 178, 13),
  },
];

function readCsv(name: string, rows: number, inputs: number): Table {
  const file = new URL(`./data/${name}.csv.gz`, import.meta.url);
  const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
  const cells = lines.flatMap((line) => line.split(',').map(Number));
  if (lines.length !== rows || cells.length !== rows * (inputs + 1)) {
    throw new Error(
      `networks: data/${name}.csv.gz: expected ${rows} rows of ${inputs + 1} numbers, got ${lines.length} rows with ` +
        `${cells.length} in all; the file was changed, install optbench again`,
    );
  }
  return {
    rows,
    values: Float64Array.from({ length: rows * inputs }, (_, k) => {
      const row = Math.floor(k / inputs);
      return cells[row * (inputs + 1) + (k - row * inputs)]!;
    }),
    labels: Uint8Array.from({ length: rows }, (_, row) => cells[row * (inputs + 1) + inputs]!),
  };
}
