/**
 * Tables for a terminal of any width. What does not fit is shortened in this order: titles, cells (to their brief texts),
 * then columns that may be dropped go, then the first column's text is cut, then columns go from the right; every column
 * that is gone is named below the table.
 */
import pc from 'picocolors';
import type { Cell, Column, Table } from '../table.ts';

const GAP = 2;

/** One table as lines of at most `width` characters. */
export function terminal(table: Table, { width = 100, colour = false } = {}): string {
  const { bold, dim } = pc.createColors(colour);
  const { columns, rows, hidden } = fitted(table, width);
  const widths = columns.map(({ title }, j) => Math.max(title.length, ...rows.map((row) => row[j]!.text.length)));
  const line = (cells: readonly string[], paint: (text: string, j: number) => string): string =>
    cells
      .map((text, j) => {
        const space = ' '.repeat(Math.max(0, widths[j]! - text.length));
        return columns[j]!.align === 'right' ? space + paint(text, j) : paint(text, j) + space;
      })
      .join(' '.repeat(GAP))
      .trimEnd();
  const notes = hidden.length > 0 ? [...table.notes, `Too narrow for: ${hidden.join(', ')}.`] : table.notes;
  return [
    bold(wrapped(table.title, width)),
    line(
      columns.map(({ title }) => title),
      (text) => dim(text),
    ),
    dim('─'.repeat(Math.min(width, total(widths)))),
    ...rows.map((row) =>
      line(
        row.map(({ text }) => text),
        (text, j) => (row[j]!.best ? bold(text) : text),
      ),
    ),
    ...notes.map((note) => dim(wrapped(note, width, '  '))),
    '',
  ].join('\n');
}

interface Fitted {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  readonly hidden: readonly string[];
}

function fitted({ columns, rows: full }: Table, width: number): Fitted {
  let rows = full;
  const short = (column: Column): Column => ({ ...column, title: column.short ?? column.title });
  const text = (column: Column, j: number): number =>
    Math.max(column.title.length, ...rows.map((row) => row[j]!.text.length));
  const fits = (list: readonly Column[], kept: readonly number[]): boolean =>
    total(kept.map((j) => text(list[j]!, j))) <= width;

  let kept = columns.map((_, j) => j);
  const list = fits(columns, kept) ? columns : columns.map(short);
  if (!fits(list, kept)) rows = full.map((row) => row.map((cell) => ({ ...cell, text: cell.brief ?? cell.text })));
  const droppable = kept.filter((j) => columns[j]!.drop).sort((a, b) => columns[b]!.drop! - columns[a]!.drop! || b - a);
  for (const j of droppable) if (!fits(list, kept)) kept = kept.filter((other) => other !== j);

  // The first column names the row: it may shrink to 12 characters before others go.
  let most = Number.POSITIVE_INFINITY;
  if (!fits(list, kept)) {
    const rest = total(kept.slice(1).map((j) => text(list[j]!, j)));
    most = Math.max(12, width - rest - GAP);
    const first = Math.min(most, text(list[0]!, 0));
    while (kept.length > 2 && first + GAP + total(kept.slice(1).map((j) => text(list[j]!, j))) > width) {
      kept = kept.slice(0, -1);
    }
  }
  const cut = (value: string): string => (value.length > most ? `${value.slice(0, most - 1)}…` : value);
  return {
    columns: kept.map((j) => (j === 0 ? { ...list[0]!, title: cut(list[0]!.title) } : list[j]!)),
    rows: rows.map((row) => kept.map((j) => (j === 0 ? { ...row[0]!, text: cut(row[0]!.text) } : row[j]!))),
    hidden: columns.filter((_, j) => !kept.includes(j)).map(({ title }) => title),
  };
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}

/** Breaks text between words; further lines are indented. */
export function wrapped(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
