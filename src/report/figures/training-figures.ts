/** The figures of training runs: curves with quantile bands, margins of victory, performance profiles, learning rates. */
import type { Axis } from '../axis.ts';
import { curveAxis } from '../axis.ts';
import { type Comparison, type ProblemRuns, SOLVED } from '../comparison.ts';
import type { Curve } from '../curves.ts';
import { rounds } from '../field.ts';
import { margins } from '../measures/margin.ts';
import { profileAt, ratios } from '../measures/performance-profile.ts';
import { medianSteps } from '../measures/targets.ts';
import type { Scope } from '../scope.ts';
import { cellMean, curveInterval } from '../statistics/bootstrap.ts';
import { ascending, quantileSorted } from '../statistics/quantile.ts';
import { extent } from '../tables/phrases.ts';
import { ratedMethods } from '../tables/rates.ts';
import { finalRegrets } from '../tables/training.ts';
import { standingAt } from '../trace.ts';
import { relativeLoss, training } from '../training.ts';
import { type Studio, titledSheet } from './draw.ts';
import type { Figure } from './figure.ts';
import { lineChart } from './line-chart.ts';
import { evaluationScale, linearScale, linearTicks, logScale, logTicks, power, type Scale } from './scale.ts';
import { type Ink, inks as inked } from './theme.ts';

const WIDTH = 760;
const HEIGHT = 400;
/** The target of the profile, as in the table. */
const SHARE = 0.01;
/** Beyond this ratio a profile shows who solves what at all. */
const MOST_RATIO = 10;

/** All of them for a scope; none where nobody used gradients. */
export function trainingFigures(studio: Studio, scope: Scope, inks: ReadonlyMap<string, Ink>): Figure[] {
  const trained = training(scope);
  if (trained === undefined) return [];
  const axis = curveAxis(trained.problems);
  return [
    lossFigure(studio, scope, trained, axis, inks),
    marginFigure(studio, scope, trained, axis, inks),
    ratioFigure(studio, scope, trained, inks),
    ratesFigure(studio, scope, trained),
  ].filter((figure) => figure !== undefined);
}

/** The loss relative to the start: median and quartiles over all problems and seeds. */
function lossFigure(
  studio: Studio,
  scope: Scope,
  { optimizers, problems }: Comparison,
  axis: Axis,
  inks: ReadonlyMap<string, Ink>,
): Figure {
  const curves = optimizers.map((optimizer): Curve => {
    const samples = axis.marks.map((_, i) =>
      ascending(
        problems.flatMap((problem) =>
          (problem.traces.get(optimizer) ?? []).map((trace) =>
            Math.max(SOLVED, relativeLoss(problem, standingAt(trace, axis.count(problem, i)))),
          ),
        ),
      ),
    );
    const at = (p: number): number[] => samples.map((sorted) => quantileSorted(sorted, p));
    return { optimizer, x: axis.marks, middle: at(0.5), low: at(0.25), high: at(0.75) };
  });
  // What blows up leaves the frame at the top.
  const inside = (values: readonly number[]): number[] => values.filter((value) => value <= 10);
  const middles = inside(curves.flatMap(({ middle }) => middle));
  const edges = inside(curves.flatMap(({ low, high }) => [...low, ...high]));
  const label = 'loss, relative to the start';
  const y = middles.some((value) => value > 0) ? logScale(middles, edges, label) : linearScale([0, 1], label);
  return framed(studio, scope, inks, {
    id: 'training',
    title: 'Training curves',
    caption:
      'Loss less the best known, relative to a typical start: median and quartiles over all problems and seeds. What ' +
      'diverges leaves the frame at the top; below 1e-10 a problem is solved.',
    curves,
    x: evaluationScale(axis.marks, axis.unit),
    y,
  });
}

/** Margin of victory at every step, with its 95 % interval; undefined where fewer than two met. */
function marginFigure(
  studio: Studio,
  scope: Scope,
  { optimizers, problems }: Comparison,
  axis: Axis,
  inks: ReadonlyMap<string, Ink>,
): Figure | undefined {
  const ranked = optimizers.filter((optimizer) => scope.field.ranked.includes(optimizer));
  const met = problems
    .map((problem) => rounds(problem, ranked).map((round) => marginCurves(problem, round, axis)))
    .filter((seeds) => seeds.length > 0);
  if (ranked.length < 2 || met.length === 0) return undefined;
  const curves = ranked.map((optimizer, j): Curve => {
    const cells = met.map((seeds) => seeds.map((curves) => curves[j]!));
    const middle = axis.marks.map((_, i) => cellMean(cells.map((seeds) => seeds.map((curve) => curve[i]!))));
    const several = cells.flat().length > 1 && middle.every(Number.isFinite);
    const [low, high] = several ? curveInterval(cells, 400) : [middle, middle];
    return { optimizer, x: axis.marks, middle, low, high };
  });
  const finite = curves.flatMap(({ middle }) => middle.filter(Number.isFinite));
  const top = Math.max(0, ...finite);
  const shown = finite.filter((margin) => margin >= -4 * Math.max(top, 0.05));
  return framed(studio, scope, inks, {
    id: 'margin',
    title: 'Margin of victory',
    caption:
      'The best loss of the others less the own, relative to the start, mean over problems and seeds with 95 % bootstrap interval: above ' +
      '0 an optimizer is ahead of all others.',
    curves,
    x: evaluationScale(axis.marks, axis.unit),
    y: linearScale([0, top, ...shown], 'margin of victory'),
  });
}

