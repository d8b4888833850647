/**
 * Nesterov's accelerated gradient (1983), in the form of Sutskever et al. (2013), eq. 3 and 4, and Bengio et al. (2013),
 * eq. 7: theta is the point looked ahead to, where the gradient is taken.
 *
 *   eta  learning rate        mu  0.9, momentum        v  n  velocity, 0 at the start
 */
import { gradientMethod, settings } from 'optbench';

const mu = 0.9;

/** v_t = mu v_{t-1} + g_t; theta_t = theta_{t-1} - eta (g_t + mu v_t) */
const nesterov = gradientMethod({
  name: 'nesterov',
  source: 'Sutskever et al. (2013), On the Importance of Initialization and Momentum in Deep Learning, eq. 3-4',
  rate: 0.01,
  tuned: 0.01,
  begin({ space: { dim } }) {
    const v = new Float64Array(dim);
    return (theta, g, next, eta) => {
      for (let i = 0; i < dim; i++) {
        const velocity = mu * v[i]! + g[i]!;
        v[i] = velocity;
        next[i] = theta[i]! - eta * (g[i]! + mu * velocity);
      }
    };
  },
});

export default settings(nesterov);
