/**
 * Gradient descent, stochastic where the gradients are: Robbins & Monro (1951), with a constant learning rate.
 *
 *   eta  learning rate
 */
import { descent } from 'optbench';

/** theta_t = theta_{t-1} - eta g_t */
const sgd = (eta: number) =>
  descent({
    name: `sgd-${eta}`,
    source: 'Robbins & Monro (1951), A Stochastic Approximation Method',
    rule: () => (theta, g) => theta.map((v, i) => v - eta * g[i]!),
  });

export default [0.01, 1, 0.3, 0.1, 0.03, 0.003, 0.001].map(sgd);
