/**
 * Adam on the problems themselves, in plain loops: the yardstick of every look, and the teacher of imitation.
 * Kingma & Ba (2015), Algorithm 1 in the order of computation of section 2.
 */
import { BETA1, BETA2, EPSILON, stepSize } from '../adam.ts';

/** Adam over so many coordinates: step by step, where it goes from x. */
export function plainAdam(count: number, rate: number): (x: ArrayLike<number>, g: ArrayLike<number>) => Float64Array {
  const [m, v] = [new Float64Array(count), new Float64Array(count)];
  let t = 0;
  return (x, g) => {
    t++;
    const size = stepSize(rate, t);
    const next = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      m[i] = BETA1 * m[i]! + (1 - BETA1) * g[i]!;
      v[i] = BETA2 * v[i]! + (1 - BETA2) * g[i]! ** 2;
      next[i] = x[i]! - (size * m[i]!) / (Math.sqrt(v[i]!) + EPSILON);
    }
    return next;
  };
}
