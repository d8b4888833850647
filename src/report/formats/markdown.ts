/** Tables as GitHub-flavoured Markdown, columns padded so that the source reads well too. */
import type { Table } from '../table.ts';

/** One table under a heading of this level. The best cells are bold. */
export function markdown({ title, columns, rows, notes }: Table, level = 3): string {
  const head = columns.map((column) => escaped(column.title));
  const body = rows.map((row) => row.map(({ text, best }) => (best ? `**${escaped(text)}**` : escaped(text))));
  const widths = columns.map((_, j) => Math.max(3, ...[head, ...body].map((row) => row[j]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, j) => (columns[j]!.align === 'right' ? text.padStart(widths[j]!) : text.padEnd(widths[j]!))).join(' | ')} |`;
  const rule = columns.map(({ align }, j) =>
    align === 'right' ? `${'-'.repeat(widths[j]! - 1)}:` : '-'.repeat(widths[j]!),
  );
  return [
    `${'#'.repeat(level)} ${escaped(title)}`,
    '',
    line(head),
    line(rule),
    ...body.map(line),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${escaped(note)}`)] : []),
    '',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[\\|*`<]/g, '\\$&').replace(/\r?\n/g, ' ');
}
