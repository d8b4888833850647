/** Problem by problem: small charts of regret, median and quartiles over seeds, under one legend. */
import { curveAxis } from '../axis.ts';
import type { ProblemRuns } from '../comparison.ts';
import { type Curve, problemCurve } from '../curves.ts';
import type { Scope } from '../scope.ts';
import { quantity } from '../tables/problems.ts';
import { type Drawing, type Studio, sheet, text } from './draw.ts';
import type { Figure } from './figure.ts';
import { lineChart } from './line-chart.ts';
import { evaluationScale, linearScale, logScale } from './scale.ts';
import { type Ink, textWidth } from './theme.ts';

const ACROSS = 4;
const PER_SHEET = 24;
/** Beyond this nobody looks at every problem; the tables and the data files still hold all of them. */
const MOST_SHEETS = 10;
const WIDTH = 250;
const HEIGHT = 180;

/** One figure for every 24 problems, at most 10. */
export function panelFigures(studio: Studio, scope: Scope, inks: ReadonlyMap<string, Ink>): Figure[] {
  const { problems, optimizers } = scope.comparison;
  const sheets = Math.min(MOST_SHEETS, Math.ceil(problems.length / PER_SHEET));
  const shown = sheets * PER_SHEET;
  const rest = problems.length > shown ? ` The first ${shown} of ${problems.length} problems are drawn.` : '';
  return Array.from({ length: sheets }, (_, page): Figure => {
    const part = problems.slice(page * PER_SHEET, (page + 1) * PER_SHEET);
    const title = `Problems, ${scope.name}${sheets > 1 ? ` (${page + 1} of ${sheets})` : ''}`;
    return {
      id: `problems-${scope.id}${sheets > 1 ? `-${page + 1}` : ''}`,
      title,
      caption: `${capital(quantity(scope, part))} against evaluations: median and quartiles over seeds.${rest}`,
      svg: arranged(
        title,
        `${quantity(scope, part)}, median and quartiles over seeds`,
        part.map((p) => panel(studio, p, inks)),
        optimizers,
        inks,
      ),
    };
  });
}

function panel(studio: Studio, problem: ProblemRuns, inks: ReadonlyMap<string, Ink>): Drawing {
  const axis = curveAxis([problem], 60);
  const curves: Curve[] = [...inks.keys()]
    .filter((optimizer) => problem.traces.has(optimizer))
    .map((optimizer) => problemCurve(problem, optimizer, axis));
  const middles = curves.flatMap(({ middle }) => middle);
  const edges = curves.flatMap(({ low, high }) => [...low, ...high]);
  const x = evaluationScale(axis.marks, '');
  const y =
    problem.optimum !== undefined && middles.some((value) => value > 0 && Number.isFinite(value))
      ? logScale(middles, edges, '')
      : linearScale(later(curves), '');
  return lineChart(studio, {
    curves,
    inks,
    x,
    y,
    width: WIDTH,
    height: HEIGHT,
    title: problem.id,
    labels: false,
    fontSize: 10,
  });
}

function arranged(
  title: string,
  subtitle: string,
  drawings: readonly Drawing[],
  optimizers: readonly string[],
  inks: ReadonlyMap<string, Ink>,
): string {
  const across = Math.min(ACROSS, Math.max(2, drawings.length));
  const width = across * WIDTH;
  const { marks, bottom } = legend(optimizers, inks, width, 66);
  const rows = Math.ceil(drawings.length / across);
  return sheet(
    width,
    bottom + rows * HEIGHT,
    title,
    drawings.map((drawing, i) => ({ x: (i % across) * WIDTH, y: bottom + Math.floor(i / across) * HEIGHT, drawing })),
    [text(12, 24, title, 'font-size="15" font-weight="bold"'), text(12, 42, subtitle, 'fill-opacity="0.7"'), ...marks],
  );
}

/** Strokes with names, in as many lines as they need. */
function legend(optimizers: readonly string[], inks: ReadonlyMap<string, Ink>, width: number, top: number) {
  let x = 12;
  let y = top;
  const marks = optimizers.flatMap((name) => {
    const length = 34 + textWidth(name) + 12;
    if (x > 12 && x + length > width) {
      x = 12;
      y += 20;
    }
    const { colour, dash } = inks.get(name)!;
    const entry = [
      `<line x1="${x}" x2="${x + 24}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="2.5"${dash && ` stroke-dasharray="${dash}"`}/>`,
      text(x + 30, y, name),
    ];
    x += length;
    return entry;
  });
  return { marks, bottom: y + 14 };
}

function capital(phrase: string): string {
  return phrase[0]!.toUpperCase() + phrase.slice(1);
}

/**
 * The values that a linear axis has to show: the medians after a tenth of the budget. First guesses can be far off, and would
 * press everything else together.
 */
function later(curves: readonly Curve[]): number[] {
  const values = curves.flatMap(({ x, middle }) => middle.filter((_, i) => x[i]! >= x.at(-1)! / 10));
  return values.some(Number.isFinite) ? values : [0, 1];
}
