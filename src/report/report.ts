/**
 * From runs to tables: the whole report as data. Pure: no disk, no printing, and the same runs give the same report.
 */
import type { Run } from '../run.ts';
import { type Scope, scopes, type Unfit } from './scope.ts';
import type { Table } from './table.ts';
import { costs } from './tables/costs.ts';
import { pairTable, winMatrix } from './tables/duels.ts';
import { failures } from './tables/failures.ts';
import { leaderboard } from './tables/leaderboard.ts';
import { checkpointData, finals } from './tables/problems.ts';
import { progress } from './tables/progress.ts';
import { runData } from './tables/runs.ts';

/** What is known of a campaign besides its runs. */
export interface ReportOptions {
  /** The order in which optimizers appear. */
  readonly optimizers?: readonly string[];
  readonly unfit?: readonly Unfit[];
  /** Runs that are not there, in words. */
  readonly missing?: readonly string[];
}

/** One subject with its tables. */
export interface Section {
  readonly scope: Scope;
  readonly tables: readonly Table[];
}

/** A campaign's report. */
export interface Report {
  readonly sections: readonly Section[];
  /** One row per run. */
  readonly runs: Table;
  /** What a reader must know before anything else. */
  readonly warnings: readonly string[];
}

/** Makes the report. */
export async function report(runs: readonly Run[], options: ReportOptions = {}): Promise<Report> {
  const { optimizers = [], unfit = [], missing = [] } = options;
  const all = await scopes(runs, optimizers, unfit);
  const sections: Section[] = [];
  for (const scope of all) sections.push({ scope, tables: await tables(scope, all) });
  const warnings =
    missing.length > 0
      ? [`Incomplete: ${missing.length} of the campaign's runs are missing or unfinished; the tables show the rest.`]
      : [];
  return { sections, runs: runData(runs), warnings };
}

/** All tables of a report, in order. */
export function tablesOf({ sections, runs }: Report): Table[] {
  return [...sections.flatMap(({ tables }) => tables), runs];
}

async function tables(scope: Scope, all: readonly Scope[]): Promise<Table[]> {
  if (scope.suite === undefined) {
    const suites = all.filter(({ suite, primary }) => suite !== undefined && primary);
    return [leaderboard(scope, suites), progress(scope), winMatrix(scope), await pairTable(scope), failures(scope)];
  }
  return [
    leaderboard(scope),
    progress(scope),
    finals(scope),
    winMatrix(scope),
    await pairTable(scope),
    ...(scope.primary ? [costs(scope), failures(scope)] : []),
    checkpointData(scope),
  ];
}
