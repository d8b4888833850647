/**
 * For gradient methods at tiny size: linear functions, and what is asked of their meta-gradients.
 *
 *   f_t(x) = 9 + sum_i c_i cos(t + i) x_i
 *
 * The gradient changes from step to step but does not depend on x. So nothing is lost where a gradient of a problem is not
 * differentiated again, and differences see all of the meta-gradient that there is.
 */
import { type Block, reals, stream, type Vector } from 'optbench';
import { type DescentFamily, type FusedEngine, type Objective, referenceSlope, type Weights } from 'optbench/learn';

/** Linear functions of all coordinates of these tensors. */
export function slopes(blocks: readonly Block[]): DescentFamily {
  const dim = blocks.reduce((sum, { shape }) => sum + shape.reduce((size, side) => size * side, 1), 0);
  return {
    name: 'slopes',
    split: 'train',
    sample(address) {
      const rng = stream('slopes', ...address);
      const c = Float64Array.from({ length: dim }, () => rng.normal());
      return {
        id: `slope-${address.join('-')}`,
        space: reals(dim),
        order: 1,
        source: 'linear functions',
        blocks,
        start: () => ({
          evaluate(point, { id }) {
            const gradient = c.map((v, i) => v * Math.cos(id + i));
            return { value: (point as Vector).reduce((sum, x, i) => sum + gradient[i]! * x, 9), gradient };
          },
        }),
      };
    },
  };
}

/** How far the meta-gradient is from that of the reference engine, relative to the latter's norm. */
export function offReference(engine: FusedEngine, weights: Weights, of: Objective): number {
  const [fused, twin] = [engine.slope(weights, of).gradient, referenceSlope(weights, of).gradient];
  const norm = (parts: readonly Float32Array[]): number => Math.hypot(...parts.flatMap((part) => [...part]));
  const apart = Object.entries(fused).map(([name, slope]) => slope.map((g, i) => g - twin[name]![i]!));
  return norm(apart) / norm(Object.values(twin));
}
