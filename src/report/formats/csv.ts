/** Tables as CSV (RFC 4180, but lines end in a line feed), with the numbers in full and a column for every part of a cell. */
import type { Cell, Column, Table } from '../table.ts';

/** One table: a header line of column keys, then the rows. Notes are left out. */
export function csv({ columns, rows }: Table): string {
  const head = columns.flatMap(({ key, parts = [] }) => [key, ...parts]);
  const body = rows.map((row) => row.flatMap((cell, j) => values(cell, columns[j]!)));
  return [head, ...body].map((line) => `${line.map(field).join(',')}\n`).join('');
}

function values({ value, parts }: Cell, column: Column): (number | string | null)[] {
  return [value, ...(column.parts ?? []).map((_, i) => parts?.[i] ?? null)];
}

function field(value: number | string | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
