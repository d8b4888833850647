import type { Prior } from '../family.ts';
/** To come. */
export function expectedImprovementLoss(
  _X: Float64Array,
  _y: Float64Array,
  _prior: Prior,
): { loss: number; dX: Float64Array; dy: Float64Array } {
  throw new Error('to come');
}
