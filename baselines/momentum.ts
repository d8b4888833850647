/**
 * Gradient descent with momentum: Polyak (1964), Some Methods of Speeding up the Convergence of Iteration Methods, eq. 9,
 * written with a velocity; the learning rate multiplies the velocity, so that it is what Sutskever et al. (2013) call
 * epsilon as long as it is constant.
 *
 *   eta  learning rate        mu  0.9, momentum        v  n  velocity, 0 at the start
 */
import { descent } from 'optbench';

const mu = 0.9;

/** v_t = mu v_{t-1} + g_t; theta_t = theta_{t-1} - eta v_t */
const momentum = (eta: number) =>
  descent({
    name: `momentum-${eta}`,
    source: 'Polyak (1964), Some Methods of Speeding up the Convergence of Iteration Methods, eq. 9',
    rule({ space: { dim } }) {
      let v = new Float64Array(dim);
      return (theta, g) => {
        v = v.map((velocity, i) => mu * velocity + g[i]!);
        return theta.map((t, i) => t - eta * v[i]!);
      };
    },
  });

export default [0.03, 1, 0.3, 0.1, 0.01, 0.003, 0.001].map(momentum);
