/**
 * Adam: Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, Algorithm 1.
 *
 *   alpha  step size          beta1, beta2  0.9, 0.999, decay rates         eps  1e-8
 *   m  n   first moment       v  n          second moment                   t    step, from 1
 */
import { descent } from 'optbench';

const [beta1, beta2, eps] = [0.9, 0.999, 1e-8];

const adam = (alpha: number) =>
  descent({
    name: `adam-${alpha}`,
    source: 'Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, Algorithm 1',
    rule({ space: { dim } }) {
      let m = new Float64Array(dim);
      let v = new Float64Array(dim);
      let t = 0;
      return (theta, g) => {
        t++;
        m = m.map((mean, i) => beta1 * mean + (1 - beta1) * g[i]!);
        v = v.map((square, i) => beta2 * square + (1 - beta2) * g[i]! ** 2);
        const [debias1, debias2] = [1 - beta1 ** t, 1 - beta2 ** t];
        return theta.map((x, i) => x - (alpha * (m[i]! / debias1)) / (Math.sqrt(v[i]! / debias2) + eps));
      };
    },
  });

export default [0.1, 1, 0.3, 0.03, 0.01, 0.003, 0.001].map(adam);
