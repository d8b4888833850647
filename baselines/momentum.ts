/**
 * Gradient descent with momentum: Polyak (1964), Some Methods of Speeding up the Convergence of Iteration Methods, eq. 9,
 * written with a velocity; the learning rate multiplies the velocity, so that it is what Sutskever et al. (2013) call
 * epsilon as long as it is constant.
 *
 *   eta  learning rate        mu  0.9, momentum        v  n  velocity, 0 at the start
 */
import { gradientMethod, settings } from 'optbench';

const mu = 0.9;

/** v_t = mu v_{t-1} + g_t; theta_t = theta_{t-1} - eta v_t */
const momentum = gradientMethod({
  name: 'momentum',
  source: 'Polyak (1964), Some Methods of Speeding up the Convergence of Iteration Methods, eq. 9',
  rate: 0.01,
  tuned: 0.03,
  tunedWith: {
    linear: 0.03,
    cosine: 0.03,
    'warmup-cosine': 0.03,
    'inverse-sqrt': 0.1,
    exponential: 1,
    'linear-cosine': 0.03,
  },
  begin({ space: { dim } }) {
    const v = new Float64Array(dim);
    return (theta, g, next, eta) => {
      for (let i = 0; i < dim; i++) {
        const velocity = mu * v[i]! + g[i]!;
        v[i] = velocity;
        next[i] = theta[i]! - eta * velocity;
      }
    };
  },
});

export default settings(momentum);
