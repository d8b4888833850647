/** What is refused when a space is declared: bounds and options that make no sense, conditions on nothing. */
import type { Coordinate } from './coordinate.ts';
import { show } from './reading.ts';

/** The coordinate, if its bounds or options make sense; `place` names the space in the error. */
export function checked<C extends Coordinate>(coordinate: C, place: string): C {
  const { name } = coordinate;
  const refuse = (problem: string): never => {
    throw new Error(`${place}: ${name}: ${problem}`);
  };
  if (coordinate.kind === 'choice') {
    if (coordinate.options.length < 1) refuse('a choice needs at least one option, got none');
    if (new Set(coordinate.options).size < coordinate.options.length) {
      refuse(`options must differ, got ${coordinate.options.map(show).join(', ')}`);
    }
    return coordinate;
  }
  const { kind, low, high, scale } = coordinate;
  const got = `got [${low}, ${high}]`;
  if (!Number.isFinite(low) || !Number.isFinite(high)) refuse(`bounds must be finite numbers, ${got}`);
  if (kind === 'integer') {
    if (!Number.isInteger(low) || !Number.isInteger(high)) refuse(`bounds must be whole numbers, ${got}`);
    if (low > high) refuse(`low must not be above high, ${got}`);
    if (scale === 'log' && low < 1) refuse(`an integer on a log scale needs low of at least 1, ${got}`);
  } else {
    if (low >= high) refuse(`low must be below high, ${got}`);
    if (scale === 'log' && low <= 0) refuse(`a log scale needs low above 0, ${got}`);
    if (scale === 'logit' && (low <= 0 || high >= 1)) refuse(`a logit scale needs 0 < low and high < 1, ${got}`);
  }
  return coordinate;
}

/** Throws unless its condition is on a choice declared before it. */
export function checkCondition({ name, activeWhen }: Coordinate, before: readonly Coordinate[]): void {
  if (activeWhen === undefined) return;
  const parent = before.find((coordinate) => coordinate.name === activeWhen.name);
  if (parent?.kind !== 'choice') {
    throw new Error(
      `space: ${name}: is active when '${activeWhen.name}' has a value, so that must be a choice declared before it`,
    );
  }
  const unknown = activeWhen.is.find((option) => !parent.options.includes(option));
  if (unknown !== undefined) {
    throw new Error(
      `space: ${name}: '${parent.name}' is never ${show(unknown)}; it is one of ${parent.options.join(', ')}`,
    );
  }
}
