/** Deep holes in a flat plane, down to needles: -sum_i depth_i exp(-|u - c_i|^2 / (2 s_i^2)). */
import type { Rng } from 'optbench';
import { squaredDistance } from './frame.ts';
import type { Term } from './term.ts';

export function wells(rng: Rng, relevant: readonly boolean[]): Term {
  const breadth = Math.sqrt(relevant.filter(Boolean).length);
  const holes = Array.from({ length: 1 + rng.integer(3) }, () => ({
    centre: Float64Array.from(relevant, () => rng.next()),
    perWidth: 1 / (breadth * (0.05 + 0.25 * rng.next())) ** 2,
    depth: 1 + 3 * rng.next(),
  }));
  return {
    value(u, at) {
      let sum = 0;
      for (const { centre, perWidth, depth } of holes) {
        sum -= depth * Math.exp(-0.5 * perWidth * squaredDistance(centre, relevant, u, at));
      }
      return sum;
    },
    slope(u, at, scale, du) {
      for (const { centre, perWidth, depth } of holes) {
        const height = depth * Math.exp(-0.5 * perWidth * squaredDistance(centre, relevant, u, at));
        for (let k = 0; k < centre.length; k++) {
          if (relevant[k]) du[at + k]! += scale * height * perWidth * (u[at + k]! - centre[k]!);
        }
      }
    },
  };
}
