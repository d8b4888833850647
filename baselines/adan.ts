/**
 * Adan: Xie et al. (2022), Adan: Adaptive Nesterov Momentum Algorithm for Faster Optimizing Deep Models, Algorithm 1. The
 * betas are written as what is kept of an average: one minus the paper's.
 *
 *   eta  learning rate           beta1, beta2, beta3  0.98, 0.92, 0.99               eps  1e-8      t  step, from 1
 *   m  n  mean gradient          v  n  mean difference of two gradients in a row     before  n  the gradient of last time
 *   s  n  mean square of g + beta2 (g - before)
 *
 * Deviation: the averages begin at 0 and are corrected for it, as in the released code; in the paper they begin at the first
 * gradients. No weight decay, the released code's default.
 */
import { gradientMethod, settings } from 'optbench';

const [beta1, beta2, beta3, eps] = [0.98, 0.92, 0.99, 1e-8];

const adan = gradientMethod({
  name: 'adan',
  source: 'Xie et al. (2022), Adan: Adaptive Nesterov Momentum Algorithm, Algorithm 1',
  rate: 0.001,
  tuned: 0.1,
  begin({ space: { dim } }) {
    const m = new Float64Array(dim);
    const v = new Float64Array(dim);
    const s = new Float64Array(dim);
    const before = new Float64Array(dim);
    return (theta, g, next, eta, t) => {
      const [debias1, debias2, debias3] = [1 - beta1 ** t, 1 - beta2 ** t, 1 - beta3 ** t];
      for (let i = 0; i < dim; i++) {
        const gi = g[i]!;
        const change = t === 1 ? 0 : gi - before[i]!;
        const ahead = gi + beta2 * change;
        const mean = beta1 * m[i]! + (1 - beta1) * gi;
        const drift = beta2 * v[i]! + (1 - beta2) * change;
        const square = beta3 * s[i]! + (1 - beta3) * ahead * ahead;
        before[i] = gi;
        m[i] = mean;
        v[i] = drift;
        s[i] = square;
        next[i] =
          theta[i]! - (eta * (mean / debias1 + (beta2 * drift) / debias2)) / (Math.sqrt(square / debias3) + eps);
      }
    };
  },
});

export default settings(adan);
