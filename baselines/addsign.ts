/**
 * AddSign: Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, section 4: twice the gradient where
 * gradient and momentum agree in sign, and nothing where they do not.
 *
 *   eta  learning rate        beta  0.9        m  n  running mean of the gradients        f    decay of the sign's part
 *
 * With the paper's decays of f over the steps: linear (ld), cosine (cd, half a period), restarts (rd). Deviation: the paper's
 * number of restarts is not known to us; there are four periods.
 */
import { gradientMethod, settings } from 'optbench';

const beta = 0.9;
const restarts = 4;

/** By the share of the steps that is done. */
const decays: Readonly<Record<string, (share: number) => number>> = {
  '': () => 1,
  '-ld': (share) => 1 - share,
  '-cd': (share) => 0.5 * (1 + Math.cos(Math.PI * share)),
  '-rd': (share) => 0.5 * (1 + Math.cos(Math.PI * ((share * restarts) % 1))),
};

/** The rate that did best over the tuning tasks. */
const tuned: Readonly<Record<string, number>> = { '': 0.001, '-ld': 0.01, '-cd': 0.01, '-rd': 0.01 };

/** m_t = beta m_{t-1} + (1 - beta) g_t; theta_t = theta_{t-1} - eta (1 + f(t) sign(g_t) sign(m_t)) g_t */
const addsign = Object.entries(decays).map(([suffix, decay]) =>
  gradientMethod({
    name: `addsign${suffix}`,
    source: 'Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, section 4',
    rate: 0.1,
    tuned: tuned[suffix]!,
    begin({ space: { dim }, budget }) {
      const m = new Float64Array(dim);
      return (theta, g, next, eta, t) => {
        const f = decay(Math.min(1, (t - 1) / budget));
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
