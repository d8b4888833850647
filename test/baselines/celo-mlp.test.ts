/** The small network: its features against their definitions, that pieces make no difference, its units, and that it learns. */
import { reals, type Setup, stream } from 'optbench';
import { updateRule, type Weights } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { FEATURES, Moments, OWN, SHARED } from '../../baselines/celo-mlp/features.ts';
import { celoMlp } from '../../baselines/celo-mlp/rule.ts';

const [rows, cols] = [3, 4];
const size = rows * cols;
const epsilon = 1e-3;
const draw = (label: string, count: number): Float64Array => {
  const rng = stream('celo', label);
  return Float64Array.from({ length: count }, () => rng.normal());
};
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, v) => sum + v, 0) / numbers.length;

/** The 30 features after some steps, straight from their definitions, coordinate by coordinate: own, row's, column's. */
function byDefinition(gradients: readonly Float64Array[], x: Float64Array): number[][] {
  const average = (decay: number, of: (g: Float64Array) => number): number =>
    gradients.reduce((sum, g) => decay * sum + (1 - decay) * of(g), 0);
  const decays = [0.9, 0.99, 0.999];
  const inRow = (i: number) => (g: Float64Array) => mean([...g.slice(i * cols, (i + 1) * cols)].map((v) => v * v));
  const inColumn = (j: number) => (g: Float64Array) =>
    mean(Array.from({ length: rows }, (_, i) => g[i * cols + j]! ** 2));
  const whole = (g: Float64Array): number => mean([...g].map((v) => v * v));
  return Array.from({ length: size }, (_, e) => {
    const [i, j] = [Math.floor(e / cols), e % cols];
    const g = gradients.at(-1)![e]!;
    const v = average(0.95, (gradient) => gradient[e]! ** 2);
    const s = 1 / Math.sqrt(v + epsilon * average(0.95, whole));
    const m = decays.map((decay) => average(decay, (gradient) => gradient[e]!));
    const all = decays.map((decay) => average(decay, whole));
    const r = decays.map((decay) => average(decay, inRow(i)));
    const c = decays.map((decay) => average(decay, inColumn(j)));
    const perRow = r.map((row, k) => 1 / Math.sqrt(row + epsilon * all[k]!));
    const perColumn = c.map((column, k) => 1 / Math.sqrt(column + epsilon * all[k]!));
    const f = all.map((whole, k) => Math.sqrt(whole) * perRow[k]! * perColumn[k]!);
    return [
      ...[g, Math.max(-0.1, Math.min(0.1, g)), x[e]!, ...m, v, s, g * s, ...m.map((mk) => mk * s)],
      ...[...f.map((fk) => fk * g), ...f.map((fk, k) => fk * m[k]!)],
      ...r.flatMap((row, k) => [row, perRow[k]!]),
      ...c.flatMap((column, k) => [column, perColumn[k]!]),
    ];
  });
}

describe('the features', () => {
  const gradients = [1, 2, 3, 4, 5].map((t) => draw(`gradient ${t}`, size));
  const x = draw('x', size);
  const expected = byDefinition(gradients, x);
  const moments = new Moments({ name: 'weights', shape: [rows, cols] });
  for (const gradient of gradients) moments.follow(gradient);
  const own = new Float32Array(size * OWN);
  moments.own(x, gradients.at(-1)!, { from: 0, to: rows }, own);

  it('are the 30 of their definition', () => {
    expect(expected[0]).toHaveLength(FEATURES);
    const [ofRows, ofColumns] = [moments.ofRows(), moments.ofColumns()];
    for (const [e, features] of expected.entries()) {
      const [i, j] = [Math.floor(e / cols), e % cols];
      const seen = [
        ...own.subarray(e * OWN, (e + 1) * OWN),
        ...ofRows.subarray(i * SHARED, (i + 1) * SHARED),
        ...ofColumns.subarray(j * SHARED, (j + 1) * SHARED),
      ];
      for (const [k, feature] of features.entries())
        expect(seen[k]! / feature, `feature ${k} of ${e}`).toBeCloseTo(1, 4);
    }
  });

  it('have the sums of squares that they are said to have', () => {
    const squares = moments.squares(x, gradients.at(-1)!);
    for (let k = 0; k < OWN; k++) {
      const sum = expected.reduce((all, features) => all + features[k]! ** 2, 0);
      expect(squares[k]! / sum, `feature ${k}`).toBeCloseTo(1, 4);
    }
  });

  it('of a vector, Adafactor divides by its own root mean square', () => {
    const vector = new Moments({ name: 'bias', shape: [size] });
    const still = draw('still', size);
    for (let t = 0; t < 5000; t++) vector.follow(still);
    const out = new Float32Array(size * OWN);
    vector.own(x, still, { from: 0, to: size }, out);
    const whole = mean([...still].map((g) => g * g));
    for (let e = 0; e < size; e++) {
      const expected = still[e]! / Math.sqrt((still[e]! ** 2 + epsilon * whole) * (1 + epsilon));
      expect(out[e * OWN + 12]! / expected).toBeCloseTo(1, 4);
    }
  });
});

