/**
 * FISTA: Beck & Teboulle (2009), A Fast Iterative Shrinkage-Thresholding Algorithm for Linear Inverse Problems, section 4.
 *
 *   F = f + h       f smooth, h the penalty that the problem tells          g   gradient of f at y
 *   x_k = p_L(y_k), the prox of h / L at y_k - g / L                                                              (4.1)
 *   t_{k+1} = (1 + sqrt(1 + 4 t_k^2)) / 2                                                                         (4.2)
 *   y_{k+1} = x_k + (t_k - 1) / t_{k+1} (x_k - x_{k-1})                                                           (4.3)
 *
 * It asks for y, where it needs the gradient, and stands on x.
 *
 * Deviation: the paper looks at x_k as well, to see whether L is large enough, which would cost a second evaluation a step.
 * Here L is found at the start by proposing p_L of the starting point until the condition (2.6) holds there, from a small L
 * upwards by 2, and raised later where two points at which it asked show more curvature.
 */
import { descent, type Vector } from 'optbench';

const growth = 2;

/** A point with the smooth part's value and gradient there. */
interface Seen {
  readonly y: Vector;
  readonly f: number;
  readonly g: Vector;
}

export default descent({
  name: 'fista',
  source: 'Beck & Teboulle (2009), A Fast Iterative Shrinkage-Thresholding Algorithm, section 4',
  unfit: ({ penalty }) => (penalty === undefined ? 'is for problems that tell a penalty' : undefined),
  rule({ penalty: h, x0 }) {
    if (h === undefined) throw new Error('fista: the problem tells no penalty');
    let L = 0;
    let found = false;
    let first: Seen | undefined;
    let last: Seen | undefined;
    let x = x0;
    let t = 1;

    const proximal = ({ y, g }: Seen): Vector =>
      h.prox(
        y.map((v, i) => v - g[i]! / L),
        1 / L,
      );
    /** Moves on from what was seen at y_k: to y_{k+1}. */
    const step = (seen: Seen): Vector => {
      const next = proximal(seen);
      const after = (1 + Math.sqrt(1 + 4 * t * t)) / 2; // (4.2)
      const y = next.map((v, i) => v + ((t - 1) / after) * (v - x[i]!)); // (4.3)
      t = after;
      x = next;
      return y;
    };

    return {
      stands: () => x,
      step(y, subgradient, value) {
        const slope = h.subgradient(y);
        const seen: Seen = { y, f: value - h.value(y), g: subgradient.map((v, i) => v - slope[i]!) };
        if (first === undefined) {
          first = seen;
          L = 1e-3 * Math.max(Math.hypot(...seen.g), 1e-300);
          return proximal(first);
        }
        if (!found) {
          // y is p_L of the first point: its own f says whether L was large enough.
          if (curvature(first, seen) > L) {
            L = Math.max(L * growth, Number.MIN_VALUE);
            return proximal(first);
          }
          found = true;
          last = first;
          x = first.y;
          t = 1;
          step(first);
          return step(seen);
        }
        if (last !== undefined) L = Math.max(L, curvature(last, seen));
        last = seen;
        return step(seen);
      },
    };
  },
});

/** The L with which f(p) = f(y) + g . (p - y) + L |p - y|^2 / 2; 0 where rounding hides it. */
function curvature(from: Seen, to: Seen): number {
  let [along, square] = [0, 0];
  for (let i = 0; i < from.y.length; i++) {
    const d = to.y[i]! - from.y[i]!;
    along += from.g[i]! * d;
    square += d * d;
  }
  const excess = to.f - from.f - along;
  return excess > 1e-13 * Math.abs(from.f) && square > 0 ? (2 * excess) / square : 0;
}