/** Optimizers by marks. */
function marginCurves(problem: ProblemRuns, round: ReturnType<typeof rounds>[number], axis: Axis): number[][] {
  const columns = axis.marks.map((_, i) =>
    margins(round.map((trace) => relativeLoss(problem, standingAt(trace, axis.count(problem, i))))),
  );
  return round.map((_, j) => columns.map((column) => column[j]!));
}

/** rho(tau) by steps to the target. */
function ratioFigure(
  studio: Studio,
  scope: Scope,
  { optimizers, problems }: Comparison,
  inks: ReadonlyMap<string, Ink>,
): Figure | undefined {
  const steps = problems.map((problem) =>
    optimizers.map((optimizer) => {
      const median = medianSteps(problem, problem.traces.get(optimizer) ?? [], SHARE);
      return Number.isNaN(median) ? Number.POSITIVE_INFINITY : median;
    }),
  );
  const table = ratios(steps);
  const finite = table.flat().filter((ratio) => ratio <= MOST_RATIO);
  if (finite.length === 0) return undefined;
  const taus = [...new Set([1, ...finite, MOST_RATIO])].sort((a, b) => a - b);
  const curves = optimizers.map((optimizer, j): Curve => {
    const own = table.map((row) => row[j]!);
    const middle = taus.map((tau) => profileAt(own, tau));
    return { optimizer, x: taus, middle, low: middle, high: middle };
  });
  const ticks = [1, 2, 3, 4, 5, 7, 10];
  return framed(studio, scope, inks, {
    id: 'ratios',
    title: 'Performance profile',
    caption:
      `Share of problems on which the steps to ${SHARE} of the way to the best (median over seeds) are at most so many times the fewest ` +
      "of anybody's. AlgoPerf's score is the mean height from 1 to 4.",
    curves,
    x: { type: 'log', domain: [1, MOST_RATIO], ticks, format: String, label: 'times the fewest steps' },
    y: { ...linearScale([0, 1], 'share of problems'), ticks: linearTicks(0, 1) },
    steps: true,
  });
}

/** Regret at the end against the learning rate, a line for each method; undefined where none has several rates. */
function ratesFigure(studio: Studio, scope: Scope, trained: Comparison): Figure | undefined {
  const methods = ratedMethods(trained);
  if (methods.length === 0) return undefined;
  const curves = methods.map(({ method, settings }): Curve => {
    const cells = settings.map(({ optimizer }) => finalRegrets(trained.problems, optimizer).map((seeds) => [...seeds]));
    const bands = cells.map((cell) => quartiles(cell.flat()));
    return {
      optimizer: method,
      x: settings.map(({ rate }) => rate),
      middle: settings.map(({ score }) => score),
      low: bands.map(([low]) => low),
      high: bands.map(([, high]) => high),
    };
  });
  const rates = curves.flatMap(({ x }) => x);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const middles = curves.flatMap(({ middle }) => middle);
  const y = logScale(
    middles,
    curves.flatMap(({ low, high }) => [...low, ...high]),
    'mean normalised regret at the end',
  );
  return framed(studio, scope, inked(methods.map(({ method }) => method)), {
    id: 'rates',
    title: 'Learning rates',
    caption: 'Mean normalised regret at the end against the learning rate, with quartiles over problems and seeds.',
    curves,
    x: { type: 'log', domain: [low, high], ticks: logTicks(low, high), format: power, label: 'learning rate' },
    y,
  });
}

function quartiles(values: readonly number[]): [number, number] {
  const sorted = ascending(values);
  return [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)];
}

interface Framed {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly curves: readonly Curve[];
  readonly x: Scale;
  readonly y: Scale;
  readonly steps?: boolean;
}

function framed(
  studio: Studio,
  scope: Scope,
  inks: ReadonlyMap<string, Ink>,
  { id, title, caption, curves, x, y, steps = false }: Framed,
): Figure {
  const heading = `${title}, ${scope.name}`;
  const height = Math.max(HEIGHT, 90 + 16 * curves.length);
  const curve = steps ? 'step-after' : 'linear';
  const drawing = lineChart(studio, { curves, inks, x, y, width: WIDTH, height, labels: true, curve });
  return {
    id: `${id}-${scope.id}`,
    title: heading,
    caption,
    svg: titledSheet(drawing, heading, extent(scope)),
  };
}
