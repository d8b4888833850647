/** Mean squared error, over rows and outputs. */
import type { Vector } from 'optbench';
import type { Loss } from './loss.ts';

/** Against numbers that are to be met. */
export function squaredError(outputs: number): Loss {
  return (y, { rows, target }, dy) => meanSquare(y, target, rows * outputs, dy);
}

/** Against the inputs themselves: an auto-encoder's. */
export function reconstruction(inputs: number): Loss {
  return (y, { rows, x }, dy) => meanSquare(y, x, rows * inputs, dy);
}

function meanSquare(y: Vector, wanted: Vector, count: number, dy?: Vector): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const error = y[k]! - wanted[k]!;
    sum += error * error;
    if (dy !== undefined) dy[k] = (2 * error) / count;
  }
  return sum / count;
}
