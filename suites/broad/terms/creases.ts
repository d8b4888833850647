/** Sharp folds that meet in one point, sum_j (h_j |t_j| + g_j t_j): a polyhedron, steep on one side of a fold and not on the other. */
import type { Rng } from 'optbench';
import { along, drawFrame } from './frame.ts';
import type { Term } from './term.ts';

export function creases(rng: Rng, relevant: readonly boolean[]): Term {
  const frame = drawFrame(rng, relevant);
  const { dim, count, directions } = frame;
  const h = Float64Array.from({ length: count }, () => 10 ** (1.5 * rng.next()));
  const g = h.map((height) => height * (2 * rng.next() - 1) * 0.9);
  return {
    value(u, at) {
      let sum = 0;
      for (let j = 0; j < count; j++) {
        const t = along(frame, j, u, at);
        sum += h[j]! * Math.abs(t) + g[j]! * t;
      }
      return sum;
    },
    slope(u, at, scale, du) {
      for (let j = 0; j < count; j++) {
        const dt = scale * (h[j]! * Math.sign(along(frame, j, u, at)) + g[j]!);
        for (let k = 0; k < dim; k++) du[at + k]! += dt * directions[j * dim + k]!;
      }
    },
  };
}
