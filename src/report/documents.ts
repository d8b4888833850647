/** A report as files: name to content, for whoever writes them. Tables in three formats, figures in two, and one page. */
import { csv } from './formats/csv.ts';
import { plain } from './formats/json.ts';
import { markdown } from './formats/markdown.ts';
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
  files.set('report.md', markdownReport(report, heading));
  for (const table of tables) files.set(`tables/${table.id}.csv`, csv(table));
  files.set(
    'report.json',
    `${JSON.stringify({ ...heading, warnings: report.warnings, tables: tables.map(plain) }, null, 1)}\n`,
  );
  return files;
}

/** The tables as one Markdown document. */
export function markdownReport(report: Report, { title, facts }: Heading): string {
  const sections = report.sections.map(({ scope, tables }) =>
    [`## ${scope.name}\n`, ...tables.filter(({ level }) => level !== 'data').map((table) => markdown(table))].join(
      '\n',
    ),
  );
  return [`# ${title}\n`, `${facts.join(', ')}\n`, ...report.warnings.map((text) => `**${text}**\n`), ...sections].join(
    '\n',
  );
}
