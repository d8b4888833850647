/** Each experiment's figures: curves with quartile bands, the published ones dashed beside them; margins of victory; rates. */
import type { Curve } from '../../report/curves.ts';
import { type Drawing, type Studio, sheet, studio, text, titledSheet } from '../../report/figures/draw.ts';
import type { Figure } from '../../report/figures/figure.ts';
import { lineChart } from '../../report/figures/line-chart.ts';
import { evaluationScale, linearScale, logScale, type Scale } from '../../report/figures/scale.ts';
import { type Ink, inks, textWidth } from '../../report/figures/theme.ts';
import { ascending, quantileSorted } from '../../report/statistics/quantile.ts';
import type { ExperimentFigure } from '../../reproduction/claims.ts';
import { bestAfter } from '../cell.ts';
import { type Averager, finished } from '../mean.ts';
import type { ExperimentCells, RoleCell } from './field.ts';
import { lossesOf, marginsOf } from './measured.ts';

const WIDTH = 860;
/** More lines than this in one chart cannot be told apart: such experiments have figures of their own. */
const MOST_LINES = 20;

/** All figures, of the experiments that have runs. */
export async function claimFigures(
  experiments: readonly ExperimentCells[],
  average: Averager,
): Promise<ReadonlyMap<string, readonly Figure[]>> {
  const tools = await studio();
  return new Map(
    experiments.map((found) => {
      const present = found.roles.filter(({ cell }) => cell && finished(cell).length > 0);
      if (present.length === 0) return [found.experiment.id, []];
      const ink = inks(found.roles.map(({ role }) => role));
      const curves = present.length <= MOST_LINES ? [lossFigure(tools, found, present, ink)] : [];
      const further = (found.experiment.figures ?? []).map((figure, i) =>
        figure.kind === 'rates'
          ? ratesFigure(tools, found, figure, i, average)
          : marginFigure(tools, found, figure.among ?? present.map(({ role }) => role), ink, average),
      );
      return [found.experiment.id, [...curves, ...further]];
    }),
  );
}

function marksOf({ cell }: RoleCell): readonly number[] {
  return cell?.header.marks ?? [];
}

