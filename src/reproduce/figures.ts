/** Our mean curves with their 95 % bands, and the paper's dashed beside them. */
import type { Curve } from '../report/curves.ts';
import { type Studio, studio, titledSheet } from '../report/figures/draw.ts';
import type { Figure } from '../report/figures/figure.ts';
import { lineChart } from '../report/figures/line-chart.ts';
import { evaluationScale, linearScale, logScale } from '../report/figures/scale.ts';
import type { Ink } from '../report/figures/theme.ts';
import { significant } from '../report/table.ts';
import type { Panel, PublishedCurve, Reproduction } from '../reproduction.ts';
import type { Cell } from './cell.ts';
import { type Averager, atStep } from './mean.ts';
import { type PanelCells, twinOf } from './summary.ts';

const WIDTH = 860;
/** The first evaluations are far off and would press everything else together: the axis shows what comes later. */
const FROM_STEP = 4;
/** Every optimizer of ours has a full line of a colour of its own; what has no counterpart in the paper is dashed in grey. */
const COLOURS = [
  ...['#8c6d4f', '#b59f86', '#5b5b5b', '#cc79a7', '#000000', '#0072b2', '#d55e00', '#009e73'],
  ...['#e69f00', '#56b4e9', '#7a5195', '#c2185b', '#2e7d32', '#1a237e', '#00838f', '#9e9d24'],
] as const;
const GREYS = ['#8c959f', '#6e7781', '#afb8c1'] as const;
const PAPER_DASH = '4 3';
/** The published curves are known to about a thousandth: a log axis shows no less. */
const LEAST = 1e-4;

/** One figure for each panel that has runs, and the details. */
export async function reproductionFigures(
  { details, twins }: Reproduction,
  panels: readonly PanelCells[],
  average: Averager,
): Promise<Figure[]> {
  const tools = await studio();
  const names = [...new Set(panels.flatMap(({ cells }) => cells.map(({ header }) => header.optimizer)))];
  const ours = new Map(names.map((name, i) => [name, { colour: COLOURS[i % COLOURS.length]!, dash: '' }] as const));
  const whole = panels
    .filter(({ cells }) => cells.length > 0)
    .map(({ panel, cells }) =>
      figure(tools, panel.id, panel.title, panel, cells, panel.published, { ours, twins }, average),
    );
  const parts = details.flatMap((detail) => {
    const found = panels.find(({ panel }) => panel.id === detail.panel);
    const cells = found?.cells.filter(({ header }) => detail.optimizers.test(header.optimizer)) ?? [];
    if (found === undefined || cells.length === 0) return [];
    const published = found.panel.published.filter(({ method }) => detail.methods.includes(method));
    return [figure(tools, detail.id, detail.title, found.panel, cells, published, { ours, twins }, average)];
  });
  return [...whole, ...parts];
}

function figure(
  tools: Studio,
  id: string,
  title: string,
  panel: Panel,
  cells: readonly Cell[],
  published: readonly PublishedCurve[],
  { ours, twins }: { readonly ours: ReadonlyMap<string, Ink>; readonly twins: Reproduction['twins'] },
  average: Averager,
): Figure {
  const { budget, floor } = panel;
  const above = (curve: Curve): Curve => (floor === undefined ? curve : lifted(curve, floor));
  const own = cells.map((cell) => above(meanCurve(cell, budget, average)));
  const theirs = published.map((curve) => above(publishedCurve(curve)));
  const curves = [...theirs, ...own];
  // A published curve has the colour of the optimizer of ours that stands beside it; of two, the later one's.
  const shades = published.map((curve, i): [string, Ink] => {
    const twin = cells.findLast(({ header }) => twinOf(twins, header.optimizer, panel) === curve)?.header.optimizer;
    const colour = twin === undefined ? GREYS[i % GREYS.length]! : ours.get(twin)!.colour;
    return [`paper: ${curve.method}`, { colour, dash: PAPER_DASH }];
  });
  const x = evaluationScale(
    Array.from({ length: budget }, (_, i) => i + 1),
    'evaluations',
  );
  const later = curves.flatMap((curve) => curve.middle.filter((_, i) => curve.x[i]! > FROM_STEP));
  const runs = cells.map(({ runs }) => runs.length);
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  const quantity =
    floor === undefined
      ? 'best value so far'
      : `best value so far, less the optimum ${significant(floor, 5).replace('-', '−')}`;
  const subtitle = `${quantity}: mean of ${least === most ? least : `${least} to ${most}`} runs with 95 % band; dashed: the paper`;
  const height = Math.max(420, 90 + 16 * curves.length);
  const drawing = lineChart(tools, {
    curves,
    inks: new Map([...ours, ...shades]),
    x,
    y:
      floor === undefined
        ? linearScale(later, 'mean best value')
        : logScale(later, later, 'mean best value less the optimum'),
    width: WIDTH,
    height,
    labels: true,
    curve: 'linear',
  });
  return {
    id,
    title,
    caption: `${title}, ${subtitle}.`,
    svg: titledSheet(drawing, title, subtitle),
  };
}

function meanCurve(cell: Cell, budget: number, average: Averager): Curve {
  const means = Array.from({ length: budget }, (_, step) => average.of(atStep(cell, step)));
  return {
    optimizer: cell.header.optimizer,
    x: means.map((_, step) => step + 1),
    middle: means.map(({ mean }) => mean),
    low: means.map(({ mean, ci95 }) => ci95?.[0] ?? mean),
    high: means.map(({ mean, ci95 }) => ci95?.[1] ?? mean),
  };
}

/** What is left to the least possible value. */
function lifted(curve: Curve, floor: number): Curve {
  const lift = (values: readonly number[]): number[] => values.map((value) => Math.max(LEAST, value - floor));
  return { ...curve, middle: lift(curve.middle), low: lift(curve.low), high: lift(curve.high) };
}

function publishedCurve({ method, steps, mean }: PublishedCurve): Curve {
  return { optimizer: `paper: ${method}`, x: steps.map((step) => step + 1), middle: mean, low: mean, high: mean };
}
