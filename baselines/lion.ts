/**
 * Lion: Chen et al. (2023), Symbolic Discovery of Optimization Algorithms, Algorithm 2.
 *
 *   eta  learning rate        beta1, beta2  0.9, 0.99, decay rates        lambda  0.001, weight decay        m  n  momentum
 *
 * Deviation: in a box nothing decays: its corner is no natural place to decay to.
 */
import { gradientMethod, settings } from 'optbench';

const [beta1, beta2, lambda] = [0.9, 0.99, 1e-3];

/** theta_t = theta_{t-1} - eta (sign(beta1 m_{t-1} + (1 - beta1) g_t) + lambda theta_{t-1}) */
const lion = gradientMethod({
  name: 'lion',
  source: 'Chen et al. (2023), Symbolic Discovery of Optimization Algorithms, Algorithm 2',
  rate: 1e-4,
  tuned: 0.03,
  begin({ space: { dim, bounded } }) {
    const m = new Float64Array(dim);
    return (theta, g, next, eta) => {
      const kept = bounded ? 1 : 1 - eta * lambda;
      for (let i = 0; i < dim; i++) {
        const mi = m[i]!;
        const gi = g[i]!;
        m[i] = beta2 * mi + (1 - beta2) * gi;
        next[i] = kept * theta[i]! - eta * Math.sign(beta1 * mi + (1 - beta1) * gi);
      }
    };
  },
});

export default settings(lion);
