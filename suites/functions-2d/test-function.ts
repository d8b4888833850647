/** What every function of the suite brings: its start, optimum and minimizers beside its formula. It is defined on all of R^n. */
import { differentiable, type Problem, reals, type Vector } from 'optbench';
import { drawStart, type Start } from './start.ts';

/** A test function on R^n. */
export interface TestFunction {
  readonly dim: number;
  readonly start: Start;
  /** The least value on R^n; absent where there is none, or where it is approached and never reached. */
  readonly optimum?: number;
  /** Points that attain it; of infinitely many, those within the start's box. */
  readonly minimizers?: readonly Vector[];
  readonly source: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  /** f(x); where a gradient is handed in, all of it is overwritten. */
  f(x: Vector, gradient?: Vector): number;
}

/** The function as a problem. */
export function asProblem(id: string, f: TestFunction): Problem<Vector> {
  const { dim, start, facts, ...rest } = f;
  return differentiable({
    ...rest,
    id,
    space: reals(dim),
    facts: { ...facts, start },
    init: (rng) => drawStart(start, dim, rng),
  });
}

/** A function of the plane, written in x and y. */
export function plane(spec: {
  readonly start: Start;
  readonly optimum?: number;
  readonly minimizers?: readonly (readonly [number, number])[];
  readonly source: string;
  value(x: number, y: number): number;
  gradient(x: number, y: number): readonly [number, number];
}): TestFunction {
  const { value, gradient, minimizers, ...rest } = spec;
  return {
    ...rest,
    dim: 2,
    ...(minimizers !== undefined && { minimizers: minimizers.map((point) => Float64Array.from(point)) }),
    f(point, g) {
      const [x, y] = point as unknown as readonly [number, number];
      if (g !== undefined) [g[0], g[1]] = gradient(x, y);
      return value(x, y);
    },
  };
}
