/** A slope across the whole cube, a . u: the optimum lies in a corner. */
import type { Rng } from 'optbench';
import type { Term } from './term.ts';

export function linear(rng: Rng, relevant: readonly boolean[]): Term {
  const a = Float64Array.from(relevant, (is) => (is ? rng.normal() : 0));
  return {
    value(u, at) {
      let sum = 0;
      for (let k = 0; k < a.length; k++) sum += a[k]! * u[at + k]!;
      return sum;
    },
    slope(_, at, scale, du) {
      for (let k = 0; k < a.length; k++) du[at + k]! += scale * a[k]!;
    },
  };
}
