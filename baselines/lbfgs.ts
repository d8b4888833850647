/**
 * L-BFGS: Liu & Nocedal (1989), On the Limited Memory BFGS Method for Large Scale Optimization; the two-loop recursion of
 * Nocedal & Wright (2006), Algorithm 7.4, with the scaling of eq. 7.20 and a line search for the strong Wolfe conditions
 * (Moré & Thuente 1994), every evaluation of which counts.
 *
 *   s, y  n   changes of the iterate and of the gradient, the last `memory` pairs      rho   1 / s'y
 *
 * The rate is the length of the first step along the gradient, times min(1, 1 / |g|_1). A pair without positive curvature is
 * left out.
 */
import { dot, lineMethod, settings, type Vector } from 'optbench';

const memory = 10;
const LEAST_CURVATURE = 1e-10;

const lbfgs = lineMethod({
  name: 'lbfgs',
  source: 'Liu & Nocedal (1989), On the Limited Memory BFGS Method for Large Scale Optimization',
  rate: 1,
  tuned: 1,
  eta: 0.9,
  newton: true,
  begin() {
    const pairs: { readonly s: Vector; readonly y: Vector; readonly rho: number }[] = [];
    return (g, last) => {
      if (last === undefined) pairs.length = 0;
      else {
        const { s, y } = last;
        const curvature = dot(s, y);
        if (curvature > LEAST_CURVATURE * Math.sqrt(dot(s, s) * dot(y, y))) {
          pairs.push({ s, y, rho: 1 / curvature });
          if (pairs.length > memory) pairs.shift();
        }
      }
      const q = new Float64Array(g.length);
      for (let i = 0; i < q.length; i++) q[i] = -g[i]!;
      const alpha = new Float64Array(pairs.length);
      for (let k = pairs.length - 1; k >= 0; k--) {
        const { s, y, rho } = pairs[k]!;
        const a = rho * dot(s, q);
        alpha[k] = a;
        for (let i = 0; i < q.length; i++) q[i]! -= a * y[i]!;
      }
      const newest = pairs.at(-1);
      if (newest !== undefined) {
        const gamma = 1 / (newest.rho * dot(newest.y, newest.y));
        for (let i = 0; i < q.length; i++) q[i]! *= gamma;
      }
      for (const [k, { s, y, rho }] of pairs.entries()) {
        const share = alpha[k]! - rho * dot(y, q);
        for (let i = 0; i < q.length; i++) q[i]! += share * s[i]!;
      }
      return q;
    };
  },
});

export default settings(lbfgs);
