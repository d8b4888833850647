/**
 * Small dense matrices in flat arrays, row by row, for loops over many of them: no objects but the arrays, no bounds checks.
 * Nothing changes its arguments unless it says so.
 */

/** A matrix: element (i, j) lies at i cols + j. */
export interface Dense {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** A matrix of zeros, or of these numbers. */
export function dense(rows: number, cols: number, data = new Float64Array(rows * cols)): Dense {
  return { rows, cols, data };
}

/** A column. */
export function column(numbers: ArrayLike<number>): Dense {
  return dense(numbers.length, 1, Float64Array.from(numbers));
}

/** scale I. */
export function identity(n: number, scale = 1): Dense {
  const I = dense(n, n);
  for (let i = 0; i < n; i++) I.data[i * n + i] = scale;
  return I;
}

/** A B. */
export function times(A: Dense, B: Dense): Dense {
  const [m, k, n] = [A.rows, A.cols, B.cols];
  agree(k, B.rows);
  const C = new Float64Array(m * n);
  const [a, b] = [A.data, B.data];
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) {
      const by = a[i * k + l]!;
      if (by === 0) continue;
      const [row, to] = [l * n, i * n];
      for (let j = 0; j < n; j++) C[to + j]! += by * b[row + j]!;
    }
  }
  return dense(m, n, C);
}

/** A' B. */
export function transposedTimes(A: Dense, B: Dense): Dense {
  const [k, m, n] = [A.rows, A.cols, B.cols];
  agree(k, B.rows);
  const C = new Float64Array(m * n);
  const [a, b] = [A.data, B.data];
  for (let l = 0; l < k; l++) {
    for (let i = 0; i < m; i++) {
      const by = a[l * m + i]!;
      if (by === 0) continue;
      const [row, to] = [l * n, i * n];
      for (let j = 0; j < n; j++) C[to + j]! += by * b[row + j]!;
    }
  }
  return dense(m, n, C);
}

/** A B'. */
export function timesTransposed(A: Dense, B: Dense): Dense {
  return times(A, transposed(B));
}

/** A'. */
export function transposed({ rows, cols, data }: Dense): Dense {
  const T = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) T[j * rows + i] = data[i * cols + j]!;
  return dense(cols, rows, T);
}

/** A + scale B. */
export function plus(A: Dense, B: Dense, scale = 1): Dense {
  agree(A.data.length, B.data.length);
  return dense(
    A.rows,
    A.cols,
    A.data.map((v, i) => v + scale * B.data[i]!),
  );
}

/** scale A. */
export function scaled({ rows, cols, data }: Dense, scale: number): Dense {
  return dense(
    rows,
    cols,
    data.map((v) => scale * v),
  );
}

/** (A + A') / 2. */
export function symmetric(A: Dense): Dense {
  const n = A.rows;
  const S = dense(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const mean = (A.data[i * n + j]! + A.data[j * n + i]!) / 2;
      S.data[i * n + j] = mean;
      S.data[j * n + i] = mean;
    }
  }
  return S;
}

/** Rows from, ..., to - 1 and columns first, ..., last - 1. */
export function part(A: Dense, [from, to]: Span, [first, last]: Span): Dense {
  const P = dense(to - from, last - first);
  for (let i = from; i < to; i++) {
    P.data.set(A.data.subarray(i * A.cols + first, i * A.cols + last), (i - from) * P.cols);
  }
  return P;
}

/** from, ..., to - 1. */
export type Span = readonly [from: number, to: number];

/** Copies B into A, its corner at (row, col). A is changed. */
export function place(A: Dense, B: Dense, row: number, col: number): void {
  for (let i = 0; i < B.rows; i++) {
    A.data.set(B.data.subarray(i * B.cols, (i + 1) * B.cols), (row + i) * A.cols + col);
  }
}

/** tr(A B) = sum_ij A_ij B_ji, for a symmetric B. */
export function traceOfProduct(A: Dense, B: Dense): number {
  let sum = 0;
  for (let i = 0; i < A.data.length; i++) sum += A.data[i]! * B.data[i]!;
  return sum;
}

/** L with A = L L', lower triangular; undefined where A is not positive definite. A's lower triangle alone is read. */
export function choleskyOf(A: Dense): Dense | undefined {
  const n = A.rows;
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = A.data[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= L[i * n + k]! * L[j * n + k]!;
      if (i > j) L[i * n + j] = rest / L[j * n + j]!;
      else if (rest > 0) L[i * n + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  return dense(n, n, L);
}

/** X with L L' X = B. */
export function choleskySolve(L: Dense, B: Dense): Dense {
  const [n, m] = [L.rows, B.cols];
  const [l, X] = [L.data, B.data.slice()];
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(X, m, i, k, l[i * n + k]!);
    for (let j = 0; j < m; j++) X[i * m + j]! /= l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(X, m, i, k, l[k * n + i]!);
    for (let j = 0; j < m; j++) X[i * m + j]! /= l[i * n + i]!;
  }
  return dense(n, m, X);
}

/** log det of L L'. */
export function choleskyLogDet({ rows, data }: Dense): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += Math.log(data[i * rows + i]!);
  return 2 * sum;
}

/** Row i less so much of row k, in place. */
function subtractRow(X: Float64Array, m: number, i: number, k: number, by: number): void {
  for (let j = 0; j < m; j++) X[i * m + j]! -= by * X[k * m + j]!;
}

function agree(inner: number, other: number): void {
  if (inner !== other) throw new Error(`dense: shapes do not agree, ${inner} and ${other}`);
}
