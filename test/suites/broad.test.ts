import { findProblem, type Oracle, type Problem, stream, type Vector } from 'optbench';
import { type Batch, fusedEngine } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { drawSketch, splitStream } from '../../suites/broad/draw.ts';
import family from '../../suites/broad/family.ts';
import broad from '../../suites/broad/index.ts';
import { drawOutput } from '../../suites/broad/output.ts';
import { bowl } from '../../suites/broad/terms/bowl.ts';
import { cliffs } from '../../suites/broad/terms/cliffs.ts';
import { creases } from '../../suites/broad/terms/creases.ts';
import { funnels } from '../../suites/broad/terms/funnels.ts';
import { linear } from '../../suites/broad/terms/linear.ts';
import { ripples } from '../../suites/broad/terms/ripples.ts';
import { valley } from '../../suites/broad/terms/valley.ts';
import { wells } from '../../suites/broad/terms/wells.ts';
import { bend, drawWarp } from '../../suites/broad/warp.ts';

const engine = fusedEngine();
const signal = new AbortController().signal;
const uniform = (count: number, ...path: (string | number)[]) => {
  const rng = stream('test', ...path);
  return Float32Array.from({ length: count }, () => rng.next());
};

/** f_b(x_b) of every row, and what a rule is told. */
function look(batch: Batch, x: Float32Array): { readonly value: number[]; readonly told: number[] } {
  return engine.evaluate({}, (tape) => {
    const functions = batch.on(tape);
    const value = functions.value(tape.constant(x, batch.size, batch.space.dim));
    const told = functions.observed!(tape.constant(x, batch.size, batch.space.dim), value);
    return { value: [...tape.numbers(value)], told: [...tape.numbers(told)] };
  });
}

describe('the terms of a landscape', () => {
  const terms = { bowl, cliffs, creases, funnels, linear, ripples, valley, wells };

  it.each(Object.entries(terms))(
    '%s has the slope of central differences, and none where it is without influence',
    (_, term) => {
      const dim = 4;
      const relevant = [true, false, true, true];
      for (let draw = 0; draw < 30; draw++) {
        const part = term(stream('test', 'term', draw), relevant);
        const u = Float64Array.from(uniform(dim, 'term', draw));
        const slope = new Float64Array(dim);
        part.slope(u, 0, 2, slope);
        expect(slope[1]).toBe(0);
        for (let k = 0; k < dim; k++) {
          const at = (h: number) =>
            part.value(
              Float64Array.from(u, (v, i) => (i === k ? v + h : v)),
              0,
            );
          const difference = (2 * (at(1e-6) - at(-1e-6))) / 2e-6;
          expect(Math.abs(slope[k]! - difference)).toBeLessThan(1e-4 * (1 + Math.abs(difference)));
        }
      }
    },
  );
});

describe('warps and output curves', () => {
  it('a warp keeps the cube and its order, and has the slope of central differences', () => {
    for (let draw = 0; draw < 50; draw++) {
      const warp = drawWarp(stream('test', 'warp', draw), 3, false);
      const at = (x: number) => {
        const [u, slope] = [new Float64Array(3), new Float64Array(3)];
        bend(warp, [x, x, x], u, slope, 0);
        return { u, slope };
      };
      let last = at(0).u;
      for (let x = 0.05; x < 0.99; x += 0.05) {
        const { u, slope } = at(x);
        for (let k = 0; k < 3; k++) {
          expect(u[k]!).toBeGreaterThan(last[k]!);
          expect(u[k]!).toBeLessThan(1);
          const difference = (at(x + 1e-6).u[k]! - at(x - 1e-6).u[k]!) / 2e-6;
          expect(Math.abs(slope[k]! - difference)).toBeLessThan(1e-5 * (1 + difference));
        }
        last = u;
      }
    }
  });

  it('a rounded coordinate has as many levels as it says', () => {
    const [u, slope] = [new Float64Array(1), new Float64Array(1)];
    const levels = new Set<number>();
    for (let x = 0; x <= 1; x += 0.001) {
      bend([{ levels: 4, a: 1, b: 1 }], [x], u, slope, 0);
      levels.add(u[0]!);
      expect(slope[0]).toBe(1);
    }
    expect([...levels]).toEqual([0.125, 0.375, 0.625, 0.875]);
  });

  it('an output curve rises, and where it is smooth has the slope of central differences', () => {
    for (let draw = 0; draw < 100; draw++) {
      const smooth = drawOutput(stream('test', 'output', draw), false);
      const rough = drawOutput(stream('test', 'output', draw), true);
      for (let z = -4; z < 6; z += 0.173) {
        expect(rough.value(z + 0.1)).toBeGreaterThanOrEqual(rough.value(z));
        const difference = (smooth.value(z + 1e-5) - smooth.value(z - 1e-5)) / 2e-5;
        expect(difference).toBeGreaterThan(0);
        expect(Math.abs(smooth.slope(z) - difference)).toBeLessThan(1e-4 * (1 + difference));
      }
    }
  });
});

