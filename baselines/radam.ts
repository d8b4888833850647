/**
 * RAdam: Liu et al. (2020), On the Variance of the Adaptive Learning Rate and Beyond, Algorithm 2.
 *
 *   alpha  step size          beta1, beta2  0.9, 0.999, decay rates         eps  1e-8
 *   m  n   first moment       v  n          second moment                   t    step, from 1
 *   rho    length of the approximated simple moving average                 r    rectification of its variance
 *
 * Deviation: rectified from rho > 5 on, as in the released code; rho > 4 in the paper, which differs at the fifth step.
 */
import { gradientMethod, settings } from 'optbench';

const [beta1, beta2, eps] = [0.9, 0.999, 1e-8];
const rhoLimit = 2 / (1 - beta2) - 1;

const radam = gradientMethod({
  name: 'radam',
  source: 'Liu et al. (2020), On the Variance of the Adaptive Learning Rate and Beyond, Algorithm 2',
  rate: 0.001,
  tuned: 0.1,
  begin({ space: { dim } }) {
    const m = new Float64Array(dim);
    const v = new Float64Array(dim);
    return (theta, g, next, alpha, t) => {
      const [debias1, debias2] = [1 - beta1 ** t, 1 - beta2 ** t];
      const rho = rhoLimit - (2 * t * beta2 ** t) / debias2;
      const rectified = rho > 5;
      const r = Math.sqrt(((rho - 4) * (rho - 2) * rhoLimit) / ((rhoLimit - 4) * (rhoLimit - 2) * rho));
      const rate = rectified ? (alpha / debias1) * r * Math.sqrt(debias2) : alpha / debias1;
      for (let i = 0; i < dim; i++) {
        const gi = g[i]!;
        const mean = beta1 * m[i]! + (1 - beta1) * gi;
        const square = beta2 * v[i]! + (1 - beta2) * gi * gi;
        m[i] = mean;
        v[i] = square;
        next[i] = theta[i]! - (rectified ? (rate * mean) / (Math.sqrt(square) + eps) : rate * mean);
      }
    };
  },
});

export default settings(radam);
