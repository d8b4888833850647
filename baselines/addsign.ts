/**
 * AddSign: Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, section 4: twice the gradient where
 * gradient and momentum agree in sign, and nothing where they do not.
 *
 *   eta  learning rate        beta  0.9        m  n  running mean of the gradients        f    decay of the sign's part
 *
 * f stays 1, or goes down over the steps: linearly (ld), along a cosine (cd), with restarts (rd).
 */
import { gradientMethod, settings, signDecays } from 'optbench';

const beta = 0.9;

/** The rate that did best over the tuning tasks. */
const tuned: Readonly<Record<string, number>> = { '': 0.3, '-ld': 0.3, '-cd': 0.3, '-rd': 0.3 };

/** m_t = beta m_{t-1} + (1 - beta) g_t; theta_t = theta_{t-1} - eta (1 + f(t) sign(g_t) sign(m_t)) g_t */
const addsign = Object.entries(signDecays).map(([suffix, decay]) =>
  gradientMethod({
    name: `addsign${suffix}`,
    source: 'Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, section 4',
    rate: 0.1,
    tuned: tuned[suffix]!,
    begin({ space: { dim }, budget }) {
      const m = new Float64Array(dim);
      return (theta, g, next, eta, t) => {
        const f = decay(Math.min(t, budget), budget);
        for (let i = 0; i < dim; i++) {
          const gi = g[i]!;
          const mean = beta * m[i]! + (1 - beta) * gi;
          m[i] = mean;
          next[i] = theta[i]! - eta * (gi + f * Math.sign(mean) * Math.abs(gi));
        }
      };
    },
  }),
);

export default settings(...addsign);
