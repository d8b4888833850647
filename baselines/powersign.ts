/**
 * PowerSign: Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, section 4: a step along the gradient,
 * e times as long where gradient and momentum agree in sign, and 1/e where they do not.
 *
 *   eta  learning rate        beta  0.9        m  n  running mean of the gradients        f    decay of the sign's part
 *
 * f stays 1, or goes down over the steps: linearly (ld), along a cosine (cd), with restarts (rd).
 */
import { gradientMethod, settings, signDecays } from 'optbench';

const beta = 0.9;

/** The rate that did best over the tuning tasks. */
const tuned: Readonly<Record<string, number>> = { '': 0.3, '-ld': 0.3, '-cd': 0.3, '-rd': 0.01 };

/** m_t = beta m_{t-1} + (1 - beta) g_t; theta_t = theta_{t-1} - eta e^(f(t) sign(g_t) sign(m_t)) g_t */
const powersign = Object.entries(signDecays).map(([suffix, decay]) =>
  gradientMethod({
    name: `powersign${suffix}`,
    source: 'Bello et al. (2017), Neural Optimizer Search with Reinforcement Learning, section 4',
    rate: 0.1,
    tuned: tuned[suffix]!,
    begin({ space: { dim }, budget }) {
      const m = new Float64Array(dim);
      return (theta, g, next, eta, t) => {
        const f = decay(Math.min(t, budget), budget);
        const [agreed, opposed] = [eta * Math.exp(f), eta * Math.exp(-f)];
        for (let i = 0; i < dim; i++) {
          const gi = g[i]!;
          const mean = beta * m[i]! + (1 - beta) * gi;
          const agreement = gi * Math.sign(mean);
          m[i] = mean;
          next[i] = theta[i]! - (agreement > 0 ? agreed : agreement < 0 ? opposed : eta) * gi;
        }
      };
    },
  }),
);

export default settings(...powersign);
