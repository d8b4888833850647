/** Mean squared error, over rows and outputs. */
import type { Loss } from './loss.ts';

/** Mean squared error of so many outputs. */
export function squaredError(outputs: number): Loss {
  return (y, { rows, target }, dy) => {
    const count = rows * outputs;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const error = y[k]! - target[k]!;
      sum += error * error;
      if (dy !== undefined) dy[k] = (2 * error) / count;
    }
    return sum / count;
  };
}
