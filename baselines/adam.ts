/**
 * Adam: Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, Algorithm 1.
 *
 *   alpha  step size          beta1, beta2  0.9, 0.999, decay rates         eps  1e-8
 *   m  n   first moment       v  n          second moment                   t    step, from 1
 */
import { gradientMethod, settings } from 'optbench';

const [beta1, beta2, eps] = [0.9, 0.999, 1e-8];

const adam = gradientMethod({
  name: 'adam',
  source: 'Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, Algorithm 1',
  rate: 0.001,
  tuned: 0.03,
  tunedWith: {
    linear: 0.1,
    cosine: 0.1,
    'warmup-cosine': 0.1,
    'inverse-sqrt': 0.1,
    exponential: 0.1,
    'linear-cosine': 0.1,
  },
  begin({ space: { dim } }) {
    const m = new Float64Array(dim);
    const v = new Float64Array(dim);
    return (theta, g, next, alpha, t) => {
      const [debias1, debias2] = [1 - beta1 ** t, 1 - beta2 ** t];
      for (let i = 0; i < dim; i++) {
        const gi = g[i]!;
        const mean = beta1 * m[i]! + (1 - beta1) * gi;
        const square = beta2 * v[i]! + (1 - beta2) * gi * gi;
        m[i] = mean;
        v[i] = square;
        next[i] = theta[i]! - (alpha * (mean / debias1)) / (Math.sqrt(square / debias2) + eps);
      }
    };
  },
});

export default settings(adam);
