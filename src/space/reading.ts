/** Points that come from outside: read, or refused with the reason. */
import type { Vector } from '../math/vector.ts';
import type { Coordinate, NamedPoint, Option } from './coordinate.ts';

/** A named point from an array in coordinate order or an object. Entries of inactive coordinates do not count. */
export function named(coordinates: readonly Coordinate[], value: unknown): NamedPoint {
  if (Array.isArray(value)) {
    expectLength('space', coordinates.length, value);
    return Object.fromEntries(coordinates.map(({ name }, i) => [name, value[i] as Option]));
  }
  if (typeof value === 'object' && value !== null) return value as NamedPoint;
  throw new Error(
    `space: a point is an array of ${coordinates.length} values or an object by name, got ${show(value)}`,
  );
}

/** A vector from an array in coordinate order or an object by name. */
export function numbers(coordinates: readonly Coordinate[], value: unknown): Vector {
  const point = named(coordinates, value);
  for (const name of Object.keys(point)) {
    if (!coordinates.some((coordinate) => coordinate.name === name)) {
      throw new Error(`box: no coordinate is called '${name}'; there are ${list(coordinates)}`);
    }
  }
  return Float64Array.from(coordinates, ({ name }) => finite(name, point[name]));
}

/** The number, if it is one and finite. */
export function finite(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`${name}: must be a finite number, got ${show(value)}`);
  }
  return value;
}

/** Throws unless a point has as many numbers as the space has coordinates. */
export function expectLength(place: string, dim: number, point: { readonly length: number }): void {
  if (point.length !== dim) throw new Error(`${place}: a point has ${dim} coordinates, got ${point.length}`);
}

/** The coordinates' names, for messages. */
export function list(coordinates: readonly Coordinate[]): string {
  return coordinates.map(({ name }) => name).join(', ');
}

/** A value as it is shown in messages. */
export function show(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? JSON.stringify(value)
    : String(value);
}
