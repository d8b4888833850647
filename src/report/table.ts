/**
 * A table as data: every cell keeps the number that its text was made of, so one table becomes Markdown, CSV, JSON, HTML or
 * a terminal's columns without being computed twice.
 */

/** One column. */
export interface Column {
  /** Its name in CSV and JSON. */
  readonly key: string;
  readonly title: string;
  /** A shorter title, for narrow terminals. */
  readonly short?: string;
  readonly align: 'left' | 'right';
  /** What its numbers count, said once in CSV and JSON: 's' for seconds. */
  readonly unit?: string;
  /** Narrow terminals leave out the columns with the highest number first; 0, the default, always stays. */
  readonly drop?: number;
  /** Further numbers of each cell, such as an interval's ends: the names of the columns they get in CSV. */
  readonly parts?: readonly string[];
}

/** One cell. */
export interface Cell {
  /** The number itself, not rounded; null where there is none. */
  readonly value: number | string | null;
  readonly text: string;
  /** A shorter text, for narrow terminals. */
  readonly brief?: string;
  readonly parts?: readonly (number | null)[];
  /** Whether it is the best of its row or column. */
  readonly best?: boolean;
}

/** A table. */
export interface Table {
  /** Fit for a file name. */
  readonly id: string;
  readonly title: string;
  /** Where it is shown: on the terminal too, in documents, or only as data. */
  readonly level: 'summary' | 'detail' | 'data';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** How to read it and what is missing. */
  readonly notes: readonly string[];
}

/** A cell of text. */
export function word(value: string): Cell {
  return { value, text: value };
}

/** A whole number. */
export function whole(value: number): Cell {
  return { value, text: String(value) };
}

/** A cell without a number. */
export function blank(text = '–'): Cell {
  return { value: null, text };
}

/** A number with so many significant digits. */
export function real(value: number | undefined, digits = 3): Cell {
  return value === undefined || Number.isNaN(value) ? blank() : { value, text: significant(value, digits) };
}

/** A number with its interval: `0.12 [0.08, 0.17]`. */
export function estimate(value: number, interval: readonly [number, number] | undefined, digits = 2): Cell {
  const text = significant(value, digits + 1);
  if (interval === undefined) return { value, text, parts: [null, null] };
  const [low, high] = interval;
  return {
    value,
    text: `${text} [${significant(low, digits)}, ${significant(high, digits)}]`,
    brief: text,
    parts: [low, high],
  };
}

/** A duration, with the unit that suits it. */
export function duration(seconds: number): Cell {
  return Number.isNaN(seconds) ? blank() : { value: seconds, text: readable(seconds) };
}

/** A share, as a percentage. */
export function percent(share: number | undefined): Cell {
  return share === undefined ? blank() : { value: share, text: `${(100 * share).toFixed(0)} %` };
}

/** Seconds as people say them: `152 µs`, `2.3 ms`, `1.4 s`, `12 min`. */
export function readable(seconds: number): string {
  if (seconds === 0) return '0 s';
  if (seconds < 0.9995e-6) return `${digits(seconds * 1e9)} ns`;
  if (seconds < 0.9995e-3) return `${digits(seconds * 1e6)} µs`;
  if (seconds < 0.9995) return `${digits(seconds * 1e3)} ms`;
  if (seconds < 100) return `${digits(seconds)} s`;
  if (seconds < 5400) return `${digits(seconds / 60)} min`;
  return `${digits(seconds / 3600)} h`;
}

/** A number with so many significant digits: 1234, 12.3, 0.0123, 1.23e-5. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '-∞' : '–';
  const size = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  return size >= 5 || size < -3
    ? value.toExponential(digits - 1).replace('e+', 'e')
    : value.toFixed(Math.max(0, digits - 1 - size));
}

function digits(value: number): string {
  return value >= 99.95 ? value.toFixed(0) : value.toPrecision(value >= 9.995 ? 3 : 2);
}
