/** All figures of a report's sections. */
import type { Scope } from '../scope.ts';
import { studio } from './draw.ts';
import type { Figure } from './figure.ts';
import { panelFigures } from './problem-panels.ts';
import { rankFigure } from './rank-figure.ts';
import { secondsFigure } from './seconds-figure.ts';
import { profileFigure, regretFigure } from './suite-figures.ts';
import { inks } from './theme.ts';
import { trainingFigures } from './training-figures.ts';

/** The figures of every scope, in the order in which they are shown. */
export async function figures(scopes: readonly Scope[]): Promise<Figure[][]> {
  const tools = await studio();
  const ink = inks([...new Set(scopes.flatMap(({ comparison }) => comparison.optimizers))]);
  return scopes.map((scope) =>
    [
      regretFigure(tools, scope, ink),
      ...trainingFigures(tools, scope, ink),
      rankFigure(tools, scope, ink),
      ...(scope.suite === undefined ? [] : panelFigures(tools, scope, ink)),
      profileFigure(tools, scope, ink),
      scope.primary ? secondsFigure(tools, scope, ink) : undefined,
    ].filter((figure) => figure !== undefined),
  );
}
