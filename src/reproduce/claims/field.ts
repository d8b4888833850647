/** Who takes part in an experiment, by name: tuned methods at the rate that was chosen for them; and at which marks losses are kept. */
import { curveGrid } from '../../report/checkpoints.ts';
import type { Claim, Experiment, Loss, Tuned } from '../../reproduction/claims.ts';
import type { Stage } from '../../reproduction.ts';
import type { Cell } from '../cell.ts';

/** The rate that tuning chose for a method on a task; undefined where it has not been tuned there. */
export type TunedRate = (method: string, task: string) => number | undefined;

/** One of the field. */
export interface Role {
  /** What the paper, and the report, calls it. */
  readonly role: string;
  /** The optimizer's name. */
  readonly optimizer: string;
  /** Whether its rate was tuned, or is the one that stands in until then. */
  readonly rate?: 'tuned' | 'untuned';
}

/** One of the field with its runs; without, where none were made. */
export interface RoleCell extends Role {
  readonly cell: Cell | undefined;
}

/** An experiment with the runs that there are. */
export interface ExperimentCells {
  readonly experiment: Experiment;
  readonly roles: readonly RoleCell[];
  /** Why there are none at all: its suite or problem does not exist. */
  readonly absent?: string;
}

/** The field with names. */
export function rolesOf({ field }: Pick<Experiment, 'field'>, rate: TunedRate): Role[] {
  return Object.entries(field).map(([role, who]): Role => {
    if (typeof who === 'string') return { role, optimizer: who };
    const chosen = rate(who.method, who.task);
    return { role, optimizer: ratedAs(who, chosen ?? who.until), rate: chosen === undefined ? 'untuned' : 'tuned' };
  });
}

function ratedAs({ method, suffix = '' }: Tuned, rate: number): string {
  return `${method}-${rate}${suffix}`;
}

/** Curves are kept at about so many points. */
const POINTS = 40;

/** The experiment as a stage: with the marks of its curves, and those that claims and published curves ask for. */
export function stageOf(experiment: Experiment, claims: readonly Claim[]): Stage {
  const { budget, at = [], published = [] } = experiment;
  const asked = claims.flatMap(({ metric }) => {
    if (metric.experiment !== experiment.id) return [];
    if (metric.kind === 'margin of victory') return [metric.after];
    return metric.kind === 'divergence rate' ? [] : afterOf(metric.of);
  });
  const shown = published.flatMap(({ steps }) => steps.map((step) => step + 1));
  const marks = new Set([...curveGrid(budget, POINTS), ...at, ...asked, ...shown].filter((mark) => mark <= budget));
  return { ...experiment, marks: [...marks].sort((a, b) => a - b) };
}

function afterOf(of: Loss): number[] {
  return typeof of === 'string' ? [] : [of.after];
}
