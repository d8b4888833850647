/** One landscape as a problem, in double precision: values are told with its noise, and judged without. */
import { box, type Problem, sumOfWaves, type Vector } from 'optbench';
import type { Numbers } from 'optbench/learn';
import type { Landscapes } from './landscape.ts';
import { bend } from './warp.ts';

/** The problem; it is drawn, a batch of one, when it is started. */
export function landscapeProblem(
  id: string,
  { dim, features: count }: { readonly dim: number; readonly features: number },
  draw: () => Landscapes,
  facts?: Problem['facts'],
): Problem<Vector> {
  return {
    id,
    space: box(Array.from({ length: dim }, () => [0, 1] as const)),
    order: 0,
    source: 'suites/broad: random waves (Rahimi & Recht 2007, Algorithm 1) and shapes, warped',
    ...(facts && { facts }),
    start(rng) {
      const { rows, omega, phase, weight } = draw();
      const landscape = rows[0]!;
      const double = (numbers: Numbers): Float64Array => Float64Array.from(numbers);
      const waves = sumOfWaves({ dim, count, omega: double(omega), phase: double(phase), weight: double(weight) });
      const [u, slope] = [new Float64Array(dim), new Float64Array(dim)];
      const { warp, noise } = landscape.sketch;
      return {
        evaluate(x, { id: ticket }) {
          bend(warp, x, u, slope, 0);
          const value = landscape.value(u, 0, waves.value(u));
          return noise === 0 ? { value } : { value: value + noise * rng.split(ticket).normal(), score: value };
        },
      };
    },
  };
}
