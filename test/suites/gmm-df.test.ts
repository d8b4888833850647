import { findProblem, type Observation, type Oracle, stream, type Vector } from 'optbench';
import { type Batch, fusedEngine } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { drawConstraints, feasibleShare, violationAt } from '../../suites/gmm-df/constraints.ts';
import family from '../../suites/gmm-df/family.ts';
import gmmDf from '../../suites/gmm-df/index.ts';
import { splitStream } from '../../suites/gmm-df/instances.ts';
import { drawMixture, mixtureAt } from '../../suites/gmm-df/mixture.ts';
import { findOptimum } from '../../suites/gmm-df/optimum.ts';

const signal = new AbortController().signal;
const engine = fusedEngine();
const uniform = (count: number, ...path: (string | number)[]) => {
  const rng = stream('test', ...path);
  return Float32Array.from({ length: count }, () => rng.next());
};

/** Values and violations of every row. */
function look(batch: Batch, x: Float32Array) {
  return engine.evaluate({}, (tape) => {
    const functions = batch.on(tape);
    const node = tape.constant(x, batch.size, batch.space.dim);
    const violation = functions.violation?.(node);
    return { value: [...tape.numbers(functions.value(node))], violation: violation && [...tape.numbers(violation)] };
  });
}

describe('the mixtures', () => {
  it.each([
    [2, 2, 0.9, 0.18],
    [6, 3, 3.0, 0.6],
  ])('have the constants of the paper in %i dimensions', (dim, reach, width, spread) => {
    const mixtures = Array.from({ length: 400 }, (_, i) => drawMixture(stream('test', 'mixture', dim, i), dim));
    const all = (numbers: (mixture: (typeof mixtures)[number]) => Float64Array) =>
      mixtures.flatMap((mixture) => [...numbers(mixture)]);
    const widths = all(({ precision }) => precision.map((p) => 1 / p));
    const mean = (numbers: readonly number[]) => numbers.reduce((sum, v) => sum + v, 0) / numbers.length;
    const variance = (numbers: readonly number[]) => mean(numbers.map((v) => (v - mean(numbers)) ** 2));
    expect(Math.abs(mean(all(({ c }) => c)))).toBeLessThan(0.03);
    expect(Math.abs(variance(all(({ c }) => c)) - 0.2)).toBeLessThan(0.02);
    expect(Math.max(...all(({ mu }) => mu.map(Math.abs)))).toBeLessThan(reach);
    expect(Math.abs(variance(all(({ mu }) => mu)) - reach ** 2 / 3)).toBeLessThan(0.1 * reach);
    expect(Math.abs(mean(widths) - width)).toBeLessThan(0.02 * width);
    expect(Math.max(...widths)).toBeLessThan(width + 2 * spread);
    // A normal cut off at two deviations has 0.8796 of its deviation.
    expect(Math.abs(Math.sqrt(variance(widths)) - 0.8796 * spread)).toBeLessThan(0.03 * spread);
  });

  it('are sums of bumps', () => {
    const mixture = {
      dim: 2,
      c: Float64Array.of(1, -0.5),
      mu: Float64Array.of(0, 0, 1, 1),
      precision: Float64Array.of(1, 2, 1, 1),
    };
    const expected = -Math.exp(-0.5 * (1 + 2 * 0.25)) + 0.5 * Math.exp(-0.5 * 0.25);
    expect(mixtureAt(mixture, [1, 0.5], 0)).toBeCloseTo(expected, 12);
  });

  it('have an optimum that the best of their centres is a few hundredths away from, as in the paper', () => {
    let gap = 0;
    for (let i = 0; i < 40; i++) {
      const mixture = drawMixture(stream('test', 'gap', i), 2);
      const approximate = Math.min(...Array.from(mixture.c, (_, j) => mixtureAt(mixture, mixture.mu, 2 * j)));
      const { value } = findOptimum(mixture);
      expect(value).toBeLessThanOrEqual(approximate + 1e-12);
      gap += (approximate - value) / 40;
    }
    expect(gap).toBeGreaterThan(0.01);
    expect(gap).toBeLessThan(0.1);
  });
});

