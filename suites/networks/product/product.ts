/**
 * Matrix products in double precision, on which nearly all the time of a network goes: C = A B, or C += A B, of strided views.
 * Every sum runs over the inner index in order. Small products are plain loops; large ones are copied to the kernel's memory
 * and back, which costs little beside them. Both give the same numbers, bit for bit.
 *
 *   A  rows x inner     B  inner x columns     C  rows x columns
 */
import type { Vector } from 'optbench';
import { compiled, type Kernel } from './kernel.ts';

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

/** Rows, inner length and columns of a product. */
export type Sizes = readonly [rows: number, inner: number, columns: number];

/** Below so many multiplications, copying costs more than the kernel saves. */
const worthwhile = 2000;

/** C = A B; or C += A B. The rows of C are stored one after another or further apart, its columns side by side. */
export function product(sizes: Sizes, A: View, B: View, C: View, add = false): void {
  const [rows, inner, columns] = sizes;
  if (rows * inner * columns < worthwhile) inLoops(sizes, A, B, C, add);
  else inKernel(sizes, A, B, C, add);
}

/** The product in plain loops. */
export function inLoops([rows, inner, columns]: Sizes, A: View, B: View, C: View, add: boolean): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = C.offset + i * C.row + j;
      let p = A.offset + i * A.row;
      let q = B.offset + j * B.column;
      let sum = add ? C.data[at]! : 0;
      for (let k = 0; k < inner; k++) {
        sum += A.data[p]! * B.data[q]!;
        p += A.column;
        q += B.row;
      }
      C.data[at] = sum;
    }
  }
}

let kernel: Kernel | undefined;
let room: Vector = new Float64Array();

/** The product by the kernel: A as it lies, B in strips, C row by row. */
export function inKernel([rows, inner, columns]: Sizes, A: View, B: View, C: View, add: boolean): void {
  kernel ??= compiled();
  const spanOfA = (rows - 1) * A.row + (inner - 1) * A.column + 1;
  const [b, c] = [spanOfA, spanOfA + inner * columns];
  const needed = c + rows * columns;
  if (needed > room.length) {
    kernel.memory.grow(Math.ceil((8 * needed - kernel.memory.buffer.byteLength) / 65536));
    room = new Float64Array(kernel.memory.buffer);
  }
  room.set(A.data.subarray(A.offset, A.offset + spanOfA));
  inStrips(B, inner, columns, b);
  if (add) pack(C, rows, columns, c);
  kernel.run(8 * c, 0, 8 * b, rows, columns, inner, 8 * A.row, 8 * A.column, 8 * columns, add ? 1 : 0);
  if (C.row === columns) C.data.set(room.subarray(c, needed), C.offset);
  else
    for (let i = 0; i < rows; i++) {
      C.data.set(room.subarray(c + i * columns, c + (i + 1) * columns), C.offset + i * C.row);
    }
}

/** A matrix into the kernel's memory in strips of four columns, then of two and of one, each row by row. */
function inStrips({ data, offset, row, column }: View, rows: number, columns: number, to: number): void {
  let at = to;
  for (let j = 0, width = 4; j < columns; j += width) {
    while (j + width > columns) width >>= 1;
    for (let i = 0, from = offset + j * column; i < rows; i++, from += row) {
      for (let k = 0; k < width; k++) room[at++] = data[from + k * column]!;
    }
  }
}

/** A matrix into the kernel's memory, row by row. */
function pack({ data, offset, row, column }: View, rows: number, columns: number, to: number): void {
  if (column === 1 && row === columns) {
    room.set(data.subarray(offset, offset + rows * columns), to);
    return;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) room[to + i * columns + j] = data[offset + i * row + j * column]!;
  }
}
