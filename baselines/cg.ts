/**
 * Nonlinear conjugate gradients: Polak & Ribière (1969) with Powell's (1984) restart, PR+ of Nocedal & Wright (2006), eq. 5.44
 * and 5.45, and a line search for the strong Wolfe conditions (Moré & Thuente 1994), every evaluation of which counts.
 *
 *   p  n   direction        beta   max(0, g'(g - before) / before'before)
 *
 * The rate is the length of the first step along the gradient, times min(1, 1 / |g|_1).
 */
import { lineMethod, settings } from 'optbench';

/** p_k = -g_k + beta p_{k-1} */
const cg = lineMethod({
  name: 'cg',
  source: 'Polak & Ribière (1969); Nocedal & Wright (2006), Numerical Optimization, eq. 5.44-5.45',
  rate: 1,
  tuned: 1,
  eta: 0.1,
  newton: false,
  begin: () => (g, last) => {
    const p = new Float64Array(g.length);
    for (let i = 0; i < p.length; i++) p[i] = -g[i]!;
    if (last === undefined) return p;
    let [above, below] = [0, 0];
    for (let i = 0; i < p.length; i++) {
      above += g[i]! * last.y[i]!;
      below += last.before[i]! ** 2;
    }
    const beta = Math.max(0, above / below);
    for (let i = 0; i < p.length; i++) p[i]! += beta * last.p[i]!;
    return p;
  },
});

export default settings(cg);
