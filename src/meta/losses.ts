/**
 * What meta-training minimises: how good a whole trajectory f(x_1), ..., f(x_T) was. Each is a mean over the T steps, so
 * that rates need no change when the horizon grows. Chen et al. (2017), section 2.
 *
 *   sum           mean_t f(x_t)                                   equation 3
 *   improvement   mean_t min(f(x_t) - min_{i<t} f(x_i), 0)        equation 5, observed improvement
 *   best          mean_t min_{i<=t} f(x_i)                        best so far, the area under the regret curve
 *
 * Deviation: equation 5 has no incumbent at t = 1; its first term is f(x_1). The sum then telescopes to the final best.
 */
import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { tf } from '../tensor/engine.ts';
import { loops } from '../tensor/loops.ts';

/** The names of the losses. */
export const lossNames = ['sum', 'improvement', 'best'] as const;
/** The name of a loss. */
export type LossName = (typeof lossNames)[number];

/** Every trajectory's loss: values [B, T] -> [B]. */
export function trajectoryLoss(name: LossName, values: Tensor2D): Tensor1D {
  const [B, T] = values.shape;
  return loops<Rank.R1>([values], [B], (y) => {
    const out = new Float32Array(B);
    const slope = new Float32Array(B * T); // d out / d y
    for (let b = 0; b < B; b++) {
      const first = b * T;
      let best = first;
      for (let at = first; at < first + T; at++) {
        const better = y[at]! < y[best]!;
        if (name === 'sum') {
          out[b]! += y[at]! / T;
          slope[at]! += 1 / T;
        } else if (name === 'improvement') {
          if (at === first) {
            out[b]! += y[at]! / T;
            slope[at]! += 1 / T;
          } else if (better) {
            out[b]! += (y[at]! - y[best]!) / T;
            slope[at]! += 1 / T;
            slope[best]! -= 1 / T;
          }
        }
        if (better) best = at;
        if (name === 'best') {
          out[b]! += y[best]! / T;
          slope[best]! += 1 / T;
        }
      }
    }
    return {
      out,
      backward: (d) => [slope.map((s, at) => s * d[Math.floor(at / T)]!)],
    };
  });
}

/** The mean loss of a batch from its values at every step. */
export function batchLoss(name: LossName, values: readonly Tensor1D[]) {
  const { mean, stack } = tf();
  return mean(trajectoryLoss(name, stack([...values], 1) as Tensor2D));
}
