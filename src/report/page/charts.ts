/** What the page's interactive chart draws: for every scope its mean curve and its problems, as plain data. */
import { curveAxis } from '../axis.ts';
import { type Curve, problemCurve, suiteCurve } from '../curves.ts';
import { subject } from '../figures/suite-figures.ts';
import type { Scope } from '../scope.ts';
import { quantity } from '../tables/problems.ts';

/** Beyond this the page would grow too large to open; the tables and figures still hold every problem. */
const MOST_PROBLEMS = 200;

/** One curve, rounded; null where there is no finite number. */
export interface Line {
  readonly name: string;
  readonly middle: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** One choice of the second menu. */
export interface View {
  readonly name: string;
  readonly x: readonly number[];
  readonly unit: string;
  readonly quantity: string;
  readonly band: string;
  /** Whether the axis starts out logarithmic. */
  readonly log: boolean;
  readonly lines: readonly Line[];
}

/** One choice of the first menu. */
export interface Chart {
  readonly name: string;
  readonly views: readonly View[];
}

/** The charts of all scopes. */
export function charts(scopes: readonly Scope[]): Chart[] {
  return scopes.map((scope) => {
    const { optimizers, problems, axis } = subject(scope);
    const mean: View = {
      name: `all ${problems.length} problems`,
      x: axis.marks,
      unit: axis.unit,
      quantity: 'mean normalised regret',
      band: '95 % interval',
      log: true,
      lines: optimizers.map((optimizer) => line(suiteCurve(problems, optimizer, axis))),
    };
    const own = scope.suite === undefined ? [] : scope.comparison.problems.slice(0, MOST_PROBLEMS);
    const single = own.map((problem): View => {
      const own = curveAxis([problem]);
      return {
        name: problem.id,
        x: own.marks,
        unit: own.unit,
        quantity: quantity(scope, [problem]),
        band: 'quartiles',
        log: problem.optimum !== undefined,
        lines: [...problem.traces.keys()].map((optimizer) => line(problemCurve(problem, optimizer, own))),
      };
    });
    return { name: scope.name, views: [mean, ...single] };
  });
}

function line({ optimizer, middle, low, high }: Curve): Line {
  return { name: optimizer, middle: middle.map(rounded), low: low.map(rounded), high: high.map(rounded) };
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}
