/** Waves of one length along every direction, -sum_j cos(2 pi frequency t_j): local minima in a regular lattice. */
import type { Rng } from 'optbench';
import { along, drawFrame } from './frame.ts';
import type { Term } from './term.ts';

export function ripples(rng: Rng, relevant: readonly boolean[]): Term {
  const frame = drawFrame(rng, relevant);
  const { dim, count, directions } = frame;
  const frequency = 2 * Math.PI * 2 ** (1 + 2 * rng.next());
  return {
    value(u, at) {
      let sum = 0;
      for (let j = 0; j < count; j++) sum -= Math.cos(frequency * along(frame, j, u, at));
      return sum;
    },
    slope(u, at, scale, du) {
      for (let j = 0; j < count; j++) {
        const dt = scale * frequency * Math.sin(frequency * along(frame, j, u, at));
        for (let k = 0; k < dim; k++) du[at + k]! += dt * directions[j * dim + k]!;
      }
    },
  };
}
