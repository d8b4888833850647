/**
 * Matrix products in double precision, on which nearly all the time of a network goes: C = A B, or C += A B, of strided
 * views. Tiles of 2 x 4 sums stay in registers; every sum runs over the inner index in order, so the numbers do not depend
 * on the tiling.
 *
 *   A  rows x inner     B  inner x columns     C  rows x columns
 */
import type { Vector } from 'optbench';

/** A matrix inside an array: entry (i, j) is data[offset + i * row + j * column]. */
export interface View {
  readonly data: Vector;
  readonly offset: number;
  readonly row: number;
  readonly column: number;
}

/** A matrix that is stored row by row. */
export function matrix(data: Vector, columns: number, offset = 0): View {
  return { data, offset, row: columns, column: 1 };
}

/** Its transpose: the same numbers. */
export function transposed({ data, offset, row, column }: View): View {
  return { data, offset, row: column, column: row };
}

/** C = A B; or C += A B. */
export function product(
  [rows, inner, columns]: readonly [number, number, number],
  A: View,
  B: View,
  C: View,
  add = false,
): void {
  const { data: a, row: ar, column: ac } = A;
  const { data: b, row: br, column: bc } = B;
  const { data: c, row: cr, column: cc } = C;
  for (let i = 0; i < rows; i += 2) {
    const two = i + 1 < rows;
    for (let j = 0; j < columns; j += 4) {
      const width = Math.min(4, columns - j);
      let p = A.offset + i * ar;
      let q = B.offset + j * bc;
      const r = C.offset + i * cr + j * cc;
      if (two && width === 4) {
        let c00 = 0;
        let c01 = 0;
        let c02 = 0;
        let c03 = 0;
        let c10 = 0;
        let c11 = 0;
        let c12 = 0;
        let c13 = 0;
        if (add) {
          c00 = c[r]!;
          c01 = c[r + cc]!;
          c02 = c[r + 2 * cc]!;
          c03 = c[r + 3 * cc]!;
          c10 = c[r + cr]!;
          c11 = c[r + cr + cc]!;
          c12 = c[r + cr + 2 * cc]!;
          c13 = c[r + cr + 3 * cc]!;
        }
        for (let k = 0; k < inner; k++) {
          const a0 = a[p]!;
          const a1 = a[p + ar]!;
          const b0 = b[q]!;
          const b1 = b[q + bc]!;
          const b2 = b[q + 2 * bc]!;
          const b3 = b[q + 3 * bc]!;
          c00 += a0 * b0;
          c01 += a0 * b1;
          c02 += a0 * b2;
          c03 += a0 * b3;
          c10 += a1 * b0;
          c11 += a1 * b1;
          c12 += a1 * b2;
          c13 += a1 * b3;
          p += ac;
          q += br;
        }
        c[r] = c00;
        c[r + cc] = c01;
        c[r + 2 * cc] = c02;
        c[r + 3 * cc] = c03;
        c[r + cr] = c10;
        c[r + cr + cc] = c11;
        c[r + cr + 2 * cc] = c12;
        c[r + cr + 3 * cc] = c13;
      } else {
        for (let ii = 0; ii < (two ? 2 : 1); ii++) {
          for (let jj = 0; jj < width; jj++) {
            const at = r + ii * cr + jj * cc;
            let sum = add ? c[at]! : 0;
            for (let k = 0; k < inner; k++) sum += a[p + ii * ar + k * ac]! * b[q + jj * bc + k * br]!;
            c[at] = sum;
          }
        }
      }
    }
  }
}