const setup = (blocks: NonNullable<Setup['blocks']>): Setup => {
  const n = blocks.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  return { space: reals(n), blocks, x0: draw('x0', n), budget: 10, workers: 1, rng: stream('unused') };
};

describe('the rule', () => {
  const rule = celoMlp('celo', 0.01);
  const weights = rule.weights(stream('weights'));

  it('has 329 weights', () => {
    expect(Object.values(weights).reduce((sum, { data }) => sum + data.length, 0)).toBe(329);
  });

  it("goes the network's way: W3 relu(W2 relu(W1 s + b1) + b2) + b3 over its root mean square", () => {
    const begun = setup([{ name: 'weights', shape: [rows, cols] }]);
    const step = updateRule(rule, weights, begun);
    const gradients = [1, 2, 3].map((t) => draw(`step ${t}`, size));
    const next = gradients.map((g) => step(begun.x0, g, 1, new Float64Array(size))).at(-1)!;
    const features = byDefinition(gradients, begun.x0);
    const scale = Array.from({ length: FEATURES }, (_, k) => Math.sqrt(mean(features.map((s) => s[k]! ** 2))));
    const layer = (input: readonly number[], W: Float32Array, b: Float32Array): number[] =>
      [...b].map((bias, k) => input.reduce((sum, v, i) => sum + v * W[i * b.length + k]!, bias));
    const of = (name: string): Float32Array => (weights as Weights)[name]!.data;
    const relu = (v: number): number => Math.max(0, v);
    const a = features.map((own) => {
      const one = layer(
        own.map((s, k) => s / scale[k]!),
        of('W1'),
        of('b1'),
      ).map(relu);
      return layer(layer(one, of('W2'), of('b2')).map(relu), of('W3'), of('b3'))[0]!;
    });
    const rms = Math.sqrt(mean(a.map((v) => v * v)));
    for (let e = 0; e < size; e++) expect(next[e]!).toBeCloseTo(begun.x0[e]! - (0.01 * a[e]!) / rms, 5);
  });

  it('works on a large tensor in pieces, and each tensor by itself', () => {
    const blocks = [
      { name: 'large', shape: [90, 100] },
      { name: 'bias', shape: [100] },
      { name: 'kernel', shape: [3, 3, 2, 5] },
    ];
    const whole = setup(blocks);
    const gradient = draw('large', whole.x0.length);
    const next = updateRule(rule, weights, whole)(whole.x0, gradient, 1, new Float64Array(whole.x0.length));
    let from = 0;
    for (const block of blocks) {
      const alone = setup([block]);
      const to = from + alone.x0.length;
      const x0 = whole.x0.slice(from, to);
      const step = updateRule(rule, weights, { ...alone, x0 });
      const by = step(x0, gradient.slice(from, to), 1, new Float64Array(to - from));
      expect(next.slice(from, to)).toEqual(by);
      const moved = by.map((v, e) => (v - x0[e]!) ** 2);
      expect(Math.sqrt(mean([...moved]))).toBeCloseTo(0.01, 6);
      from = to;
    }
  });

  it('goes the same way where gradients are all beyond the clip and larger still, and where they are all below', () => {
    const begun = setup([{ name: 'weights', shape: [rows, cols] }]);
    const ways = [1e3, 1e6].map((by) => {
      const step = updateRule(rule, weights, begun);
      return [1, 2, 3].map((t) =>
        step(
          begun.x0,
          draw(`unit ${t}`, size).map((g) => by * (g + Math.sign(g))),
          1,
          new Float64Array(size),
        ),
      );
    });
    for (const [t, next] of ways[0]!.entries()) {
      for (let e = 0; e < size; e++) expect(next[e]!).toBeCloseTo(ways[1]![t]![e]!, 6);
    }
  });
});
