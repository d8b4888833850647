/** Dense matrices against ml-matrix and against what they are by definition. */
import { determinant, Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  choleskyLogDet,
  choleskyOf,
  choleskySolve,
  type Dense,
  dense,
  identity,
  part,
  place,
  plus,
  symmetric,
  times,
  timesTransposed,
  traceOfProduct,
  transposed,
  transposedTimes,
} from '../../src/math/dense.ts';
import { stream } from '../../src/math/random.ts';

const rng = stream('test', 'dense');
const random = (rows: number, cols: number): Dense =>
  dense(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => rng.normal()),
  );
const theirs = ({ rows, cols, data }: Dense): Matrix => Matrix.from1DArray(rows, cols, data);
const near = (ours: Dense, other: Matrix): void => {
  expect([ours.rows, ours.cols]).toEqual([other.rows, other.columns]);
  for (const [i, v] of other.to1DArray().entries()) expect(ours.data[i]).toBeCloseTo(v, 10);
};

describe('dense matrices', () => {
  const [A, B, C] = [random(4, 7), random(7, 3), random(4, 3)];

  it('are multiplied, transposed and added as those of ml-matrix', () => {
    near(times(A, B), theirs(A).mmul(theirs(B)));
    near(transposedTimes(A, C), theirs(A).transpose().mmul(theirs(C)));
    near(timesTransposed(C, B), theirs(C).mmul(theirs(B).transpose()));
    near(transposed(A), theirs(A).transpose());
    near(plus(C, times(A, B), -2), Matrix.sub(theirs(C), theirs(A).mmul(theirs(B)).mul(2)));
  });

  it('are solved, inverted and have determinants by their Cholesky factor', () => {
    const S = plus(timesTransposed(A, A), identity(4));
    const L = choleskyOf(S)!;
    near(timesTransposed(L, L), theirs(S));
    near(choleskySolve(L, C), solve(theirs(S), theirs(C)));
    expect(choleskyLogDet(L)).toBeCloseTo(Math.log(determinant(theirs(S))), 10);
    expect(choleskyOf(plus(S, identity(4), -1000))).toBeUndefined();
  });

  it('are taken apart and put together', () => {
    const whole = dense(4, 7);
    place(whole, part(A, [0, 4], [0, 3]), 0, 0);
    place(whole, part(A, [0, 4], [3, 7]), 0, 3);
    expect(whole.data).toEqual(A.data);
    const square = random(3, 3);
    near(symmetric(square), theirs(plus(square, transposed(square))).mul(0.5));
    const even = symmetric(random(3, 3));
    expect(traceOfProduct(square, even)).toBeCloseTo(theirs(square).mmul(theirs(even)).trace(), 10);
  });

  it('refuse shapes that do not agree', () => {
    expect(() => times(A, C)).toThrow('shapes do not agree, 7 and 4');
  });
});
