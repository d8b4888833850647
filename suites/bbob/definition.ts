/** What a BBOB function is: a name, where its minimizer lies and how its formula is set up. */
import type { Vector } from 'optbench';

/** f(x), scratch space included: one belongs to one opened problem. */
export type Objective = (x: Vector) => number;

/** One function, instance and dimension, as a formula needs it. */
export interface Instance {
  readonly dim: number;
  /** Seeds everything that is random about the instance. */
  readonly seed: number;
  readonly xopt: Vector;
  readonly fopt: number;
}

/** One of the 24 functions. */
export interface Definition {
  readonly name: string;
  /** The function whose number seeds the instances, where it is not its own: f4 shares with f3, f18 with f17. */
  readonly seededAs?: number;
  minimizer(dim: number, seed: number): Vector;
  /** What rounding leaves of the formula at the minimizer, where that is not 0; it is part of the optimum. */
  residual?(dim: number): number;
  /** Draws the rotations and fills the tables; the objective then allocates nothing. */
  objective(instance: Instance): Objective;
}
