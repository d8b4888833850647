/** Tables as JSON: one object a row, under the same keys as in CSV. Infinite numbers are the strings "Infinity", "-Infinity". */
import type { Table } from '../table.ts';

/** A table as plain data. */
export function plain({ id, title, columns, rows, notes }: Table): Record<string, unknown> {
  return {
    id,
    title,
    columns: columns.flatMap(({ key, title, unit, parts = [] }) => [
      { key, title, ...(unit && { unit }) },
      ...parts.map((part) => ({ key: part, ...(unit && { unit }) })),
    ]),
    rows: rows.map((row) =>
      Object.fromEntries(
        columns.flatMap(({ key, parts = [] }, j) => [
          [key, safe(row[j]!.value)],
          ...parts.map((part, i) => [part, safe(row[j]!.parts?.[i] ?? null)]),
        ]),
      ),
    ),
    notes,
  };
}

function safe(value: number | string | null): number | string | null {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
