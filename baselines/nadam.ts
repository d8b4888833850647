/**
 * NAdam: Dozat (2016), Incorporating Nesterov Momentum into Adam, with the schedule of the momentum of its section on
 * experiments (after Sutskever et al. 2013).
 *
 *   alpha  step size          beta1, beta2  0.9, 0.999, decay rates         eps  1e-8       psi  0.004
 *   m  n   first moment       v  n          second moment                   t    step, from 1
 *   mu     beta1 (1 - 0.96^(psi t) / 2), the momentum of a step             product  of all mu so far
 */
import { gradientMethod, settings } from 'optbench';

const [beta1, beta2, eps, psi] = [0.9, 0.999, 1e-8, 0.004];

const momentum = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (t * psi));

const nadam = gradientMethod({
  name: 'nadam',
  source: 'Dozat (2016), Incorporating Nesterov Momentum into Adam, Algorithm 2',
  rate: 0.002,
  tuned: 0.1,
  begin({ space: { dim } }) {
    const m = new Float64Array(dim);
    const v = new Float64Array(dim);
    let product = 1;
    return (theta, g, next, alpha, t) => {
      const [mu, ahead] = [momentum(t), momentum(t + 1)];
      product *= mu;
      const ofGradient = (alpha * (1 - mu)) / (1 - product);
      const ofMean = (alpha * ahead) / (1 - product * ahead);
      const debias2 = 1 - beta2 ** t;
      for (let i = 0; i < dim; i++) {
        const gi = g[i]!;
        const mean = beta1 * m[i]! + (1 - beta1) * gi;
        const square = beta2 * v[i]! + (1 - beta2) * gi * gi;
        m[i] = mean;
        v[i] = square;
        next[i] = theta[i]! - (ofGradient * gi + ofMean * mean) / (Math.sqrt(square / debias2) + eps);
      }
    };
  },
});

export default settings(nadam);
