/** What every function of the suite brings: bounds, optimum and minimizers beside its formula, in its own coordinates. */
import type { Vector } from 'optbench';

/** The sides of a box, low and high. */
export type Bounds = readonly (readonly [number, number])[];

/** A function to minimise in a box; its formula holds outside the box too. */
export interface TestFunction {
  readonly bounds: Bounds;
  /** The least value in the box. */
  readonly optimum: number;
  /** Every point of the box that attains it. */
  readonly minimizers: readonly Vector[];
  readonly source: string;
  value(x: Vector): number;
  /** Where a function has a kink, the part that has no derivative counts as 0. */
  gradient(x: Vector): Vector;
}

/** The box [low, high]^dim. */
export function cube(dim: number, low: number, high: number): Bounds {
  return Array.from({ length: dim }, () => [low, high] as const);
}

/** The point (value, value, ..., value). */
export function diagonal(dim: number, value: number): Vector {
  return new Float64Array(dim).fill(value);
}

/** A function of the plane, written in x and y. */
export function plane(spec: {
  readonly bounds: Bounds;
  readonly optimum: number;
  readonly minimizers: readonly (readonly [number, number])[];
  readonly source: string;
  value(x: number, y: number): number;
  gradient(x: number, y: number): readonly [number, number];
}): TestFunction {
  const { bounds, optimum, source } = spec;
  return {
    bounds,
    optimum,
    minimizers: spec.minimizers.map((point) => Float64Array.from(point)),
    source,
    value: (point) => spec.value(point[0]!, point[1]!),
    gradient: (point) => Float64Array.from(spec.gradient(point[0]!, point[1]!)),
  };
}
