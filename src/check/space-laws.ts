/** What every space of a problem keeps: decode and encode undo each other, and every x that is legal has a point. */
import type { Vector } from '../math/vector.ts';
import { sizeOf, startingPoint } from '../problem.ts';
import { type Coordinate, outside, type Space } from '../space.ts';
import { type Evidence, firstEvidence, type Law } from './law.ts';
import type { Probe } from './probe.ts';
import { samePoint, show } from './wording.ts';

/** Rounding on the way through a logarithm and back. */
const ROUNDING = 1e-12;

/** The laws of spaces, and of where runs begin. */
export const spaceLaws: readonly Law<Probe>[] = [
  {
    name: 'decode and encode undo each other, at the bounds too',
    test: ({ problem: { space }, points }) => firstEvidence([...points, ...corners(space)], (x) => roundTrip(space, x)),
  },
  {
    name: 'snap is a point of the space and stays where it is',
    test: ({ problem: { space }, points }) =>
      firstEvidence([...points, ...corners(space)], (x) => {
        const once = space.snap(x);
        const fault = outside(space, once);
        if (fault !== undefined) return `snap(${show(x)}): ${fault}`;
        const twice = space.snap(once);
        if (near(once, twice)) return undefined;
        return `snap(${show(x)}) is ${show(once)}, and snap of that is ${show(twice)}`;
      }),
  },
  {
    name: 'runs begin inside the space, where the seed says',
    test({ problem, rng }) {
      const x0 = startingPoint(problem, rng('x0'));
      const fault = outside(problem.space, x0);
      if (fault !== undefined) return `x0: ${fault}`;
      const again = startingPoint(problem, rng('x0'));
      return samePoint(x0, again) ? undefined : `one seed gives x0 = ${show(x0)} and then ${show(again)}`;
    },
  },
  {
    name: 'the blocks cover the space',
    test({ problem: { blocks, space } }) {
      if (blocks === undefined) return undefined;
      const covered = blocks.reduce((sum, block) => sum + sizeOf(block), 0);
      return covered === space.dim ? undefined : `the blocks hold ${covered} numbers, the space has ${space.dim}`;
    },
  },
];

function roundTrip(space: Space, x: Vector): Evidence {
  const point = space.decode(x);
  const encoded = space.encode(point);
  const fault = outside(space, encoded);
  if (fault !== undefined) return `encode(${show(point)}): ${fault}`;
  const again = space.decode(encoded);
  if (samePosition(space, point, again)) return undefined;
  return `x = ${show(x)} decodes to ${show(point)}, which encodes to ${show(encoded)}, which decodes to ${show(again)}`;
}

/** All 0, all 1, and each coordinate at its ends with the others in the middle. Of a large space the first few. */
function corners({ dim, bounded }: Space): Vector[] {
  if (!bounded) return [new Float64Array(dim)];
  const end = (i: number, value: number) => Float64Array.from({ length: dim }, (_, k) => (k === i ? value : 0.5));
  const sides = Array.from({ length: Math.min(dim, 40) }, (_, i) => [end(i, 0), end(i, 1)]).flat();
  return [new Float64Array(dim), new Float64Array(dim).fill(1), ...sides];
}

function near(a: Vector, b: Vector): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= ROUNDING);
}

/** Equal but for rounding on the coordinate's own scale; bounds, whole numbers and choices are met exactly. */
function samePosition({ coordinates }: Space, a: unknown, b: unknown): boolean {
  if (a instanceof Float64Array && b instanceof Float64Array) {
    return a.length === b.length && a.every((value, i) => sameValue(coordinates[i]!, value, b[i]));
  }
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return false;
  const [left, right] = [a, b] as [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  return (
    Object.keys(left).length === Object.keys(right).length &&
    coordinates.every((coordinate) => sameValue(coordinate, left[coordinate.name], right[coordinate.name]))
  );
}

function sameValue(coordinate: Coordinate, a: unknown, b: unknown): boolean {
  if (coordinate.kind !== 'real' || typeof a !== 'number' || typeof b !== 'number') return a === b;
  if (a === coordinate.low || a === coordinate.high || !Number.isFinite(coordinate.low)) return a === b;
  return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), coordinate.high - coordinate.low);
}
