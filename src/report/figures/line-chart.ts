/** Curves with bands over evaluations, each named where it ends. */
import type { Curve } from '../curves.ts';
import { type Drawing, draw, type Markish, type Studio } from './draw.ts';
import { spread } from './labels.ts';
import type { Scale } from './scale.ts';
import { FONT, type Ink, textWidth } from './theme.ts';

/** What to draw. */
export interface LineChart {
  readonly curves: readonly Curve[];
  readonly inks: ReadonlyMap<string, Ink>;
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  readonly height: number;
  readonly title?: string;
  /** Names at the ends of the lines; without them a legend has to tell. */
  readonly labels: boolean;
  readonly fontSize?: number;
  /** Curves change in steps, or are drawn straight from point to point. */
  readonly curve?: 'step-after' | 'linear';
}

/** Draws a chart. */
export function lineChart(studio: Studio, chart: LineChart): Drawing {
  const { Plot } = studio;
  const { curves, inks, x, y, width, height, labels, fontSize = 12, curve = 'step-after' } = chart;
  const [low, high] = y.domain;
  const clamp = (value: number): number => Math.min(high, Math.max(low, value));
  const longest = Math.max(...curves.map(({ optimizer }) => textWidth(optimizer, fontSize)));
  const margins = {
    marginTop: chart.title === undefined && y.label === '' ? 12 : 28,
    marginRight: labels ? Math.ceil(longest) + 14 : 16,
    marginBottom: x.label === '' ? 24 : 40,
    marginLeft: Math.max(36, Math.ceil(Math.max(...y.ticks.map((tick) => textWidth(y.format(tick), fontSize)))) + 14),
  };
  const points = curves.map(({ optimizer, ...curve }) => ({
    optimizer,
    points: curve.x
      .map((at, i) => ({ x: at, y: curve.middle[i]!, low: clamp(curve.low[i]!), high: clamp(curve.high[i]!) }))
      .filter((point) => Number.isFinite(point.y))
      .map((point) => ({ ...point, y: clamp(point.y) })),
  }));
  const drawn = points.filter((line) => line.points.length > 0);
  const marks: Markish[] = [
    // As text rather than tickFormat: Plot leaves out formatted labels on a log axis where it thinks them too many.
    Plot.gridY([...y.ticks], { strokeOpacity: 0.12 }),
    Plot.axisX([...x.ticks], { text: x.format, label: null, tickSize: 4 } as never),
    Plot.axisY([...y.ticks], { text: y.format, label: null, tickSize: 0 } as never),
    ...drawn.map(({ optimizer, points }) =>
      Plot.areaY(points, {
        x: 'x',
        y1: 'low',
        y2: 'high',
        fill: inks.get(optimizer)!.colour,
        fillOpacity: curves.length > 6 ? 0.06 : 0.11,
        curve,
      }),
    ),
    ...drawn.map(({ optimizer, points }) =>
      Plot.lineY(points, {
        x: 'x',
        y: 'y',
        stroke: inks.get(optimizer)!.colour,
        strokeWidth: fontSize < 12 ? 1.5 : 2,
        strokeDasharray: inks.get(optimizer)!.dash,
        curve,
      }),
    ),
  ];
  const corner = { frameAnchor: 'top-left', fontSize, fontWeight: 'bold', dy: -margins.marginTop + 4 } as const;
  if (chart.title !== undefined) marks.push(Plot.text([chart.title], { ...corner, dx: 8 - margins.marginLeft }));
  if (x.label !== '') marks.push(Plot.text([x.label], { frameAnchor: 'bottom', dy: 34, fontSize }));
  if (y.label !== '') {
    marks.push(
      Plot.text([y.label], { ...corner, fontWeight: 'normal', fillOpacity: 0.7, dx: 16 - margins.marginLeft }),
    );
  }
  if (labels) marks.push(...endLabels(studio, chart, drawn, margins));
  return draw(studio, {
    ...margins,
    width,
    height,
    x: { type: x.type, domain: [...x.domain] },
    y: { type: y.type, domain: [low, high] },
    style: { fontFamily: FONT, fontSize: `${fontSize}px`, background: 'none' },
    marks,
  });
}

/** Names at the lines' ends, moved apart where lines end close together. */
function endLabels(
  { Plot }: Studio,
  { y, height, inks, fontSize = 12 }: LineChart,
  drawn: readonly { optimizer: string; points: readonly { x: number; y: number }[] }[],
  { marginTop, marginBottom }: { marginTop: number; marginBottom: number },
): Markish[] {
  const to = y.type === 'log' ? Math.log : (value: number) => value;
  const [low, high] = y.domain.map(to) as [number, number];
  const bottom = height - marginBottom;
  const pixel = (value: number): number => bottom - ((to(value) - low) / (high - low)) * (bottom - marginTop);
  const wished = drawn.map(({ points }) => pixel(points.at(-1)!.y));
  const places = spread(wished, fontSize * 1.25, marginTop, bottom);
  return drawn.map(({ optimizer, points }, i) =>
    Plot.text([points.at(-1)!], {
      x: 'x',
      y: 'y',
      text: () => optimizer,
      fill: inks.get(optimizer)!.colour,
      fontWeight: 'bold',
      textAnchor: 'start',
      fontSize,
      dx: 7,
      dy: places[i]! - wished[i]!,
    }),
  );
}
