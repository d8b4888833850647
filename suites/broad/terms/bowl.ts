/**
 * One basin, q^(p/2) with q = sum_j w_j t_j^2: from a cone (p = 1) to a flat-bottomed dish (p = 4), round or, with weights
 * w up to a thousand apart, a narrow trough.
 */
import type { Rng } from 'optbench';
import { along, drawFrame } from './frame.ts';
import type { Term } from './term.ts';

/** Keeps the tip of a cone differentiable. */
const TIP = 1e-6;

export function bowl(rng: Rng, relevant: readonly boolean[]): Term {
  const frame = drawFrame(rng, relevant);
  const { dim, count, directions } = frame;
  const p = [1, 2, 2, 2, 4][rng.integer(5)]!;
  const condition = rng.next() < 0.5 ? 0 : 3 * rng.next();
  const w = Float64Array.from({ length: count }, () => 10 ** (condition * rng.next()));
  const t = new Float64Array(count);
  const look = (u: ArrayLike<number>, at: number): number => {
    let q = TIP;
    for (let j = 0; j < count; j++) {
      t[j] = along(frame, j, u, at);
      q += w[j]! * t[j]! * t[j]!;
    }
    return q;
  };
  return {
    value(u, at) {
      const q = look(u, at);
      return p === 2 ? q : p === 1 ? Math.sqrt(q) : q * q;
    },
    slope(u, at, scale, du) {
      const q = look(u, at);
      const dq = p === 2 ? 1 : p === 1 ? 0.5 / Math.sqrt(q) : 2 * q;
      for (let j = 0; j < count; j++) {
        const dt = scale * dq * 2 * w[j]! * t[j]!;
        for (let k = 0; k < dim; k++) du[at + k]! += dt * directions[j * dim + k]!;
      }
    },
  };
}
