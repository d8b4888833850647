/** Our mean curves with their 95 % bands, and the paper's dashed beside them. */
import type { Curve } from '../report/curves.ts';
import { type Studio, sheet, studio, text } from '../report/figures/draw.ts';
import type { Figure } from '../report/figures/figure.ts';
import { lineChart } from '../report/figures/line-chart.ts';
import { evaluationScale, linearScale } from '../report/figures/scale.ts';
import { type Ink, inks } from '../report/figures/theme.ts';
import type { Panel, PublishedCurve, Reproduction } from '../reproduction.ts';
import type { Cell } from './cell.ts';
import { type Averager, atStep } from './mean.ts';
import type { PanelCells } from './summary.ts';

const WIDTH = 860;
const TITLE = 54;
/** The first evaluations are far off and would press everything else together: the axis shows what comes later. */
const FROM_STEP = 4;
const GREYS = ['#57606a', '#8c959f', '#424a53', '#6e7781'] as const;
const PAPER_DASH = '4 3';

/** One figure for each panel that has runs, and the details. */
export async function reproductionFigures(
  { details }: Reproduction,
  panels: readonly PanelCells[],
  average: Averager,
): Promise<Figure[]> {
  const tools = await studio();
  const names = [...new Set(panels.flatMap(({ cells }) => cells.map(({ header }) => header.optimizer)))];
  const ours = inks(names);
  const whole = panels
    .filter(({ cells }) => cells.length > 0)
    .map(({ panel, cells }) => figure(tools, panel.id, panel.title, panel, cells, panel.published, ours, average));
  const parts = details.flatMap((detail) => {
    const found = panels.find(({ panel }) => panel.id === detail.panel);
    const cells = found?.cells.filter(({ header }) => detail.optimizers.test(header.optimizer)) ?? [];
    if (found === undefined || cells.length === 0) return [];
    const published = found.panel.published.filter(({ method }) => detail.methods.includes(method));
    return [figure(tools, detail.id, detail.title, found.panel, cells, published, ours, average)];
  });
  return [...whole, ...parts];
}

function figure(
  tools: Studio,
  id: string,
  title: string,
  { budget }: Panel,
  cells: readonly Cell[],
  published: readonly PublishedCurve[],
  ours: ReadonlyMap<string, Ink>,
  average: Averager,
): Figure {
  const own = cells.map((cell) => meanCurve(cell, budget, average));
  const theirs = published.map(publishedCurve);
  const curves = [...theirs, ...own];
  const shades = theirs.map(
    ({ optimizer }, i) => [optimizer, { colour: GREYS[i % GREYS.length]!, dash: PAPER_DASH }] as const,
  );
  const x = evaluationScale(
    Array.from({ length: budget }, (_, i) => i + 1),
    'evaluations',
  );
  const later = curves.flatMap((curve) => curve.middle.filter((_, i) => curve.x[i]! > FROM_STEP));
  const runs = cells.map(({ runs }) => runs.length);
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  const subtitle = `best value so far: mean of ${least === most ? least : `${least} to ${most}`} runs with 95 % band; dashed: the paper`;
  const height = Math.max(420, 90 + 16 * curves.length);
  const drawing = lineChart(tools, {
    curves,
    inks: new Map([...ours, ...shades]),
    x,
    y: linearScale(later, 'mean best value'),
    width: WIDTH,
    height,
    labels: true,
    curve: 'linear',
  });
  return {
    id,
    title,
    caption: `${title}, ${subtitle}.`,
    svg: sheet(
      WIDTH,
      height + TITLE,
      title,
      [{ x: 0, y: TITLE, drawing }],
      [text(16, 24, title, 'font-size="15" font-weight="bold"'), text(16, 42, subtitle, 'fill-opacity="0.7"')],
    ),
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

function publishedCurve({ method, steps, mean }: PublishedCurve): Curve {
  return { optimizer: `paper: ${method}`, x: steps.map((step) => step + 1), middle: mean, low: mean, high: mean };
}
