import { box, reals, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import sobol from '../../baselines/sobol.ts';

const points = (space: ReturnType<typeof reals>, x0: Vector, seed: number, count: number): readonly Vector[] => {
  const search = sobol.start({ space, x0, budget: count, workers: 1, rng: stream('sobol run', seed) });
  return Array.from({ length: count }, (_, id) => search.ask(id) as Vector);
};
const square = box([
  [0, 1],
  [0, 1],
]);

describe('sobol', () => {
  it('covers the square evenly, differently in every run', () => {
    const asked = points(square, Float64Array.of(0.5, 0.5), 1, 64);
    expect(new Set(asked.map(([x, y]) => `${Math.floor(8 * x!)} ${Math.floor(8 * y!)}`)).size).toBe(64);
    expect(points(square, Float64Array.of(0.5, 0.5), 2, 1)[0]).not.toEqual(asked[0]);
    expect(points(square, Float64Array.of(0.5, 0.5), 1, 1)[0]).toEqual(asked[0]);
  });

  it('makes normal steps around the start in R^n', () => {
    const asked = points(reals(3), Float64Array.of(5, 0, -5), 1, 4096);
    for (const [i, centre] of [5, 0, -5].entries()) {
      const mean = asked.reduce((sum, x) => sum + x[i]!, 0) / 4096;
      const variance = asked.reduce((sum, x) => sum + (x[i]! - mean) ** 2, 0) / 4096;
      expect(Math.abs(mean - centre)).toBeLessThan(0.002);
      expect(Math.abs(variance - 1)).toBeLessThan(0.01);
    }
  });

  it('says that it cannot take on more dimensions than it has direction numbers for', () => {
    const space = reals(129);
    expect(sobol.unfit!({ space, budget: 1, workers: 1 })).toBe(
      'there are direction numbers for 128 dimensions, not for 129',
    );
    expect(sobol.unfit!({ space: square, budget: 1, workers: 1 })).toBeUndefined();
  });
});
