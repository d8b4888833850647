/** One coordinate of a space: what it can be, and how it is declared. */

/** What a choice can be. */
export type Option = string | number | boolean;

/** A coordinate with a condition exists only where the coordinate `name`, declared before it, has one of these values. */
export interface Condition {
  readonly name: string;
  readonly is: readonly Option[];
}

interface Conditional {
  readonly activeWhen?: Condition;
}
/** A real number in [low, high]. Both bounds are infinite in R^n. */
export interface Real extends Conditional {
  readonly kind: 'real';
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log' | 'logit';
}
/** A whole number in {low, ..., high}. */
export interface Integer extends Conditional {
  readonly kind: 'integer';
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log';
}
/** One of several unordered options. */
export interface Choice extends Conditional {
  readonly kind: 'choice';
  readonly options: readonly Option[];
}
/** What one coordinate can be. */
export type Domain = Real | Integer | Choice;
/** One coordinate of a space. */
export type Coordinate = Domain & { readonly name: string };

/** A point of a space with named coordinates; inactive coordinates are absent. */
export type NamedPoint = Readonly<Record<string, Option>>;

/** Declares a real coordinate: `real(1e-4, 1, 'log')`. */
export function real(low: number, high: number, scale: Real['scale'] = 'linear'): Real {
  return { kind: 'real', low, high, scale };
}
/** Declares an integer coordinate, bounds included: `integer(1, 500, 'log')`. */
export function integer(low: number, high: number, scale: Integer['scale'] = 'linear'): Integer {
  return { kind: 'integer', low, high, scale };
}
/** Declares a choice: `choice('rbf', 'linear')`. */
export function choice(...options: readonly Option[]): Choice {
  return { kind: 'choice', options };
}
/** Makes a coordinate conditional: `when('kernel', ['rbf'], real(1e-3, 10, 'log'))`. */
export function when<D extends Domain>(name: string, is: readonly Option[], domain: D): D {
  return { ...domain, activeWhen: { name, is } };
}
