/**
 * The discrete side of a space: which coordinates jump, from where to where. It knows no formula of the space: everything goes
 * through decode, encode and snap.
 */
import { type Coordinate, type NamedPoint, type Option, type Space, space as spaceOf, type Vector } from 'optbench';

/** Spaces with at most this many points are listed in full. */
const LISTED = 4096;

/** The discrete structure of a space. */
export interface Cells {
  /** Choices: the model compares them by equality. */
  readonly unordered: readonly boolean[];
  /** Whether any coordinate is an integer or a choice. */
  readonly mixed: boolean;
  /** Every point, where they are few and no coordinate is real; otherwise undefined. */
  readonly all: readonly Vector[] | undefined;
  /** Whether a local search may move along each coordinate from x: it is no choice, and active. */
  movable(x: Vector): readonly boolean[];
  /** The points one step away: an integer up or down by one, a choice changed. */
  neighbours(x: Vector): readonly Vector[];
}

/** Looks at a space. */
export function cells(space: Space): Cells {
  const { coordinates } = space;
  const unordered = coordinates.map(({ kind }) => kind === 'choice');
  const mixed = coordinates.some(({ kind }) => kind !== 'real');
  const conditional = coordinates.some(({ activeWhen }) => activeWhen !== undefined);
  const steps = coordinates.map(stepsOf);
  const active = (x: Vector): readonly boolean[] => {
    if (!conditional) return coordinates.map(() => true);
    const point = space.decode(x) as NamedPoint;
    return coordinates.map(({ name }) => name in point);
  };
  return {
    unordered,
    mixed,
    all: list(space, steps),
    movable: (x) => active(x).map((isActive, i) => isActive && !unordered[i]),
    neighbours(x) {
      const isActive = active(x);
      return steps.flatMap((step, i) =>
        isActive[i] ? step.from(x[i]!).map((u) => space.snap(x.map((xj, j) => (j === i ? u : xj)))) : [],
      );
    },
  };
}

/** The moves along one coordinate, in [0, 1]. */
interface Steps {
  /** How many values it has. */
  readonly count: number;
  /** Where the k-th value lies. */
  at(k: number): number;
  /** Where the values one step away lie. */
  from(u: number): readonly number[];
}

function stepsOf({ activeWhen: _, ...coordinate }: Coordinate): Steps {
  if (coordinate.kind === 'real') return { count: Number.POSITIVE_INFINITY, at: () => Number.NaN, from: () => [] };
  const axis = spaceOf({ value: coordinate });
  const at = (value: Option): number => axis.encode({ value })[0]!;
  const valueAt = (u: number): Option => axis.decode(Float64Array.of(u))['value']!;
  if (coordinate.kind === 'choice') {
    const { options } = coordinate;
    const from = (u: number) => options.filter((option) => option !== valueAt(u)).map(at);
    return { count: options.length, at: (k) => at(options[k]!), from };
  }
  const { low, high } = coordinate;
  const from = (u: number) => {
    const value = valueAt(u) as number;
    return [value - 1, value + 1].filter((next) => low <= next && next <= high).map(at);
  };
  return { count: high - low + 1, at: (k) => at(low + k), from };
}

function list(space: Space, steps: readonly Steps[]): readonly Vector[] | undefined {
  const count = steps.reduce((product, step) => product * step.count, 1);
  if (count > LISTED) return undefined;
  const found = new Map<string, Vector>();
  for (let index = 0; index < count; index++) {
    let rest = index;
    const x = Float64Array.from(steps, ({ count, at }) => {
      const k = rest % count;
      rest = (rest - k) / count;
      return at(k);
    });
    const snapped = space.snap(x);
    found.set(snapped.join(), snapped);
  }
  return [...found.values()];
}
