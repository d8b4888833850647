/**
 * Softmax cross-entropy: the mean over rows of log sum_j exp(y_j) - y_c, where c is the row's class. The greatest output is
 * taken off first, so that nothing overflows.
 */
import type { Loss } from './loss.ts';

/** Softmax cross-entropy over so many classes. */
export function crossEntropy(classes: number): Loss {
  return (y, { rows, target }, dy) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const at = i * classes;
      let most = y[at]!;
      for (let j = 1; j < classes; j++) most = Math.max(most, y[at + j]!);
      let total = 0;
      for (let j = 0; j < classes; j++) total += Math.exp(y[at + j]! - most);
      sum += Math.log(total) - (y[at + target[i]!]! - most);
      if (dy === undefined) continue;
      for (let j = 0; j < classes; j++) dy[at + j] = Math.exp(y[at + j]! - most) / (total * rows);
      dy[at + target[i]!]! -= 1 / rows;
    }
    return sum / rows;
  };
}
