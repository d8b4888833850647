/** Claims with their numbers and verdicts: the rows of summary.json. */
import { listed } from '../../report/tables/phrases.ts';
import type { Claim, Condition, Metric, Who } from '../../reproduction/claims.ts';
import type { Averager } from '../mean.ts';
import type { ExperimentCells } from './field.ts';
import { lossName, measured } from './measured.ts';

/** One row of summary.json. */
export interface Verdict {
  readonly claim: string;
  readonly experiment: string;
  readonly metric: string;
  readonly paper: number | string;
  /** When it holds. */
  readonly condition: string;
  /** null where it could not be measured; 'Infinity' where runs diverged. */
  readonly measured: number | 'Infinity' | '-Infinity' | null;
  readonly ci95: readonly [low: number, high: number] | null;
  readonly runs: number;
  /** null where it could not be measured. */
  readonly holds: boolean | null;
  /** Which of several was the best; or why there is no number. */
  readonly note?: string;
}

/** Every claim's verdict. */
export function verdicts(
  claims: readonly Claim[],
  experiments: readonly ExperimentCells[],
  average: Averager,
): Verdict[] {
  return claims.map(({ claim, metric, paper, holds }): Verdict => {
    const row = {
      claim,
      experiment: metric.experiment,
      metric: metricName(metric),
      paper,
      condition: conditionName(holds),
    };
    const found = measured(metric, experiments, average);
    if ('missing' in found) {
      return { ...row, measured: null, ci95: null, runs: 0, holds: null, note: `not measured: ${found.missing}` };
    }
    const { mean, ci95, runs, who, than } = found;
    const absent = absentFrom(metric, experiments);
    const several = [...(isList(metric.who) ? [who] : []), ...('than' in metric && isList(metric.than) ? [than!] : [])];
    return {
      ...row,
      measured: Number.isFinite(mean) ? rounded(mean) : (String(mean) as 'Infinity' | '-Infinity'),
      ci95: ci95 === undefined ? null : [rounded(ci95[0]), rounded(ci95[1])],
      runs,
      holds: isMet(holds, mean, ci95 ?? [mean, mean]),
      ...noted([
        several.length > 0 && metric.kind !== 'divergence rate' ? `the best: ${several.join(', ')}` : '',
        absent.length > 0 ? `without ${listed(absent, 3)}` : '',
      ]),
    };
  });
}

function noted(notes: readonly string[]): { readonly note?: string } {
  const said = notes.filter((note) => note !== '');
  return said.length > 0 ? { note: said.join('; ') } : {};
}

/** Who of a metric's lists has no runs. */
function absentFrom(metric: Metric, experiments: readonly ExperimentCells[]): string[] {
  const lists = [metric.who, 'than' in metric ? metric.than : [], 'among' in metric ? metric.among : []];
  const roles = experiments.find(({ experiment }) => experiment.id === metric.experiment)?.roles ?? [];
  const present = new Set(roles.flatMap(({ role, cell }) => (cell === undefined ? [] : [role])));
  return lists.flatMap((who) => (isList(who) ? [...who] : [])).filter((role) => !present.has(role));
}

function isList(who: Who): who is readonly string[] {
  return typeof who !== 'string';
}

/** Whether a number with its 95 % interval meets a condition. */
export function isMet(condition: Condition, mean: number, [low, high]: readonly [number, number]): boolean {
  if ('atMost' in condition) return low <= condition.atMost;
  if ('atLeast' in condition) return high >= condition.atLeast;
  if ('below' in condition) return high < condition.below;
  if ('above' in condition) return low > condition.above;
  return Math.abs(mean - condition.about) <= condition.within;
}

/** 'at most 49.67'. */
function conditionName(condition: Condition): string {
  if ('atMost' in condition) return `at most ${condition.atMost}`;
  if ('atLeast' in condition) return `at least ${condition.atLeast}`;
  if ('below' in condition) return `below ${condition.below}`;
  if ('above' in condition) return `above ${condition.above}`;
  return `${condition.about} ± ${condition.within}`;
}

/** 'mean summed loss of L2L', 'win rate by final loss of L2L over Adam'. */
function metricName(metric: Metric): string {
  const who = whoName(metric.who);
  switch (metric.kind) {
    case 'mean':
    case 'log10 of the mean':
      return `${metric.kind} ${lossName(metric.of)} of ${who}`;
    case 'mean of log10':
      return `mean log10 ${lossName(metric.of)} of ${who}`;
    case 'mean difference':
    case 'mean log10 difference':
      return `${metric.kind === 'mean difference' ? 'mean' : 'mean log10'} ${lossName(metric.of)} of ${who} less that of ${whoName(metric.than)}`;
    case 'win rate':
      return `win rate by ${lossName(metric.of)} of ${who} over ${whoName(metric.than)}`;
    case 'margin of victory':
      return `margin of victory of ${who} over ${whoName(metric.among)} after ${metric.after} evaluations`;
    case 'divergence rate':
      return `share of diverged runs of ${listed([...metric.who], 5)}`;
  }
}

/** One by name; of several the best, the first few named. */
function whoName(who: Who): string {
  if (!isList(who)) return who;
  return who.length === 1 ? who[0]! : `the best of ${listed(who, who.join().length <= 60 ? who.length : 2)}`;
}

/** Seven digits: more are noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
