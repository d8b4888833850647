/**
 * A bent valley: its floor rises slowly along t_1, its walls are steep, and the other directions bend away as t_1 grows:
 *
 *   t_1^2 + steep sum_{j > 1} (t_j - bend_j t_1^2)^2
 */
import type { Rng } from 'optbench';
import { along, drawFrame } from './frame.ts';
import type { Term } from './term.ts';

export function valley(rng: Rng, relevant: readonly boolean[]): Term {
  const frame = drawFrame(rng, relevant);
  const { dim, count, directions } = frame;
  const steep = 10 ** (0.5 + 2 * rng.next());
  const bend = Float64Array.from({ length: count }, () => rng.normal());
  return {
    value(u, at) {
      const first = along(frame, 0, u, at);
      let sum = first * first;
      for (let j = 1; j < count; j++) sum += steep * (along(frame, j, u, at) - bend[j]! * first * first) ** 2;
      return sum;
    },
    slope(u, at, scale, du) {
      const first = along(frame, 0, u, at);
      let dFirst = 2 * first;
      for (let j = 1; j < count; j++) {
        const dt = 2 * steep * (along(frame, j, u, at) - bend[j]! * first * first);
        dFirst -= dt * bend[j]! * 2 * first;
        for (let k = 0; k < dim; k++) du[at + k]! += scale * dt * directions[j * dim + k]!;
      }
      for (let k = 0; k < dim; k++) du[at + k]! += scale * dFirst * directions[k]!;
    },
  };
}
