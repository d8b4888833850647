/**
 * AdamW: Loshchilov & Hutter (2019), Decoupled Weight Decay Regularization, Algorithm 2.
 *
 *   alpha  step size          beta1, beta2  0.9, 0.999, decay rates         eps  1e-8       lambda  0.01, weight decay
 *   m  n   first moment       v  n          second moment                   t    step, from 1
 *
 * Deviation: the decay is multiplied by the step size too (alpha lambda), as in PyTorch; in the paper by the schedule alone.
 * In a box nothing decays: its corner is no natural place to decay to.
 */
import { gradientMethod, settings } from 'optbench';

const [beta1, beta2, eps, lambda] = [0.9, 0.999, 1e-8, 0.01];

const adamw = gradientMethod({
  name: 'adamw',
  source: 'Loshchilov & Hutter (2019), Decoupled Weight Decay Regularization, Algorithm 2',
  rate: 0.001,
  tuned: 0.03,
  begin({ space: { dim, bounded } }) {
    const m = new Float64Array(dim);
    const v = new Float64Array(dim);
    return (theta, g, next, alpha, t) => {
      const [debias1, debias2] = [1 - beta1 ** t, 1 - beta2 ** t];
      const kept = bounded ? 1 : 1 - alpha * lambda;
      for (let i = 0; i < dim; i++) {
        const gi = g[i]!;
        const mean = beta1 * m[i]! + (1 - beta1) * gi;
        const square = beta2 * v[i]! + (1 - beta2) * gi * gi;
        m[i] = mean;
        v[i] = square;
        next[i] = kept * theta[i]! - (alpha * (mean / debias1)) / (Math.sqrt(square / debias2) + eps);
      }
    };
  },
});

export default settings(adamw);
