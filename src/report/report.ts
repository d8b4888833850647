/**
 * From runs to tables: the whole report as data. Pure: no disk, no printing, and the same runs give the same report.
 */
import type { Run } from '../run.ts';
import type { Rates } from './comparison.ts';
import { type Scope, scopes, type Unfit } from './scope.ts';
import type { Table } from './table.ts';
import { accuracyTable } from './tables/accuracy.ts';
import { costs } from './tables/costs.ts';
import { pairTable, winMatrix } from './tables/duels.ts';
import { failures } from './tables/failures.ts';
import { leaderboard } from './tables/leaderboard.ts';
import { lossData, lossTable } from './tables/losses.ts';
import { checkpointData, finals } from './tables/problems.ts';
import { progress } from './tables/progress.ts';
import { rateTable } from './tables/rates.ts';
import { runData } from './tables/runs.ts';
import { type Footprints, stepTable } from './tables/steps.ts';
import { targetTable } from './tables/targets.ts';
import { trainingTable } from './tables/training.ts';
import { training } from './training.ts';

/** What is known of a campaign besides its runs. */
export interface ReportOptions {
  /** The order in which optimizers appear. */
  readonly optimizers?: readonly string[];
  readonly unfit?: readonly Unfit[];
  /** Runs that are not there, in words. */
  readonly missing?: readonly string[];
  /** The methods and learning rates of those optimizers that say so. */
  readonly rates?: Rates;
  /** Bytes per parameter that optimizers of order 1 hold on to, where they were measured. */
  readonly footprints?: Footprints;
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
  const { optimizers = [], unfit = [], missing = [], rates, footprints = new Map() } = options;
  const all = await scopes(runs, optimizers, unfit, rates);
  const sections: Section[] = [];
  for (const scope of all) sections.push({ scope, tables: await tables(scope, all, footprints) });
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

async function tables(scope: Scope, all: readonly Scope[], footprints: Footprints): Promise<Table[]> {
  const trained = training(scope);
  if (scope.suite === undefined) {
    const suites = all.filter(({ suite, primary }) => suite !== undefined && primary);
    return [
      leaderboard(scope, suites),
      ...(trained === undefined ? [] : [trainingTable(scope, trained)]),
      progress(scope),
      ...(trained === undefined ? [] : [targetTable(scope, trained)]),
      winMatrix(scope),
      await pairTable(scope),
      failures(scope),
    ];
  }
  const rates = trained && rateTable(scope, trained);
  const accuracy = scope.primary ? accuracyTable(scope) : undefined;
  return [
    leaderboard(scope),
    ...(trained === undefined ? [] : [trainingTable(scope, trained)]),
    progress(scope),
    finals(scope),
    ...(accuracy === undefined ? [] : [accuracy]),
    ...(trained === undefined ? [] : [lossTable(scope, trained), targetTable(scope, trained)]),
    ...(rates === undefined ? [] : [rates]),
    winMatrix(scope),
    await pairTable(scope),
    ...(scope.primary
      ? [costs(scope), ...(trained === undefined ? [] : [stepTable(scope, trained, footprints)]), failures(scope)]
      : []),
    checkpointData(scope),
    ...(trained === undefined ? [] : [lossData(scope, trained)]),
  ];
}
