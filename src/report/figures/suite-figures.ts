/** A scope's curves over all its problems: mean normalised regret, and the share of targets reached. */
import { curveAxis } from '../axis.ts';
import { type Curve, profileCurve, suiteCurve } from '../curves.ts';
import type { Scope } from '../scope.ts';
import { extent } from '../tables/phrases.ts';
import { type Studio, titledSheet } from './draw.ts';
import type { Figure } from './figure.ts';
import { lineChart } from './line-chart.ts';
import { evaluationScale, linearScale, logScale, type Scale } from './scale.ts';
import type { Ink } from './theme.ts';

const WIDTH = 760;
const HEIGHT = 400;

/** Mean normalised regret against evaluations. */
export function regretFigure(studio: Studio, scope: Scope, inks: ReadonlyMap<string, Ink>): Figure {
  const { optimizers, problems, axis } = subject(scope);
  const curves = optimizers.map((optimizer) => suiteCurve(problems, optimizer, axis));
  const middles = curves.flatMap(({ middle }) => middle);
  const label = 'mean normalised regret';
  const y = middles.some((value) => value > 0)
    ? logScale(
        middles,
        curves.flatMap(({ low, high }) => [...low, ...high]),
        label,
      )
    : linearScale([0, 1], label);
  return {
    id: `regret-${scope.id}`,
    title: `Regret, ${scope.name}`,
    caption: 'Mean normalised regret over problems and seeds, with 95 % bootstrap intervals.',
    svg: framed(
      studio,
      `Regret, ${scope.name}`,
      extent(scope),
      curves,
      inks,
      evaluationScale(axis.marks, axis.unit),
      y,
    ),
  };
}

/** The share of targets reached against evaluations. */
export function profileFigure(studio: Studio, scope: Scope, inks: ReadonlyMap<string, Ink>): Figure {
  const { optimizers, problems, axis } = subject(scope);
  const curves = optimizers.map((optimizer) => profileCurve(problems, optimizer, axis));
  return {
    id: `profile-${scope.id}`,
    title: `Targets reached, ${scope.name}`,
    caption:
      'Share of (problem, seed, target) triples reached, with 95 % bootstrap intervals; targets are normalised regrets from ' +
      '10^-0.2 to 10^-6 in steps of 10^-0.2.',
    svg: framed(
      studio,
      `Targets reached, ${scope.name}`,
      extent(scope),
      curves,
      inks,
      evaluationScale(axis.marks, axis.unit),
      { ...linearScale([0, ...curves.flatMap(({ high }) => high)], 'share of targets reached') },
    ),
  };
}

/** The complete part of a scope, or all of it where nothing is complete. */
export function subject({ comparison, field }: Scope) {
  const complete = field.meetings.length > 0;
  const problems = complete ? field.meetings.map(({ problem }) => problem) : comparison.problems;
  return { optimizers: complete ? field.ranked : comparison.optimizers, problems, axis: curveAxis(problems) };
}

function framed(
  studio: Studio,
  title: string,
  subtitle: string,
  curves: readonly Curve[],
  inks: ReadonlyMap<string, Ink>,
  x: Scale,
  y: Scale,
): string {
  const drawing = lineChart(studio, { curves, inks, x, y, width: WIDTH, height: HEIGHT, labels: true });
  return titledSheet(drawing, title, subtitle);
}
