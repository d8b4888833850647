import { expect, test } from 'vitest';
import {
  cholesky,
  gram,
  invertLower,
  logDeterminant,
  solveLower,
  solveUpper,
  timesLower,
} from '../../src/math/cholesky.ts';

/** exp(-|i - j| / 10), packed. */
function exponential(n: number): Float64Array {
  const K = new Float64Array((n * (n + 1)) / 2);
  for (let i = 0, p = 0; i < n; i++) for (let j = 0; j <= i; j++) K[p++] = Math.exp((j - i) / 10);
  return K;
}
const at = (K: Float64Array, i: number, j: number) => K[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)]!;

test('the inverse times the matrix is the identity, for every remainder of the blocks of four', () => {
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 30]) {
    const K = exponential(n);
    const inverse = gram(invertLower(cholesky(K)!.L));
    let worst = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += at(K, i, k) * at(inverse, k, j);
        worst = Math.max(worst, Math.abs(sum - Number(i === j)));
      }
    }
    expect(worst).toBeLessThan(1e-12);
  }
});

test('triangular solves undo the triangular product', () => {
  const { L } = cholesky(exponential(9))!;
  const z = Float64Array.from({ length: 9 }, (_, i) => Math.sin(i));
  solveLower(L, timesLower(L, z)).forEach((value, i) => {
    expect(value).toBeCloseTo(z[i]!, 12);
  });
  const x = solveUpper(L, solveLower(L, z));
  for (let i = 0; i < 9; i++) {
    expect(x.reduce((sum, xj, j) => sum + at(exponential(9), i, j) * xj, 0)).toBeCloseTo(z[i]!, 12);
  }
});

test('the determinant of a Markov chain is the product of its steps', () => {
  // An exponential kernel on a line: det = prod (1 - exp(-2 step)).
  expect(logDeterminant(cholesky(exponential(6))!.L)).toBeCloseTo(5 * Math.log1p(-Math.exp(-0.2)), 12);
});

test('a singular matrix is repaired by the least jitter that does, an indefinite one is refused', () => {
  const ones = new Float64Array(6).fill(1);
  expect(cholesky(exponential(3))!.jitter).toBe(0);
  expect(cholesky(ones)!.jitter).toBe(1e-8);
  expect(cholesky(Float64Array.of(1, 2, 1))).toBeUndefined();
  expect(cholesky(Float64Array.of(1, Number.NaN, Number.NaN))).toBeUndefined();
});
