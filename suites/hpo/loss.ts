/**
 * How predictions are judged. Every loss is a mean over rows, and less is better.
 *
 *   error-rate              the fraction of rows whose class is wrong
 *   log-loss                -log p(class), probabilities kept above 1e-7 (what single precision resolves)
 *   brier-score             sum over classes of (p - [class])^2; Brier (1950). For methods that honestly answer 0 or 1.
 *   relative-squared-error  (prediction - target)^2 in units of the target's variance: 1 is what the mean achieves
 */

/** The name of a loss. */
export type Metric = 'error-rate' | 'log-loss' | 'brier-score' | 'relative-squared-error';

const least = 1e-7;

/** The sum over rows of the loss of these predictions; of a task that has so many classes. */
export function totalLoss(
  metric: Metric,
  predicted: Float64Array,
  y: Float64Array,
  { classes }: { readonly classes: number },
): number {
  let total = 0;
  for (let row = 0; row < y.length; row++) {
    const truth = y[row]!;
    switch (metric) {
      case 'error-rate':
        total += predicted[row] === truth ? 0 : 1;
        break;
      case 'log-loss':
        total -= Math.log(Math.min(1, Math.max(least, predicted[row * classes + truth]!)));
        break;
      case 'brier-score':
        for (let c = 0; c < classes; c++) total += (predicted[row * classes + c]! - (c === truth ? 1 : 0)) ** 2;
        break;
      case 'relative-squared-error':
        total += (predicted[row]! - truth) ** 2;
    }
  }
  return total;
}
