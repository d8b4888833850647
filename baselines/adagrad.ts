/**
 * AdaGrad: Duchi, Hazan & Singer (2011), Adaptive Subgradient Methods for Online Learning and Stochastic Optimization,
 * figure 1, the diagonal form without a regulariser.
 *
 *   eta  learning rate        delta  1e-10        s  n  sum of the squared gradients, 0 at the start
 */
import { gradientMethod, settings } from 'optbench';

const delta = 1e-10;

/** s_t = s_{t-1} + g_t^2; theta_t = theta_{t-1} - eta g_t / (delta + sqrt(s_t)) */
const adagrad = gradientMethod({
  name: 'adagrad',
  source: 'Duchi, Hazan & Singer (2011), Adaptive Subgradient Methods for Online Learning, figure 1',
  rate: 0.01,
  tuned: 0.3,
  begin({ space: { dim } }) {
    const s = new Float64Array(dim);
    return (theta, g, next, eta) => {
      for (let i = 0; i < dim; i++) {
        const gi = g[i]!;
        const sum = s[i]! + gi * gi;
        s[i] = sum;
        next[i] = theta[i]! - (eta * gi) / (delta + Math.sqrt(sum));
      }
    };
  },
});

export default settings(adagrad);
