/**
 * Nesterov's accelerated gradient (1983), in the form of Sutskever et al. (2013), eq. 3 and 4, and Bengio et al. (2013),
 * eq. 7: theta is the point looked ahead to, where the gradient is taken.
 *
 *   eta  learning rate        mu  0.9, momentum        v  n  velocity, 0 at the start
 */
import { descent } from 'optbench';

const mu = 0.9;

/** v_t = mu v_{t-1} + g_t; theta_t = theta_{t-1} - eta (g_t + mu v_t) */
const nesterov = (eta: number) =>
  descent({
    name: `nesterov-${eta}`,
    source: 'Sutskever et al. (2013), On the Importance of Initialization and Momentum in Deep Learning, eq. 3-4',
    rule({ space: { dim } }) {
      let v = new Float64Array(dim);
      return (theta, g) => {
        v = v.map((velocity, i) => mu * velocity + g[i]!);
        return theta.map((t, i) => t - eta * (g[i]! + mu * v[i]!));
      };
    },
  });

export default [0.01, 1, 0.3, 0.1, 0.03, 0.003, 0.001].map(nesterov);
