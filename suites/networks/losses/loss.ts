/** How good a network's outputs are: a mean over the rows of a batch. */
import type { Vector } from 'optbench';

/** Some rows of data. Arrays may be longer than the rows they hold. */
export interface Batch {
  readonly rows: number;
  /** rows x inputs. */
  readonly x: Vector;
  /** rows x targets: a class's index, numbers to be met, or (an auto-encoder's) x itself. */
  readonly target: Vector;
  /** rows x noise: standard normal numbers, for models that draw some. */
  readonly noise?: Vector;
}

/** The mean loss of outputs y [rows, outputs]; where dy is given, dL/dy is written there. */
export type Loss = (y: Vector, batch: Batch, dy?: Vector) => number;
