/**
 * Statistics against other people's. Reference numbers: SciPy 1.17.1 (friedmanchisquare, f.sf, wilcoxon, studentized_range,
 * rankdata, bootstrap), NumPy 2.4 (quantile), scikit-posthocs 0.17.1 (posthoc_nemenyi_friedman), statsmodels 0.15.0
 * (multipletests).
 */
import fc from 'fast-check';
import { stream } from 'optbench';
import { expect, it } from 'vitest';
import { cellMean, cellMeanInterval, curveInterval, medianInterval } from '../../src/report/statistics/bootstrap.ts';
import { friedman } from '../../src/report/statistics/friedman.ts';
import { holm } from '../../src/report/statistics/holm.ts';
import { midranks } from '../../src/report/statistics/midranks.ts';
import { criticalDifference, nemenyi } from '../../src/report/statistics/nemenyi.ts';
import { median, quantile } from '../../src/report/statistics/quantile.ts';
import { wilcoxon } from '../../src/report/statistics/wilcoxon.ts';

const BLOCKS = [
  [1.2, 3.4, 2.2, 5.1],
  [0.9, 1.1, 1.0, 4.2],
  [2.2, 2.0, 2.5, 3.9],
  [1.5, 3.3, 1.4, 2.8],
  [0.2, 0.4, 0.3, 0.9],
  [1.0, 2.0, 1.5, 1.7],
];
const PAIRED = [0.3, -0.1, 0.8, 1.2, -0.4, 0.55, 2.1, -0.05];