/** Median loss with quartiles over runs. */
function lossFigure(
  tools: Studio,
  { experiment }: ExperimentCells,
  present: readonly RoleCell[],
  ink: ReadonlyMap<string, Ink>,
): Figure {
  const ours = present.map((role): Curve => {
    const x = marksOf(role);
    const samples = x.map((mark) => ascending(finished(role.cell!).map((run) => bestAfter(run, mark))));
    const at = (p: number): number[] => samples.map((sorted) => quantileSorted(sorted, p));
    return { optimizer: role.role, x, middle: at(0.5), low: at(0.25), high: at(0.75) };
  });
  const theirs = (experiment.published ?? []).map(({ method, steps, mean }): Curve => {
    const x = steps.map((step) => step + 1);
    return { optimizer: `paper: ${method}`, x, middle: mean, low: mean, high: mean };
  });
  const shades = theirs.map(({ optimizer }): [string, Ink] => {
    const twin = ink.get(optimizer.slice('paper: '.length));
    return [optimizer, { colour: twin?.colour ?? '#8c959f', dash: '4 3' }];
  });
  const marks = [...new Set(ours.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const dashed = theirs.length > 0 ? '; dashed: published means' : '';
  return charted(tools, {
    id: `${experiment.id}`,
    title: experiment.title,
    subtitle: `loss: median of ${runsText(present)} with quartiles${dashed}`,
    curves: [...theirs, ...ours],
    ink: new Map([...ink, ...shades]),
    x: evaluationScale(marks, 'evaluations'),
    y: lossScale([...theirs, ...ours], experiment.axis ?? 'log'),
  });
}

/** Mean margin of victory with its 95 % interval. */
function marginFigure(
  tools: Studio,
  found: ExperimentCells,
  among: readonly string[],
  ink: ReadonlyMap<string, Ink>,
  average: Averager,
): Figure {
  const present = found.roles.filter(({ role, cell }) => among.includes(role) && cell && finished(cell).length > 0);
  const x = marksOf(present[0]!);
  const byMark = x.map((mark) => marginsOf(found, among, mark));
  const curves = present.map(({ role }): Curve => {
    const means = byMark.map((margins) => average.of(margins.get(role) ?? []));
    return {
      optimizer: role,
      x,
      middle: means.map(({ mean }) => mean),
      low: means.map(({ mean, ci95 }) => ci95?.[0] ?? mean),
      high: means.map(({ mean, ci95 }) => ci95?.[1] ?? mean),
    };
  });
  // One that diverges would press all others together: below, the axis goes a few times as far as above.
  const finite = curves.flatMap(({ middle }) => middle.filter(Number.isFinite));
  const top = Math.max(...finite, 0);
  const shown = finite.filter((margin) => margin >= -6 * Math.max(top, 1e-12));
  return charted(tools, {
    id: `${found.experiment.id}-margin`,
    title: `${found.experiment.title}: margin of victory`,
    subtitle: `the best loss of the others less the own: mean of ${runsText(present)} with 95 % interval; above 0 it is ahead`,
    curves,
    ink,
    x: evaluationScale(x, 'evaluations'),
    y: linearScale([0, top, ...shown], 'margin of victory'),
  });
}

interface Charted {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly curves: readonly Curve[];
  readonly ink: ReadonlyMap<string, Ink>;
  readonly x: Scale;
  readonly y: Scale;
}

function charted(tools: Studio, { id, title, subtitle, curves, ink, x, y }: Charted): Figure {
  const height = Math.max(400, 90 + 16 * curves.length);
  const drawing = lineChart(tools, { curves, inks: ink, x, y, width: WIDTH, height, labels: true, curve: 'linear' });
  return {
    id,
    title,
    caption: `${title}, ${subtitle}.`,
    svg: titledSheet(drawing, title, subtitle),
  };
}

/** Mean final loss against the rate, a small chart for each group. */
function ratesFigure(
  tools: Studio,
  found: ExperimentCells,
  { panels }: Extract<ExperimentFigure, { kind: 'rates' }>,
  index: number,
  average: Averager,
): Figure {
  const names = [...new Set(panels.flatMap(({ lines }) => Object.keys(lines)))];
  const ink = inks(names);
  const drawn = panels.map(({ title, lines }) => ({
    title,
    curves: Object.entries(lines).map(([name, method]) => rateCurve(found, name, method, average)),
  }));
  const every = drawn.flatMap(({ curves }) => curves);
  const y = lossScale(every, found.experiment.axis ?? 'log');
  const [width, height, across] = [290, 220, 3];
  const charts = drawn.map(({ title, curves }): Drawing => {
    const x = rateScale(curves.flatMap(({ x }) => x));
    return lineChart(tools, {
      curves,
      inks: ink,
      x,
      y,
      width,
      height,
      title,
      labels: false,
      fontSize: 10,
      curve: 'linear',
    });
  });
  const rows = Math.ceil(charts.length / across);
  const title = `${found.experiment.title}: final loss against the learning rate`;
  const subtitle = 'mean final loss over runs with 95 % interval; what lies above the frame, or nowhere, diverged';
  let left = 16;
  const legend = names.flatMap((name) => {
    const { colour, dash } = ink.get(name)!;
    const at = left;
    left += textWidth(name) + 54;
    return [
      `<line x1="${at}" x2="${at + 24}" y1="60" y2="60" stroke="${colour}" stroke-width="2.5"${dash && ` stroke-dasharray="${dash}"`}/>`,
      text(at + 30, 64, name),
    ];
  });
  return {
    id: `${found.experiment.id}-rates${index > 0 ? `-${index + 1}` : ''}`,
    title,
    caption: `${title}: ${subtitle}.`,
    svg: sheet(
      width * Math.min(across, charts.length),
      rows * height + 80,
      title,
      charts.map((drawing, i) => ({ x: (i % across) * width, y: 80 + Math.floor(i / across) * height, drawing })),
      [
        text(16, 24, title, 'font-size="15" font-weight="bold"'),
        text(16, 42, subtitle, 'fill-opacity="0.7"'),
        ...legend,
      ],
    ),
  };
}

/** The roles that are called method-rate, by their rates. */
function rateCurve({ roles }: ExperimentCells, name: string, method: string, average: Averager): Curve {
  const rated = roles
    .filter(({ role, cell }) => role.startsWith(`${method}-`) && cell && finished(cell).length > 0)
    .map((role) => ({ role, rate: Number(role.role.slice(method.length + 1)) }))
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => a.rate - b.rate);
  const means = rated.map(({ role }) => average.of(lossesOf(role, 'final loss').map(([, loss]) => loss)));
  return {
    optimizer: name,
    x: rated.map(({ rate }) => rate),
    middle: means.map(({ mean }) => mean),
    low: means.map(({ mean, ci95 }) => ci95?.[0] ?? mean),
    high: means.map(({ mean, ci95 }) => ci95?.[1] ?? mean),
  };
}

function rateScale(rates: readonly number[]): Scale {
  const positive = rates.length > 0 ? rates : [0.01, 1];
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  const ticks = [];
  for (let power = Math.round(Math.log10(low)); power <= Math.round(Math.log10(high)); power++) ticks.push(10 ** power);
  const format = (rate: number): string => `1e${Math.round(Math.log10(rate))}`;
  return { type: 'log', domain: [low / 1.3, high * 1.3], ticks, format, label: '' };
}

/**
 * An axis for losses. What diverges lies on its edge: the axis ends at ten times the highest loss that anything started from, read
 * off the first points.
 */
function lossScale(curves: readonly Curve[], axis: 'log' | 'linear'): Scale {
  const starts = curves.map(({ middle }) => middle[0]!).filter((value) => Number.isFinite(value) && value > 0);
  const roof = 10 * [...starts].sort((a, b) => a - b)[Math.floor(starts.length / 2)]!;
  const inside = (values: readonly number[]): number[] => values.filter((value) => value <= roof);
  const middles = inside(curves.flatMap(({ middle }) => middle));
  const edges = inside(curves.flatMap(({ low, high }) => [...low, ...high]));
  return axis === 'log' && middles.some((value) => value > 0) && middles.every((value) => value >= 0)
    ? logScale(middles, edges, 'loss')
    : linearScale(middles.length > 0 ? middles : [0, 1], 'loss');
}

function runsText(present: readonly RoleCell[]): string {
  const runs = present.map(({ cell }) => finished(cell!).length);
  const [least, most] = [Math.min(...runs), Math.max(...runs)];
  return `${least === most ? least : `${least} to ${most}`} runs`;
}
