/** Jumps: on one side of a plane the landscape lies higher, sum_i h_i [a_i . (u - c_i) > 0]. Flat on both sides: no slope. */
import type { Rng } from 'optbench';
import { drawCentre } from './frame.ts';
import type { Term } from './term.ts';

export function cliffs(rng: Rng, relevant: readonly boolean[]): Term {
  const planes = Array.from({ length: 1 + rng.integer(3) }, () => ({
    centre: drawCentre(rng, relevant.length),
    normal: Float64Array.from(relevant, (is) => (is ? rng.normal() : 0)),
    height: 0.3 + 1.5 * rng.next(),
  }));
  return {
    value(u, at) {
      let sum = 0;
      for (const { centre, normal, height } of planes) {
        let t = 0;
        for (let k = 0; k < normal.length; k++) t += normal[k]! * (u[at + k]! - centre[k]!);
        if (t > 0) sum += height;
      }
      return sum;
    },
    slope() {},
  };
}