describe('the constraints', () => {
  it.each([2, 6])('leave between 30 and 70 %% of the box, in %i dimensions', (dim) => {
    for (let i = 0; i < 30; i++) {
      const share = feasibleShare(drawConstraints(stream('test', 'share', dim, i), dim), dim, 4096);
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.8);
    }
  });

  it('have the slope of central differences', () => {
    for (let i = 0; i < 40; i++) {
      const constraints = drawConstraints(stream('test', 'slope', i), 3);
      const x = Float64Array.from(uniform(3, 'slope', i), (u) => 8 * u - 4);
      const slope = new Float64Array(3);
      violationAt(constraints, x, 0, { to: slope, scale: 2 });
      for (let k = 0; k < 3; k++) {
        const at = (h: number) =>
          violationAt(
            constraints,
            x.map((v, j) => (j === k ? v + h : v)),
            0,
          );
        expect(slope[k]!).toBeCloseTo((2 * (at(1e-6) - at(-1e-6))) / 2e-6, 5);
      }
    }
  });

  it('leave an optimum that no feasible point of a fine grid beats, and that the best of them comes close to', () => {
    for (let i = 0; i < 6; i++) {
      const mixture = drawMixture(stream('test', 'constrained', i), 2);
      const constraints = drawConstraints(stream('test', 'constrained', i, 'c'), 2);
      const { x, value } = findOptimum(mixture, constraints);
      expect(violationAt(constraints, x, 0)).toBeLessThan(1e-6);
      let least = Number.POSITIVE_INFINITY;
      for (let a = -4; a <= 4; a += 0.05) {
        for (let b = -4; b <= 4; b += 0.05) {
          if (violationAt(constraints, [a, b], 0) === 0) least = Math.min(least, mixtureAt(mixture, [a, b], 0));
        }
      }
      expect(least).toBeGreaterThan(value - 1e-8);
      expect(least).toBeLessThan(value + 0.05);
    }
  });
});

describe('the family', () => {
  const settings = { split: 'train', dim: 2, constrained: true } as const;

  it('gives every row the function and the constraints that its address samples', async () => {
    const batch = family(settings).batch(['a'], { from: 3, to: 23 });
    const x = uniform(40, 'rows');
    const seen = look(batch, x);
    for (let b = 0; b < 20; b++) {
      const { start, space } = family(settings).sample(['a', b + 3]);
      const oracle = await start(stream('noise'));
      const point = space.decode(Float64Array.from(x.subarray(2 * b, 2 * b + 2)));
      const { value, violation } = await oracle.evaluate(point, { id: 0, order: 0, signal });
      expect(seen.value[b]).toBeCloseTo(value, 5);
      expect(seen.violation![b]).toBeCloseTo(violation!, 5);
    }
  });

  it('has the slope of central differences, in values and violations', () => {
    const size = 16;
    const batch = family(settings).batch(['slope'], { from: 0, to: size });
    const x = uniform(size * 2, 'family slope');
    const ones = new Float32Array(size).fill(1);
    for (const part of ['value', 'violation'] as const) {
      const { gradient } = engine.slope({ x: { shape: [size, 2], data: x } }, (tape, theta) =>
        tape.product(tape.constant(ones, 1, size), batch.on(tape)[part]!(theta['x']!)),
      );
      for (let k = 0; k < 2; k++) {
        const at = (h: number) =>
          look(
            batch,
            x.map((v, i) => (i % 2 === k ? v + h : v)),
          )[part]!;
        const [above, below] = [at(1e-3), at(-1e-3)];
        for (let b = 0; b < size; b++) {
          expect(Math.abs(gradient['x']![2 * b + k]! - (above[b]! - below[b]!) / 2e-3)).toBeLessThan(0.02);
        }
      }
    }
  });

  it('has violations only where there are constraints', () => {
    expect(look(family({ split: 'train', dim: 2 }).batch(['a'], { from: 0, to: 2 }), uniform(4, 'f')).violation).toBe(
      undefined,
    );
  });

  it('draws from streams that no other split draws from, and refuses settings that it does not know', () => {
    const first = (['train', 'validation', 'test'] as const).map((split) => splitStream(split, 'a', 1).next());
    expect(new Set(first).size).toBe(3);
    expect(() => family({ ...settings, kernel: 'rbf' } as never)).toThrow(/gmm-df: settings of the family/);
  });
});

describe('the suite', () => {
  it('tells constrained problems by their violations', async () => {
    for (const [id, constrained] of [
      ['free-d6-i123', false],
      ['constrained-d2-i007', true],
    ] as const) {
      const problem = findProblem(gmmDf, id)!;
      const oracle = (await problem.start(stream('test'))) as Oracle<Vector>;
      const seen = Array.from({ length: 50 }, (_, i) => {
        const x = problem.space.decode(Float64Array.from(uniform(problem.space.dim, 'suite', i))) as Vector;
        return oracle.evaluate(x, { id: 0, order: 0, signal }) as Observation;
      });
      expect(seen.every(({ violation }) => (violation === undefined) !== constrained)).toBe(true);
      if (constrained) expect(seen.some(({ violation }) => violation! > 0)).toBe(true);
    }
    expect(gmmDf.find?.('free-d3-i001')).toBeUndefined();
  });
});
