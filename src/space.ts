/**
 * Where points live. An optimizer sees x in [0,1]^n (bounded) or in R^n; the objective sees its own coordinates: numbers on
 * a log scale, integers, choices, some of them active only under a condition. The space translates between the two, so
 * no optimizer ever handles a log scale and no objective ever handles the unit cube.
 */
import type { Vector } from './math/vector.ts';
import { type Axis, axis } from './space/axis.ts';
import { type Coordinate, type Domain, type NamedPoint, type Option, real } from './space/coordinate.ts';
import { checkCondition, checked } from './space/declaration.ts';
import { expectLength, finite, list, named, numbers, show } from './space/reading.ts';

export {
  type Choice,
  type Condition,
  type Coordinate,
  choice,
  type Domain,
  type Integer,
  integer,
  type NamedPoint,
  type Option,
  type Real,
  real,
  when,
} from './space/coordinate.ts';

/** Translates between x, as an optimizer sees it, and a point, as the objective does. */
export interface Space<Point = unknown> {
  readonly coordinates: readonly Coordinate[];
  readonly dim: number;
  /** Whether x lives in [0,1]^n; otherwise in R^n. */
  readonly bounded: boolean;
  /** The point at x: integers rounded, choices picked, log scales undone, inactive coordinates left out. */
  decode(x: Vector): Point;
  /** An x that decodes to this point; inactive coordinates are 0.5. Throws where the point is not in the space. */
  encode(point: Point): Vector;
  /** The canonical x that a model should see: encode(decode(x)). */
  snap(x: Vector): Vector;
  /** df/dx from df/dpoint, by the chain rule. Only where every coordinate is real and always active. */
  pullback(x: Vector, gradient: Vector): Vector;
  /** Reads a point from JSON, an array in coordinate order or an object by name. Throws with the reason. */
  parse(value: unknown): Point;
}

/** A space of named coordinates in the unit cube: `space({ lr: real(1e-4, 1, 'log'), depth: integer(1, 12) })`. */
export function space(domains: Readonly<Record<string, Domain>>): Space<NamedPoint> {
  const coordinates = Object.entries(domains).map(([name, domain]) => checked({ ...domain, name }, 'space'));
  coordinates.forEach((coordinate, i) => {
    checkCondition(coordinate, coordinates.slice(0, i));
  });
  const axes = coordinates.map(axis);
  const parents = coordinates.map(({ activeWhen }) => coordinates.findIndex(({ name }) => name === activeWhen?.name));
  // A coordinate is active where its parent is active and has one of the wanted values.
  const activeIn = (i: number, value: (i: number) => Option | undefined): boolean => {
    const condition = coordinates[i]!.activeWhen;
    if (condition === undefined) return true;
    const parent = value(parents[i]!);
    return parent !== undefined && condition.is.includes(parent);
  };
  const decode = (x: Vector): NamedPoint => {
    const point: Record<string, Option> = {};
    coordinates.forEach(({ name }, i) => {
      if (activeIn(i, (j) => point[coordinates[j]!.name])) point[name] = axes[i]!.decode(x[i]!);
    });
    return point;
  };
  const encode = (point: NamedPoint): Vector => {
    for (const name of Object.keys(point)) {
      if (!(name in domains))
        throw new Error(`space: no coordinate is called '${name}'; there are ${list(coordinates)}`);
    }
    const active: Record<string, Option> = {};
    return Float64Array.from(coordinates, ({ name }, i) => {
      if (!activeIn(i, (j) => active[coordinates[j]!.name])) return 0.5;
      const value = point[name];
      if (value === undefined) throw new Error(`space: the point lacks '${name}', got ${JSON.stringify(point)}`);
      active[name] = value;
      return axes[i]!.encode(value);
    });
  };
  return {
    coordinates,
    dim: coordinates.length,
    bounded: true,
    decode,
    encode,
    snap: (x) => encode(decode(x)),
    pullback: (x, gradient) => pullback(coordinates, axes, x, gradient),
    parse(value) {
      const point = named(coordinates, value);
      // The values as they were given, not as they come back from the cube.
      return Object.fromEntries(Object.keys(decode(encode(point))).map((name) => [name, point[name]!]));
    },
  };
}

