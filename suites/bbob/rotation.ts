/**
 * Random rotations and what is built of them. Matrices are flat and row-major: entry (i, j) of a D x D matrix is at iD + j.
 *
 * Every sum runs in the order of the indices, as in the COCO core: a different order gives different last digits.
 */
import { dot, type Vector } from 'optbench';
import { gaussians } from './random.ts';

/** A random orthogonal matrix: Gaussian entries, drawn by columns, columns orthonormalised by Gram and Schmidt. */
export function rotation(dim: number, seed: number): Vector {
  const entries = gaussians(dim * dim, seed);
  // Columns lie side by side while they are orthonormalised.
  for (let i = 0; i < dim; i++) {
    const column = entries.subarray(i * dim, (i + 1) * dim);
    for (let j = 0; j < i; j++) {
      const earlier = entries.subarray(j * dim, (j + 1) * dim);
      const projection = dot(column, earlier);
      for (let k = 0; k < dim; k++) column[k]! -= projection * earlier[k]!;
    }
    const norm = Math.sqrt(dot(column, column));
    for (let k = 0; k < dim; k++) column[k]! /= norm;
  }
  return entries.map((_, at) => entries[(at % dim) * dim + Math.floor(at / dim)]!);
}

/** The matrix diag(scales) A. */
export function scaledRows(scales: Vector, a: Vector): Vector {
  return a.map((entry, at) => scales[Math.floor(at / scales.length)]! * entry);
}

/** The matrix A diag(scales) B. */
export function sandwich(a: Vector, scales: Vector, b: Vector): Vector {
  const dim = scales.length;
  return a.map((_, at) => {
    const [row, column] = [Math.floor(at / dim) * dim, at % dim];
    let sum = 0;
    for (let k = 0; k < dim; k++) sum += a[row + k]! * scales[k]! * b[k * dim + column]!;
    return sum;
  });
}

/** out = offset + A x. Two rows at a time, because one sum alone waits for its own last addition. */
export function multiply(a: Vector, x: Vector, out: Vector, offset = 0): void {
  const dim = out.length;
  let i = 0;
  for (let row = 0; i + 1 < dim; i += 2, row += 2 * dim) {
    const below = row + dim;
    let sum = offset;
    let sumBelow = offset;
    for (let j = 0; j < dim; j++) {
      const v = x[j]!;
      sum += v * a[row + j]!;
      sumBelow += v * a[below + j]!;
    }
    out[i] = sum;
    out[i + 1] = sumBelow;
  }
  if (i < dim) {
    let sum = offset;
    for (let j = 0, row = i * dim; j < dim; j++) sum += x[j]! * a[row + j]!;
    out[i] = sum;
  }
}

/** out = A (x - shift). */
export function multiplyShifted(a: Vector, x: Vector, shift: Vector, scratch: Vector, out: Vector): void {
  const dim = out.length;
  for (let i = 0; i < dim; i++) scratch[i] = x[i]! - shift[i]!;
  multiply(a, scratch, out);
}
