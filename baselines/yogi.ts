/**
 * Yogi: Zaheer et al. (2018), Adaptive Methods for Nonconvex Optimization, Algorithm 2. The second moment grows and shrinks
 * by a share of g^2, whatever its distance from it.
 *
 *   eta  learning rate        beta1, beta2  0.9, 0.999, decay rates         eps  1e-3
 *   m  n  first moment        v  n          second moment; the first gradient's square at the start, as section 5 advises
 */
import { gradientMethod, settings } from 'optbench';

const [beta1, beta2, eps] = [0.9, 0.999, 1e-3];

/** v_t = v_{t-1} - (1 - beta2) sign(v_{t-1} - g_t^2) g_t^2; theta_t = theta_{t-1} - eta m_t / (sqrt(v_t) + eps) */
const yogi = gradientMethod({
  name: 'yogi',
  source: 'Zaheer et al. (2018), Adaptive Methods for Nonconvex Optimization, Algorithm 2',
  rate: 0.01,
  tuned: 0.1,
  begin({ space: { dim } }) {
    const m = new Float64Array(dim);
    const v = new Float64Array(dim);
    return (theta, g, next, eta, t) => {
      for (let i = 0; i < dim; i++) {
        const gi = g[i]!;
        const square = gi * gi;
        const before = t === 1 ? square : v[i]!;
        const mean = beta1 * m[i]! + (1 - beta1) * gi;
        const after = before - (1 - beta2) * Math.sign(before - square) * square;
        m[i] = mean;
        v[i] = after;
        next[i] = theta[i]! - (eta * mean) / (Math.sqrt(after) + eps);
      }
    };
  },
});

export default settings(yogi);