it('takes quantiles as NumPy does, and lets infinite values be the largest', () => {
  const sample = [3.1, 0.2, 7.7, 1.4, 5.5, 2.6];
  const quantiles = [0.025, 0.25, 0.5, 0.75, 0.9].map((p) => quantile(sample, p));
  [0.35, 1.7, 2.85, 4.9, 6.6].forEach((expected, i) => {
    expect(quantiles[i]).toBeCloseTo(expected, 12);
  });
  expect(median([1, 2, Number.POSITIVE_INFINITY])).toBe(2);
  expect(median([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  expect(median([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
});

it('shares ranks among equals as rankdata does', () => {
  const { POSITIVE_INFINITY: inf } = Number;
  expect(midranks([3, 1, 3, 2, inf, inf, 3])).toEqual([4, 1, 4, 2, 6.5, 6.5, 4]);
});

it('agrees with SciPy on the Friedman test, without ties and with', async () => {
  const plain = (await friedman(BLOCKS))!;
  expect(plain.chiSquared).toBeCloseTo(11.6, 12);
  expect(plain.p).toBeCloseTo(0.008886888805408596, 14);
  expect(plain.f).toBeCloseTo(9.0625, 12);
  // lib-r-math's pf keeps eight digits here.
  expect(plain.pF).toBeCloseTo(0.0011499594874449055, 10);
  const tied = (await friedman([
    [1, 1, 2, 3],
    [2, 1, 1, 4],
    [3, 3, 3, 3],
    [1, 2, 2, 2],
    [5, 1, 4, 4],
  ]))!;
  expect(tied.chiSquared).toBeCloseTo(3.909090909090907, 12);
  expect(tied.p).toBeCloseTo(0.27144947597291363, 13);
});

it('finds nothing to test in one block, and no difference where all are equal', async () => {
  expect(await friedman([[1, 2, 3]])).toBeUndefined();
  expect(await friedman([[1], [2]])).toBeUndefined();
  const equal = (await friedman([
    [1, 1],
    [2, 2],
  ]))!;
  expect([equal.p, equal.pF]).toEqual([1, 1]);
});

it('agrees with SciPy on the quantiles behind the critical difference', async () => {
  // studentized_range.isf(0.05, k, inf) / sqrt(2); Demsar (2006), table 5a, has three digits of the same.
  const reference: readonly (readonly [number, number])[] = [
    [2, 1.9599639845400534],
    [3, 2.343700586378409],
    [4, 2.569031772546482],
    [5, 2.7277743708703763],
    [10, 3.163683577053373],
  ];
  for (const [k, q] of reference) {
    const N = 7;
    expect((await criticalDifference(k, N)) / Math.sqrt((k * (k + 1)) / (6 * N)), `k = ${k}`).toBeCloseTo(q, 8);
  }
});

it("agrees with scikit-posthocs on Nemenyi's test", async () => {
  const ranks = (await friedman(BLOCKS))!.meanRanks;
  const p = (i: number, j: number) => nemenyi(ranks[i]! - ranks[j]!, 4, 6);
  expect(await p(0, 1)).toBeCloseTo(0.113581, 6);
  expect(await p(0, 2)).toBeCloseTo(0.807757, 6);
  expect(await p(0, 3)).toBeCloseTo(0.009453, 6);
  expect(await p(1, 2)).toBeCloseTo(0.536287, 6);
});

it('agrees with SciPy on the signed-rank test: exact, with ties and zeros, and for large samples', async () => {
  expect(await wilcoxon(PAIRED)).toMatchObject({ n: 8, plus: 29, minus: 7, p: 0.1484375 });
  // All 2^8 sign patterns counted: PermutationMethod.
  expect((await wilcoxon([1, 1, -1, 2, 2, -2, 3, 0, 4, 0])).p).toBe(0.1640625);
  const many = Array.from({ length: 120 }, (_, i) => (((i * 37) % 101) - 40) / 10);
  const large = await wilcoxon(many);
  expect(large.n).toBe(118);
  expect(Math.min(large.plus, large.minus)).toBe(2318);
  expect(large.p).toBeCloseTo(0.001362180626014773, 14);
  expect((await wilcoxon([0, 0])).p).toBe(1);
});

it("adjusts probabilities by Holm's method as statsmodels does", () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.2]);
  [0.04, 0.09, 0.09, 0.025, 0.2].forEach((expected, i) => {
    expect(adjusted[i]).toBeCloseTo(expected, 14);
  });
});

it("comes close to SciPy's bootstrap, and says the same twice", () => {
  const [low, high] = cellMeanInterval([PAIRED])!;
  expect(low).toBeCloseTo(0.0625, 1);
  expect(high).toBeCloseTo(1.106, 1);
  expect(medianInterval(PAIRED)).toEqual([-0.1, 1.2]);
  expect(cellMeanInterval([PAIRED])).toEqual(cellMeanInterval([PAIRED]));
  expect(cellMean([[1, 3], [5]])).toBe(3.5);
});

it('has no interval where one number has nothing to vary against', () => {
  expect(medianInterval([1])).toBeUndefined();
  expect(cellMeanInterval([[1]])).toBeUndefined();
  expect(cellMeanInterval([[1], [2]])).toBeDefined();
  expect(cellMeanInterval([[1, 2]])).toBeDefined();
});

it('covers the mean it estimates about 19 times in 20', () => {
  let covered = 0;
  for (let sample = 0; sample < 100; sample++) {
    const cells = Array.from({ length: 12 }, (_, p) =>
      Array.from({ length: 5 }, (_, s) => normal(sample, p) + normal(sample, p, s)),
    );
    const [low, high] = curveInterval(
      cells.map((row) => row.map((value) => [value])),
      300,
    );
    if (low[0]! <= 0 && high[0]! >= 0) covered++;
  }
  expect(covered).toBeGreaterThanOrEqual(88);
});

it('keeps the median inside its interval', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 }),
      (sample) => {
        const [low, high] = medianInterval(sample)!;
        expect(low).toBeLessThanOrEqual(median(sample));
        expect(high).toBeGreaterThanOrEqual(median(sample));
      },
    ),
  );
});

function normal(...path: readonly number[]): number {
  return stream('test', 'bootstrap', ...path).normal();
}
