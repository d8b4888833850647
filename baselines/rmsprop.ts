/**
 * RMSProp: Tieleman & Hinton (2012), Neural Networks for Machine Learning, lecture 6e, slide 29.
 *
 *   eta  learning rate        rho  0.9, decay rate        eps  1e-8        v  n  mean square of the gradients, 0 at the start
 *
 * Deviation: eps, which the slide leaves out, is added to the root, or the first coordinate without a gradient would divide
 * 0 by 0.
 */
import { gradientMethod, settings } from 'optbench';

const [rho, eps] = [0.9, 1e-8];

/** v_t = rho v_{t-1} + (1 - rho) g_t^2; theta_t = theta_{t-1} - eta g_t / (sqrt(v_t) + eps) */
const rmsprop = gradientMethod({
  name: 'rmsprop',
  source: 'Tieleman & Hinton (2012), Neural Networks for Machine Learning, lecture 6e',
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
    const v = new Float64Array(dim);
    return (theta, g, next, eta) => {
      for (let i = 0; i < dim; i++) {
        const gi = g[i]!;
        const square = rho * v[i]! + (1 - rho) * gi * gi;
        v[i] = square;
        next[i] = theta[i]! - (eta * gi) / (Math.sqrt(square) + eps);
      }
    };
  },
});

export default settings(rmsprop);
