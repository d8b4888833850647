/** Seconds per proposal against evaluations: which methods slow down as they learn. */
import type { Curve } from '../curves.ts';
import type { Scope } from '../scope.ts';
import { readable } from '../table.ts';
import { timingCurve } from '../timing.ts';
import { type Studio, titledSheet } from './draw.ts';
import type { Figure } from './figure.ts';
import { lineChart } from './line-chart.ts';
import { evaluationScale, logScale } from './scale.ts';
import type { Ink } from './theme.ts';

const WIDTH = 760;
const HEIGHT = 360;

/** Median and quartiles over all runs of a scope; undefined where no time was taken. */
export function secondsFigure(studio: Studio, scope: Scope, inks: ReadonlyMap<string, Ink>): Figure | undefined {
  const curves = scope.comparison.optimizers.map((optimizer): Curve => {
    const { counts, medians, q1, q3 } = timingCurve(
      optimizer,
      scope.runs.filter(({ header }) => header.optimizer === optimizer),
    );
    return { optimizer, x: counts, middle: medians, low: q1, high: q3 };
  });
  const middles = curves.flatMap(({ middle }) => middle);
  if (!middles.some((seconds) => seconds > 0)) return undefined;
  const title = `Seconds per proposal, ${scope.suite ?? 'all suites'}`;
  const y = logScale(
    middles,
    curves.flatMap(({ low, high }) => [...low, ...high]),
    'ask + tell',
  );
  const marks = [...new Set(curves.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const drawing = lineChart(studio, {
    curves,
    inks,
    x: evaluationScale(marks, 'evaluations'),
    y: { ...y, format: (seconds) => readable(seconds).replace('.0 ', ' ') },
    width: WIDTH,
    height: HEIGHT,
    labels: true,
    curve: 'linear',
  });
  return {
    id: `seconds-${scope.id}`,
    title,
    caption: 'Time in ask and tell for one trial: median and quartiles over runs.',
    svg: titledSheet(drawing, title, 'time in ask and tell for one trial, median and quartiles over runs'),
  };
}
