/**
 * Gradient descent, stochastic where the gradients are: Robbins & Monro (1951), with a constant learning rate.
 *
 *   eta  learning rate
 */
import { gradientMethod, settings } from 'optbench';

/** theta_t = theta_{t-1} - eta g_t */
const sgd = gradientMethod({
  name: 'sgd',
  source: 'Robbins & Monro (1951), A Stochastic Approximation Method',
  rate: 0.01,
  tuned: 1,
  tunedWith: { linear: 1, cosine: 1, 'warmup-cosine': 1, 'inverse-sqrt': 1, exponential: 1, 'linear-cosine': 1 },
  begin: () => (theta, g, next, eta) => {
    for (let i = 0; i < next.length; i++) next[i] = theta[i]! - eta * g[i]!;
  },
});

export default settings(sgd);
