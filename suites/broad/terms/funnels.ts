/** Several basins of unequal width and depth, the lowest counting: min_i (height_i + width_i |u - c_i|^2). */
import type { Rng } from 'optbench';
import { drawCentre, squaredDistance } from './frame.ts';
import type { Reading, Term } from './term.ts';

export function funnels(rng: Rng, relevant: readonly boolean[]): Term {
  const count = 2 + rng.integer(6);
  const spots = Array.from({ length: count }, () => ({
    centre: drawCentre(rng, relevant.length),
    width: 10 ** (1.2 * rng.next()),
    height: 0.3 * relevant.length * rng.next(),
  }));
  const lowest = (u: Reading, at: number) => {
    let best = spots[0]!;
    let least = Number.POSITIVE_INFINITY;
    for (const spot of spots) {
      const value = spot.height + spot.width * squaredDistance(spot.centre, relevant, u, at);
      if (value >= least) continue;
      best = spot;
      least = value;
    }
    return { best, least };
  };
  return {
    value: (u, at) => lowest(u, at).least,
    slope(u, at, scale, du) {
      const { centre, width } = lowest(u, at).best;
      for (let k = 0; k < centre.length; k++) {
        if (relevant[k]) du[at + k]! += scale * 2 * width * (u[at + k]! - centre[k]!);
      }
    },
  };
}
