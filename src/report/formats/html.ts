/** Tables and text as HTML. */
import type { Table } from '../table.ts';

/** One table, with its notes below. */
export function htmlTable({ id, title, columns, rows, notes }: Table): string {
  const head = columns.map(({ title, align }) => `<th class="${align}" scope="col">${escapeHtml(title)}</th>`);
  const body = rows.map(
    (row) =>
      `<tr>${row
        .map(({ text, best }, j) => `<td class="${columns[j]!.align}${best ? ' best' : ''}">${escapeHtml(text)}</td>`)
        .join('')}</tr>`,
  );
  return [
    `<figure class="table" id="${escapeHtml(id)}">`,
    title === '' ? '' : `<figcaption>${escapeHtml(title)}</figcaption>`,
    `<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody></table></div>`,
    notes.length > 0 ? `<ul class="notes">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul>` : '',
    '</figure>',
  ].join('\n');
}

/** Text made safe for HTML, between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
