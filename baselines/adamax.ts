/**
 * AdaMax: Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, Algorithm 2.
 *
 *   alpha  step size          beta1, beta2  0.9, 0.999, decay rates                    eps  1e-8
 *   m  n   first moment       u  n          exponentially weighted infinity norm       t    step, from 1
 *
 * Deviation: eps is added to |g|, as in PyTorch; without it a coordinate that has had no gradient yet divides 0 by 0.
 */
import { gradientMethod, settings } from 'optbench';

const [beta1, beta2, eps] = [0.9, 0.999, 1e-8];

const adamax = gradientMethod({
  name: 'adamax',
  source: 'Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, Algorithm 2',
  rate: 0.002,
  tuned: 0.1,
  begin({ space: { dim } }) {
    const m = new Float64Array(dim);
    const u = new Float64Array(dim);
    return (theta, g, next, alpha, t) => {
      const rate = alpha / (1 - beta1 ** t);
      for (let i = 0; i < dim; i++) {
        const mean = beta1 * m[i]! + (1 - beta1) * g[i]!;
        const norm = Math.max(beta2 * u[i]!, Math.abs(g[i]!) + eps);
        m[i] = mean;
        u[i] = norm;
        next[i] = theta[i]! - (rate * mean) / norm;
      }
    };
  },
});

export default settings(adamax);
