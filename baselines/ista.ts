/**
 * ISTA, the proximal gradient method: Beck & Teboulle (2009), A Fast Iterative Shrinkage-Thresholding Algorithm for Linear
 * Inverse Problems, section 3, with backtracking.
 *
 *   F = f + h       f smooth, h the penalty that the problem tells          g   gradient of f at x
 *   p_t(x) = prox of t h at x - t g
 *   t is small enough where f(p) <= f(x) + g . (p - x) + |p - x|^2 / (2 t), p = p_t(x)                            (2.6)
 *
 * Deviation: the paper starts from any step size and only shrinks it. Here it grows to four times itself after each step
 * of the first ones that succeeds, until one fails; so that it does not depend on the problem's units.
 */
import { descent, type Vector } from 'optbench';

const shrink = 0.5;
const growth = 4;
const smallest = 1e-300;

export default descent({
  name: 'ista',
  source: 'Beck & Teboulle (2009), A Fast Iterative Shrinkage-Thresholding Algorithm, section 3',
  unfit: ({ penalty }) => (penalty === undefined ? 'is for problems that tell a penalty' : undefined),
  rule({ penalty: h }) {
    if (h === undefined) throw new Error('ista: the problem tells no penalty');
    let t = 1;
    let growing = true;
    let x: Vector | undefined; // where the last accepted step led, with f and g there
    let f = Number.NaN;
    let g: Vector = new Float64Array(0);
    return (p, subgradient, value) => {
      const slope = h.subgradient(p);
      const smooth = value - h.value(p);
      if (x === undefined || smooth <= model(f, g, x, p, t)) {
        if (x !== undefined && growing) t *= growth;
        x = p;
        f = smooth;
        g = subgradient.map((v, i) => v - slope[i]!);
      } else {
        growing = false;
        t = Math.max(smallest, t * shrink);
      }
      return h.prox(
        x.map((v, i) => v - t * g[i]!),
        t,
      );
    };
  },
});

/** f(x) + g . (p - x) + |p - x|^2 / (2 t), and what rounding may add. */
function model(f: number, g: Vector, x: Vector, p: Vector, t: number): number {
  let [along, square] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const d = p[i]! - x[i]!;
    along += g[i]! * d;
    square += d * d;
  }
  return f + along + square / (2 * t) + 1e-14 * Math.abs(f);
}
