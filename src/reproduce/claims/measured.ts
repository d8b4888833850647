/** A claim's number, from runs. */

import { diverged } from '../../report/measures/divergence.ts';
import { margins } from '../../report/measures/margin.ts';
import type { Loss, Metric, Who } from '../../reproduction/claims.ts';
import { bestAfter, type CellRun } from '../cell.ts';
import { type Averager, finished, type Mean } from '../mean.ts';
import type { ExperimentCells, RoleCell } from './field.ts';

/** The number with its interval, or why there is none. */
export type Measured = (Mean & { readonly who: string; readonly than?: string }) | { readonly missing: string };

/** Finds a metric's number. */
export function measured(metric: Metric, experiments: readonly ExperimentCells[], average: Averager): Measured {
  const found = experiments.find(({ experiment }) => experiment.id === metric.experiment);
  if (found === undefined) return { missing: `there is no experiment ${metric.experiment}` };
  if (found.absent !== undefined) return { missing: found.absent };
  if (metric.kind === 'divergence rate') return divergence(found, metric.who, average);
  if (metric.kind === 'margin of victory') return victory(found, metric, average);
  const first = chosen(found, metric.who, metric.of, average);
  if (typeof first === 'string') return { missing: first };
  const { role: who } = first;
  if (metric.kind === 'mean' || metric.kind === 'log10 of the mean' || metric.kind === 'mean of log10') {
    const sample = lossesOf(first, metric.of).map(([, loss]) => loss);
    if (sample.length === 0) return { missing: `no run of ${who} has a ${lossName(metric.of)}` };
    if (metric.kind === 'mean') return { ...average.of(sample), who };
    if (metric.kind === 'mean of log10') return { ...average.of(sample.map(Math.log10)), who };
    const { mean, ci95, runs } = average.of(sample);
    const log = (value: number): number => Math.log10(Math.max(value, Number.MIN_VALUE));
    return { mean: log(mean), ci95: ci95 && [log(ci95[0]), log(ci95[1])], runs, who };
  }
  const second = chosen(found, metric.than, metric.of, average);
  if (typeof second === 'string') return { missing: second };
  const others = new Map(lossesOf(second, metric.of));
  const met = lossesOf(first, metric.of).filter(([run]) => others.has(run));
  if (met.length === 0) return { missing: `${who} and ${second.role} have no run in common` };
  const sample = met.map(([run, own]) => compared(metric.kind, own, others.get(run)!));
  return { ...average.of(sample), who, than: second.role };
}

function compared(kind: 'mean difference' | 'mean log10 difference' | 'win rate', own: number, other: number): number {
  if (own === other) return kind === 'win rate' ? 0.5 : 0;
  if (kind === 'win rate') return own < other ? 1 : 0;
  return kind === 'mean difference' ? own - other : Math.log10(own) - Math.log10(other);
}

/** The optimizer that is meant: of several, the one with the least mean. A text says why there is none. */
function chosen(found: ExperimentCells, who: Who, of: Loss, average: Averager): RoleCell | string {
  const names = typeof who === 'string' ? [who] : who;
  const present = found.roles.filter(({ role, cell }) => names.includes(role) && cell && finished(cell).length > 0);
  const mean = (role: RoleCell): number => average.of(lossesOf(role, of).map(([, loss]) => loss)).mean;
  const sorted = present.map((role) => ({ role, mean: mean(role) })).sort((a, b) => rank(a.mean) - rank(b.mean));
  return sorted[0]?.role ?? `no runs of ${names.length > 3 ? `any of ${names.length} optimizers` : names.join(', ')}`;
}

function rank(mean: number): number {
  return Number.isNaN(mean) ? Number.MAX_VALUE : mean;
}

function victory(
  found: ExperimentCells,
  { who, among, after }: Extract<Metric, { kind: 'margin of victory' }>,
  average: Averager,
): Measured {
  const own = found.roles.find(({ role, cell }) => role === who && cell !== undefined);
  if (own === undefined) return { missing: `no runs of ${who}` };
  const sample = marginsOf(found, [who, ...among], after).get(who) ?? [];
  return sample.length === 0 ? { missing: `no run of ${who} has competitors` } : { ...average.of(sample), who };
}

/** Every role's margins after so many evaluations, over the runs that all of these who have any share. */
export function marginsOf(
  { roles }: ExperimentCells,
  among: readonly string[],
  after: number,
): ReadonlyMap<string, readonly number[]> {
  const present = roles.filter(({ role, cell }) => among.includes(role) && cell && finished(cell).length > 0);
  const byRun = present.map((role) => new Map(lossesOf(role, { after })));
  const shared = [...(byRun[0]?.keys() ?? [])].filter((run) => byRun.every((losses) => losses.has(run)));
  const rows = shared.map((run) => margins(byRun.map((losses) => losses.get(run)!)));
  return new Map(present.map(({ role }, i) => [role, rows.map((row) => row[i]!).filter((m) => !Number.isNaN(m))]));
}

function divergence(found: ExperimentCells, who: readonly string[], average: Averager): Measured {
  const present = found.roles.filter(({ role, cell }) => who.includes(role) && cell && finished(cell).length > 0);
  if (present.length === 0)
    return { missing: `no runs of ${who.length > 3 ? `any of ${who.length}` : who.join(', ')}` };
  const sample = present.flatMap((role) => divergedRuns(found, role));
  return {
    ...average.of(sample.map(Number)),
    who: present.length === 1 ? present[0]!.role : `${present.length} optimizers`,
  };
}

/** Run by run, whether it diverged; a run that broke off did. */
export function divergedRuns({ roles }: ExperimentCells, { cell }: RoleCell): boolean[] {
  const least = new Map<number, number>();
  for (const { cell: any } of roles) {
    for (const { run, losses } of any?.runs ?? []) {
      least.set(run, Math.min(least.get(run) ?? Number.POSITIVE_INFINITY, losses?.best ?? Number.POSITIVE_INFINITY));
    }
  }
  return (cell?.runs ?? []).map(({ run, values, losses, failed }) =>
    failed !== undefined ? true : diverged(values[0]!, losses!.final, least.get(run)!),
  );
}

/** [run, loss] of every finished run that has one. */
export function lossesOf({ cell }: RoleCell, of: Loss): [run: number, loss: number][] {
  if (cell === undefined) return [];
  return finished(cell).flatMap((run): [number, number][] => {
    const loss = lossOf(run, of);
    return loss === undefined ? [] : [[run.run, loss]];
  });
}

function lossOf(run: CellRun, of: Loss): number | undefined {
  if (typeof of !== 'string') return bestAfter(run, of.after);
  switch (of) {
    case 'summed loss':
      return run.losses?.summed;
    case 'final loss':
      return run.losses?.final;
    case 'best loss':
      return run.losses?.best;
    case 'held-out score':
      return run.losses?.score;
  }
}

/** 'final loss', 'loss after 100'. */
export function lossName(of: Loss): string {
  return typeof of === 'string' ? of : `loss after ${of.after}`;
}
