/** The reproduction as rows: one for every problem, optimizer and step, with the number that the paper shows there. */
import type { Panel, PublishedCurve, Reproduction } from '../reproduction.ts';
import type { Cell } from './cell.ts';
import { type Averager, atStep } from './mean.ts';

/** One row of summary.json. */
export interface SummaryRow {
  readonly problem: string;
  readonly optimizer: string;
  readonly learned: boolean;
  /** Counted from 0: after step + 1 evaluations. */
  readonly step: number;
  readonly mean: number;
  readonly ci95: readonly [low: number, high: number] | null;
  readonly runs: number;
  /** The published mean that stands beside it, and whose; null where there is none. */
  readonly paper: number | null;
  readonly paperMethod: string | null;
}

/** A panel with the cells that have finished runs. */
export interface PanelCells {
  readonly panel: Panel;
  readonly cells: readonly Cell[];
  /** Problems that an optimizer could not take on, with the reason. */
  readonly unfit: readonly {
    readonly optimizer: string;
    readonly reason: string;
    readonly problems: readonly string[];
  }[];
  /** Runs that failed; no number counts them. */
  readonly failed: readonly { readonly optimizer: string; readonly run: number; readonly reason: string }[];
}

/** All rows. */
export function summary(
  { steps, twins }: Reproduction,
  panels: readonly PanelCells[],
  average: Averager,
): SummaryRow[] {
  return panels.flatMap(({ panel, cells }) =>
    cells.flatMap((cell) => {
      const { optimizer, learned = false } = cell.header;
      const twin = twinOf(twins, optimizer, panel);
      return steps.map((step): SummaryRow => {
        const { mean, ci95, runs } = average.of(atStep(cell, step));
        const paper = twin === undefined ? undefined : publishedAt(twin, step);
        return {
          problem: panel.id,
          optimizer,
          learned,
          step,
          mean: rounded(mean),
          ci95: ci95 === undefined ? null : [rounded(ci95[0]), rounded(ci95[1])],
          runs,
          paper: paper ?? null,
          paperMethod: paper === undefined ? null : twin!.method,
        };
      });
    }),
  );
}

/** The published curve that an optimizer of ours stands beside. */
export function twinOf(
  twins: Reproduction['twins'],
  optimizer: string,
  { published }: Panel,
): PublishedCurve | undefined {
  const methods = twins.find((twin) => twin.optimizer.test(optimizer))?.methods ?? [];
  return methods
    .map((method) => published.find((curve) => curve.method === method))
    .find((curve) => curve !== undefined);
}

/** What a published curve shows at a step. */
export function publishedAt({ steps, mean }: PublishedCurve, step: number): number | undefined {
  const place = steps.indexOf(step);
  return place < 0 ? undefined : mean[place];
}

/** The lowest of some published curves at a step. */
export function bestPublished({ published }: Panel, methods: readonly string[], step: number) {
  return published
    .filter(({ method }) => methods.includes(method))
    .flatMap((curve) => {
      const mean = publishedAt(curve, step);
      return mean === undefined ? [] : [{ method: curve.method, mean }];
    })
    .sort((a, b) => a.mean - b.mean)[0];
}

/** Seven digits: more are noise. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
