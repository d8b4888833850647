/** `optbench report DIR`: reads a campaign, prints its tables and writes its report. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { csv } from '../report/formats/csv.ts';
import { plain } from '../report/formats/json.ts';
import { terminal } from '../report/formats/terminal.ts';
import { report as makeReport, type Report, tablesOf } from '../report/report.ts';
import type { Table } from '../report/table.ts';
import { type CampaignRuns, readCampaign } from '../results/campaign.ts';
import { ExitCode, UsageError } from './errors.ts';
import type { Io } from './io.ts';

/** The forms that a report can be printed in. */
export type Format = 'md' | 'csv' | 'html' | 'json';

/** How to report. */
export interface ReportFlags {
  /** Print this instead of terminal tables. */
  readonly format?: Format;
  /** Where files are written; DIR/report by default. */
  readonly out?: string;
  /** Columns of the terminal. */
  readonly width?: number;
  /** Report although runs are missing. */
  readonly partial?: boolean;
}

/** Prints the report of a campaign in the format asked for, and writes all of it to a folder. */
export async function report(dir: string, flags: ReportFlags, io: Io): Promise<number> {
  const folder = resolve(io.cwd, dir);
  const campaign = readCampaign(folder, { partial: flags.partial ?? false });
  if (campaign.runs.length === 0)
    throw new UsageError(`${folder}: no run has begun yet, so there is nothing to report`);
  const made = await reportOf(campaign);
  const { documents } = await import('../report/documents.ts');
  const files = await documents(made, titleOf(campaign));
  const out = flags.out === undefined ? join(folder, 'report') : resolve(io.cwd, flags.out);
  write(out, files);
  io.out(printed(made, flags, files));
  if (flags.format === undefined) io.err(`${files.size} files written: open ${join(out, 'index.html')}\n`);
  return ExitCode.done;
}

/** The summary tables of a campaign as text, for the end of a run; of what is there, finished or not. */
export async function summary(dir: string, width?: number): Promise<string> {
  const campaign = readCampaign(dir, { partial: true });
  if (campaign.runs.length === 0) return '';
  const made = await reportOf(campaign);
  return screen(made, ({ level }) => level === 'summary', width);
}

function reportOf({ manifest, runs, missing }: CampaignRuns): Promise<Report> {
  return makeReport(runs, {
    optimizers: manifest.optimizers.map(({ name }) => name),
    unfit: manifest.unfit,
    missing,
    rates: new Map(manifest.optimizers.flatMap(({ name, rated }) => (rated === undefined ? [] : [[name, rated]]))),
    footprints: new Map(
      manifest.optimizers.flatMap(({ name, bytesPerParameter: bytes }) => (bytes === undefined ? [] : [[name, bytes]])),
    ),
  });
}

function titleOf({ manifest }: CampaignRuns): { title: string; facts: string[] } {
  const { optbench, node, backend } = manifest.versions;
  return {
    title: `optbench: ${manifest.suites.map(({ name }) => name).join(', ')}`,
    facts: [
      `made ${manifest.created.slice(0, 10)}`,
      `optbench ${optbench}`,
      `Node ${node}`,
      `tensor backend ${backend}`,
      ...(manifest.workers > 1 ? [`${manifest.workers} logical workers`] : []),
    ],
  };
}

function printed(
  made: Report,
  { format, width }: ReportFlags,
  files: ReadonlyMap<string, string | Uint8Array>,
): string {
  switch (format) {
    case 'md':
      return files.get('report.md') as string;
    case 'html':
      return files.get('index.html') as string;
    case 'json':
      return `${JSON.stringify({ warnings: made.warnings, tables: tablesOf(made).map(plain) }, null, 2)}\n`;
    case 'csv':
      return csv(tablesOf(made)[0]!);
    default:
      return screen(made, ({ level }) => level !== 'data', width);
  }
}

function screen(made: Report, shown: (table: Table) => boolean, width?: number): string {
  const columns = width ?? ((process.stdout.isTTY ? process.stdout.columns : 0) || 100);
  const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  const tables = withoutRepetition(tablesOf(made).filter(shown));
  return [...made.warnings, ...tables.map((table) => terminal(table, { width: columns, colour }))].join('\n');
}

/** On one screen a note need be read once. */
function withoutRepetition(tables: readonly Table[]): Table[] {
  const said = new Set<string>();
  return tables.map((table) => {
    const notes = table.notes.filter((note) => !said.has(note));
    for (const note of notes) said.add(note);
    return { ...table, notes };
  });
}

function write(out: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  try {
    for (const folder of ['', 'tables', 'figures']) mkdirSync(join(out, folder), { recursive: true });
    for (const [name, content] of files) writeFileSync(join(out, name), content);
  } catch (error) {
    throw new UsageError(`cannot write the report to ${out}: ${(error as Error).message}; choose another --out`);
  }
}