/**
 * An axis-parallel box of real numbers; its points are vectors: `box([[-5, 10], [0, 15]])`.
 * With `beyond` the objective is defined outside its bounds too, and `parse` lets such points pass.
 */
export function box(bounds: readonly (readonly [number, number])[], options: { beyond?: boolean } = {}): Space<Vector> {
  const coordinates = bounds.map(([low, high], i) => checked({ ...real(low, high), name: `x${i + 1}` }, 'box'));
  const axes = coordinates.map(axis);
  const dim = coordinates.length;
  const low = Float64Array.from(bounds, ([l]) => l);
  const high = Float64Array.from(bounds, ([, h]) => h);
  const decode = (x: Vector): Vector => {
    const point = new Float64Array(dim);
    for (let i = 0; i < dim; i++) {
      const u = x[i]!;
      point[i] = u === 1 ? high[i]! : low[i]! + u * (high[i]! - low[i]!);
    }
    return point;
  };
  const encode = (point: Vector): Vector => {
    expectLength('box', dim, point);
    return Float64Array.from(point, (value, i) => axes[i]!.encode(value));
  };
  return {
    coordinates,
    dim,
    bounded: true,
    decode,
    encode,
    snap: (x) => x.slice(),
    pullback: (_, gradient) => gradient.map((g, i) => g * (high[i]! - low[i]!)),
    parse(value) {
      const point = numbers(coordinates, value);
      if (!options.beyond) encode(point);
      return point;
    },
  };
}

/** R^n: x is the point. All n coordinates are one object, so a space of 10^5 network weights costs nothing. */
export function reals(dim: number): Space<Vector> {
  if (!Number.isInteger(dim) || dim < 1) throw new Error(`reals: dim must be a whole number above 0, got ${dim}`);
  const shared: Coordinate = { ...real(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY), name: 'x' };
  return {
    coordinates: new Array<Coordinate>(dim).fill(shared),
    dim,
    bounded: false,
    decode: (x) => x,
    encode: (point) => point,
    snap: (x) => x.slice(),
    pullback: (_, gradient) => gradient,
    parse(value) {
      const point = Array.isArray(value) ? Float64Array.from(value, (v, i) => finite(`point[${i}]`, v)) : undefined;
      if (point === undefined) throw new Error(`reals: a point is an array of ${dim} numbers, got ${show(value)}`);
      expectLength('reals', dim, point);
      return point;
    },
  };
}

/** Why x is not a legal proposal in this space, or undefined where it is. */
export function outside(space: Space, x: unknown): string | undefined {
  if (!(x instanceof Float64Array)) return `a proposal is a Float64Array, got ${show(x)}`;
  if (x.length !== space.dim) return `a proposal has ${space.dim} coordinates, got ${x.length}`;
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (space.bounded ? !(value >= 0 && value <= 1) : !Number.isFinite(value)) {
      return `coordinate ${i} (${space.coordinates[i]!.name}) must be ${space.bounded ? 'in [0, 1]' : 'finite'}, got ${value}`;
    }
  }
  return undefined;
}

function pullback(coordinates: readonly Coordinate[], axes: readonly Axis[], x: Vector, gradient: Vector): Vector {
  return Float64Array.from(gradient, (g, i) => {
    const coordinate = coordinates[i]!;
    if (coordinate.kind !== 'real' || coordinate.activeWhen !== undefined) {
      throw new Error(`space: '${coordinate.name}' has no gradient; only real, unconditional coordinates have one`);
    }
    return g * axes[i]!.slope(x[i]!);
  });
}