describe('the family', () => {
  const settings = { dim: 3, split: 'train' } as const;

  it('gives every row the function that its address samples', async () => {
    const rows = { from: 5, to: 45 };
    const batch = family(settings).batch(['a', 1], rows);
    const x = uniform(40 * 3, 'rows');
    const { value } = look(batch, x);
    for (let b = 0; b < 40; b++) {
      const oracle = await family(settings)
        .sample(['a', 1, b + 5])
        .start(stream('noise'));
      const point = Float64Array.from(x.subarray(3 * b, 3 * b + 3));
      const observed = await oracle.evaluate(point, { id: 0, order: 0, signal });
      expect(Math.abs((observed.score ?? observed.value) - value[b]!)).toBeLessThan(2e-4 * (1 + Math.abs(value[b]!)));
    }
  });

  it('does not depend on how a batch is cut', () => {
    const whole = look(family(settings).batch(['a'], { from: 0, to: 8 }), uniform(24, 'cut'));
    const half = look(family(settings).batch(['a'], { from: 4, to: 8 }), uniform(24, 'cut').slice(12));
    expect(half.value).toEqual(whole.value.slice(4));
    expect(half.told).toEqual(whole.told.slice(4));
  });

  it('has the slope of central differences where it is smooth', () => {
    const [size, dim] = [64, 3];
    const batch = family({ ...settings, rough: false }).batch(['slope'], { from: 0, to: size });
    const x = uniform(size * dim, 'slope').map((v) => 0.05 + 0.9 * v);
    const weights = { x: { shape: [size, dim], data: x } };
    const { gradient } = engine.slope(weights, (tape, theta) => {
      const value = batch.on(tape).value(theta['x']!);
      return tape.product(tape.constant(new Float32Array(size).fill(1), 1, size), value);
    });
    let [far, steep] = [0, 0];
    for (let k = 0; k < dim; k++) {
      const at = (h: number) =>
        look(
          batch,
          x.map((v, i) => (i % dim === k ? v + h : v)),
        ).value;
      const [above, below] = [at(1e-3), at(-1e-3)];
      for (let b = 0; b < size; b++) {
        const difference = (above[b]! - below[b]!) / 2e-3;
        const slope = gradient['x']![b * dim + k]!;
        if (Math.abs(slope - difference) > 0.02 * (0.5 + Math.abs(difference))) far++;
        if (Math.abs(slope) > 0.5) steep++;
      }
    }
    expect(steep).toBeGreaterThan(60);
    expect(far).toBeLessThanOrEqual(3); // at a crease, or at the border between two funnels, differences see both sides
  });

  it('tells values with noise, in units that differ by orders of magnitude, the same again under the same address', () => {
    const size = 200;
    const batch = family(settings).batch(['told'], { from: 0, to: size });
    const x = uniform(size * 3, 'told');
    const [first, again] = [look(batch, x), look(batch, x)];
    expect(again).toEqual(first);
    const sizes = first.told.map(Math.abs).sort((a, b) => a - b);
    expect(sizes[size - 10]! / sizes[10]!).toBeGreaterThan(1e4);
    const noisy = batch.on
      ? engine.evaluate({}, (tape) => {
          const functions = batch.on(tape);
          const value = functions.value(tape.constant(x, size, 3));
          const [one, two] = [functions.observed!(value, value), functions.observed!(value, value)];
          return [...tape.numbers(one)].filter((v, b) => v !== tape.numbers(two)[b]).length;
        })
      : 0;
    expect(noisy / size).toBeGreaterThan(0.1);
    expect(noisy / size).toBeLessThan(0.3);
  });

  it('has values of mean 0 and spread 1 over the cube', () => {
    const [size, looks] = [200, 200];
    const batch = family({ ...settings, dim: 2 }).batch(['scale'], { from: 0, to: size });
    const values = Array.from({ length: looks }, (_, i) => look(batch, uniform(size * 2, 'scale', i)).value);
    const off = Array.from({ length: size }, (_, b) => {
      const column = values.map((row) => row[b]!);
      const mean = column.reduce((a, c) => a + c, 0) / looks;
      return { mean, spread: Math.sqrt(column.reduce((a, c) => a + (c - mean) ** 2, 0) / looks) };
    });
    const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[size / 2]!;
    expect(median(off.map(({ mean }) => Math.abs(mean)))).toBeLessThan(0.12);
    expect(Math.abs(median(off.map(({ spread }) => spread)) - 1)).toBeLessThan(0.1);
    expect(off.filter(({ spread }) => spread > 0.5 && spread < 2).length).toBeGreaterThan(0.95 * size);
  });

  it('draws from streams that no other split draws from', () => {
    const first = (split: 'train' | 'validation' | 'test') => splitStream(split, 2, 1).next();
    expect(new Set([first('train'), first('validation'), first('test')]).size).toBe(3);
    const value = (split: 'train' | 'validation') =>
      look(family({ ...settings, split }).batch(['s'], { from: 0, to: 20 }), uniform(60, 's')).value;
    const [train, validation] = [value('train'), value('validation')];
    expect(train.filter((v) => validation.includes(v))).toEqual([]);
  });

  it('draws every kind of landscape', () => {
    const breadth = { dim: 4, lengthScale: [0.1, 1] as const, features: 16, rough: true };
    const room = () => ({ omega: new Float32Array(64), phase: new Float32Array(16), weight: new Float32Array(16) });
    const sketches = Array.from({ length: 400 }, (_, i) => {
      const waves = room();
      return { ...drawSketch(stream('test', 'sketch', i), breadth, waves), waves };
    });
    const share = (has: (sketch: (typeof sketches)[number]) => boolean) => sketches.filter(has).length / 400;
    expect(share(({ waves }) => waves.weight.some((w) => w !== 0))).toBeGreaterThan(0.7);
    expect(share(({ parts }) => parts.length === 0)).toBeGreaterThan(0.1);
    expect(share(({ parts }) => parts.length > 1)).toBeGreaterThan(0.2);
    expect(share(({ warp }) => warp.some(({ levels }) => levels > 0))).toBeGreaterThan(0.05);
    expect(
      share(({ waves: { omega } }) =>
        [0, 1, 2, 3].some((k) => Math.abs(omega[k * 16]!) < 1e-3 && omega.some((w) => Math.abs(w) > 1e-3)),
      ),
    ).toBeGreaterThan(0.1);
  });

  it('refuses settings that it does not know', () => {
    expect(() => family({ ...settings, kernel: 'rbf' } as never)).toThrow(/broad: settings of the family/);
    expect(() => family({ ...settings, features: 24 })).toThrow(/features/);
  });
});

describe('the suite', () => {
  it('finds any instance by its id, and judges noisy ones without their noise', async () => {
    const seen = { noisy: 0, plain: 0 };
    for (let number = 1; number <= 40; number++) {
      const problem = findProblem(broad, `d02-i${String(number).padStart(3, '0')}`) as Problem;
      const oracle = (await problem.start(stream('noise'))) as Oracle<Vector>;
      const [a, b] = [0, 1].map((id) => oracle.evaluate(Float64Array.of(0.3, 0.6), { id, order: 0, signal })) as {
        value: number;
        score?: number;
      }[];
      expect(a!.score).toBe(b!.score);
      expect(a!.value === b!.value).toBe(a!.score === undefined);
      seen[a!.score === undefined ? 'plain' : 'noisy']++;
    }
    expect(seen.noisy).toBeGreaterThan(2);
    expect(broad.find?.('d02-i0001')).toBeUndefined();
    expect(broad.find?.('d21-i001')).toBeUndefined();
  });
});
