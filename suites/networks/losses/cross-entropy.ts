/**
 * Softmax cross-entropy: the mean over rows of log sum_j exp(y_j) - y_c, where c is the row's class. The greatest output is
 * taken off first, so that nothing overflows.
 */
import type { Vector } from 'optbench';
import type { Batch, Loss } from './loss.ts';

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

/** How many rows have their greatest output at their own class; of equal outputs the first counts, and a diverged one never. */
export function hits(classes: number): (y: Vector, batch: Batch) => number {
  return (y, { rows, target }) => {
    let count = 0;
    for (let i = 0; i < rows; i++) {
      const at = i * classes;
      let best = 0;
      for (let j = 1; j < classes; j++) if (y[at + j]! > y[at + best]!) best = j;
      if (best === target[i] && Number.isFinite(y[at + best]!)) count++;
    }
    return count;
  };
}
