/** What the suite's functions are before they are perturbed: functions on the unit cube whose formulas hold beside it too. */
import type { Vector } from 'optbench';

/** A function of u in [0, 1]^d. */
export interface UnitFunction {
  readonly dim: number;
  /** What was done to the textbook's values, or how they come about. */
  readonly values: string;
  readonly source: string;
  /** The least value anywhere, inside the cube or not, where it is known. */
  readonly optimum?: number;
  /** Where in the cube it is attained. */
  readonly minimizers?: readonly Vector[];
  value(u: Vector): number;
}
