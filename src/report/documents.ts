/** A report as files: name to content, for whoever writes them. Tables in three formats, figures in two, and one page. */
import { standalone } from './figures/draw.ts';
import type { Figure } from './figures/figure.ts';
import { figures } from './figures/figures.ts';
import { png } from './figures/png.ts';
import { csv } from './formats/csv.ts';
import { plain } from './formats/json.ts';
import { markdown } from './formats/markdown.ts';
import { page } from './page/page.ts';
import { type Report, tablesOf } from './report.ts';

/** What heads a document. */
export interface Heading {
  readonly title: string;
  /** Versions, date and the like, one phrase each. */
  readonly facts: readonly string[];
}

/** All files of a report, by their path in its folder. */
export async function documents(report: Report, heading: Heading): Promise<Map<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  const tables = tablesOf(report);
  const drawn = await figures(report.sections.map(({ scope }) => scope));
  files.set('index.html', page(report, drawn, heading));
  files.set('report.md', markdownReport(report, drawn, heading));
  for (const table of tables) files.set(`tables/${table.id}.csv`, csv(table));
  files.set(
    'report.json',
    `${JSON.stringify({ ...heading, warnings: report.warnings, tables: tables.map(plain) }, null, 1)}\n`,
  );
  for (const { id, svg } of drawn.flat()) {
    files.set(`figures/${id}.svg`, standalone(svg));
    files.set(`figures/${id}.png`, await png(svg));
  }
  return files;
}

/** Tables and figures as one Markdown document; the figures lie beside it. */
export function markdownReport(
  report: Report,
  drawn: readonly (readonly Figure[])[],
  { title, facts }: Heading,
): string {
  const sections = report.sections.map(({ scope, tables }, i) =>
    [
      `## ${scope.name}\n`,
      ...tables.filter(({ level }) => level !== 'data').map((table) => markdown(table)),
      ...(drawn[i] ?? []).map((figure) => `![${figure.title}](figures/${figure.id}.png)\n\n${figure.caption}\n`),
    ].join('\n'),
  );
  return [`# ${title}\n`, `${facts.join(', ')}\n`, ...report.warnings.map((text) => `**${text}**\n`), ...sections].join(
    '\n',
  );
}
