/**
 * Where points live. An optimizer sees x in [0,1]^n (bounded) or in R^n; the objective sees its own coordinates: numbers on
 * a log scale, integers, choices, some of them active only under a condition. The space translates between the two, so
 * no optimizer ever handles a log scale and no objective ever handles the unit cube.
 */
import type { Vector } from './math/vector.ts';

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

/** One coordinate's map between [0, 1] and its own values. */
interface Axis {
  decode(u: number): Option;
  encode(value: Option): number;
  /** d value / d u */
  slope(u: number): number;
}

function axis(coordinate: Coordinate): Axis {
  switch (coordinate.kind) {
    case 'real':
      return realAxis(coordinate);
    case 'integer':
      return integerAxis(coordinate);
    case 'choice':
      return choiceAxis(coordinate);
  }
}

/** Linear in the scale's own units; the bounds are met exactly. */
function realAxis({ name, low, high, scale }: Real & { name: string }): Axis {
  const to = { linear: (v: number) => v, log: Math.log, logit: (v: number) => Math.log(v / (1 - v)) }[scale];
  const from = { linear: (t: number) => t, log: Math.exp, logit: (t: number) => 1 / (1 + Math.exp(-t)) }[scale];
  const [first, last] = [to(low), to(high)];
  const decode = (u: number): number => {
    if (u <= 0) return low;
    if (u >= 1) return high;
    return Math.min(high, Math.max(low, from(first + u * (last - first))));
  };
  return {
    decode,
    encode(value) {
      const v = finite(name, value);
      if (v < low || v > high) throw new Error(`${name}: must be in [${low}, ${high}], got ${v}`);
      if (v === low) return 0;
      if (v === high) return 1;
      return Math.min(1, Math.max(0, (to(v) - first) / (last - first)));
    },
    slope(u) {
      const v = decode(u);
      return (last - first) * { linear: 1, log: v, logit: v * (1 - v) }[scale];
    },
  };
}

/** Each whole number owns a cell of [0, 1]: cells of one width (linear), or from log(k - 1/2) to log(k + 1/2). */
function integerAxis({ name, low, high, scale }: Integer & { name: string }): Axis {
  const count = high - low + 1;
  const [first, last] = [Math.log(low - 0.5), Math.log(high + 0.5)];
  return {
    decode(u) {
      const k = scale === 'log' ? Math.round(Math.exp(first + u * (last - first))) : low + Math.floor(u * count);
      return Math.min(high, Math.max(low, k));
    },
    encode(value) {
      const k = finite(name, value);
      if (!Number.isInteger(k) || k < low || k > high) {
        throw new Error(`${name}: must be a whole number in [${low}, ${high}], got ${k}`);
      }
      return scale === 'log' ? (Math.log(k) - first) / (last - first) : (k - low + 0.5) / count;
    },
    slope: () => Number.NaN,
  };
}

/** Each option owns a cell of equal width. */
function choiceAxis({ name, options }: Choice & { name: string }): Axis {
  return {
    decode: (u) => options[Math.min(options.length - 1, Math.max(0, Math.floor(u * options.length)))]!,
    encode(value) {
      const i = options.indexOf(value);
      if (i < 0) throw new Error(`${name}: must be one of ${options.map(show).join(', ')}, got ${show(value)}`);
      return (i + 0.5) / options.length;
    },
    slope: () => Number.NaN,
  };
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

function checked<C extends Coordinate>(coordinate: C, place: string): C {
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

function checkCondition({ name, activeWhen }: Coordinate, before: readonly Coordinate[]): void {
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

/** A named point from an array in coordinate order or an object. Entries of inactive coordinates do not count. */
function named(coordinates: readonly Coordinate[], value: unknown): NamedPoint {
  if (Array.isArray(value)) {
    expectLength('space', coordinates.length, value);
    return Object.fromEntries(coordinates.map(({ name }, i) => [name, value[i] as Option]));
  }
  if (typeof value === 'object' && value !== null) return value as NamedPoint;
  throw new Error(
    `space: a point is an array of ${coordinates.length} values or an object by name, got ${show(value)}`,
  );
}

function numbers(coordinates: readonly Coordinate[], value: unknown): Vector {
  const point = named(coordinates, value);
  for (const name of Object.keys(point)) {
    if (!coordinates.some((coordinate) => coordinate.name === name)) {
      throw new Error(`box: no coordinate is called '${name}'; there are ${list(coordinates)}`);
    }
  }
  return Float64Array.from(coordinates, ({ name }) => finite(name, point[name]));
}

function finite(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error(`${name}: must be a finite number, got ${show(value)}`);
  }
  return value;
}

function expectLength(place: string, dim: number, point: { readonly length: number }): void {
  if (point.length !== dim) throw new Error(`${place}: a point has ${dim} coordinates, got ${point.length}`);
}

function list(coordinates: readonly Coordinate[]): string {
  return coordinates.map(({ name }) => name).join(', ');
}

function show(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? JSON.stringify(value)
    : String(value);
}
