/**
 * Symmetric positive definite systems. The factorisation is ml-matrix's; the triangular solves and the inverse around it are
 * plain loops.
 *
 *   K  n x n   symmetric, its lower triangle packed by rows: K_ij, j <= i, lies at i (i + 1) / 2 + j
 *   L  n x n   lower Cholesky factor, K = L L', packed alike
 *   R  n x n   L^-1, lower, packed alike
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Vector } from './vector.ts';

/** A lower triangular matrix with the diagonal, packed by rows. */
export type Lower = Vector;

/** A Cholesky factor, and what had to be added to the diagonal to get it, relative to the mean of the diagonal. */
export interface Factor {
  readonly L: Lower;
  readonly jitter: number;
}

/** What is added to the diagonal, relative to its mean, until the factorisation succeeds. */
const LADDER = [0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4] as const;

/** The Cholesky factor of K, with a little added to the diagonal where rounding has made K indefinite. Or undefined. */
export function cholesky(K: Lower): Factor | undefined {
  const n = order(K);
  const full = new Matrix(n, n);
  let trace = 0;
  for (let i = 0, p = 0; i < n; i++) {
    for (let j = 0; j < i; j++, p++) {
      full.set(i, j, K[p]!);
      full.set(j, i, K[p]!);
    }
    full.set(i, i, K[p]!);
    trace += K[p++]!;
  }
  if (!Number.isFinite(trace)) return undefined;
  for (const jitter of LADDER) {
    const added = (jitter * trace) / n;
    for (let i = 0; added > 0 && i < n; i++) full.set(i, i, K[(i * (i + 3)) / 2]! + added);
    const decomposition = new CholeskyDecomposition(full);
    if (decomposition.isPositiveDefinite()) return { L: packed(decomposition.lowerTriangularMatrix), jitter };
  }
  return undefined;
}

/** The number of rows of a packed triangle. */
export function order(triangle: Lower): number {
  return (Math.sqrt(8 * triangle.length + 1) - 1) / 2;
}

/** x where L x = b. */
export function solveLower(L: Lower, b: Vector): Vector {
  const x = b.slice();
  for (let i = 0, row = 0; i < x.length; row += ++i) {
    let rest = x[i]!;
    for (let j = 0; j < i; j++) rest -= L[row + j]! * x[j]!;
    x[i] = rest / L[row + i]!;
  }
  return x;
}

/** x where L' x = b. */
export function solveUpper(L: Lower, b: Vector): Vector {
  const x = b.slice();
  for (let i = x.length - 1; i >= 0; i--) {
    const row = (i * (i + 1)) / 2;
    x[i]! /= L[row + i]!;
    const known = x[i]!;
    for (let j = 0; j < i; j++) x[j]! -= L[row + j]! * known;
  }
  return x;
}

/** L z: turns independent normals into a draw with covariance K. */
export function timesLower(L: Lower, z: Vector): Vector {
  return z.map((_, i) => {
    const row = (i * (i + 1)) / 2;
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += L[row + j]! * z[j]!;
    return sum;
  });
}

/** log det K. */
export function logDeterminant(L: Lower): number {
  let sum = 0;
  for (let p = 0, i = 1; p < L.length; p += ++i) sum += Math.log(L[p]!);
  return 2 * sum;
}

/** R = L^-1. Row i takes four rows above it at a time, which spares three in four loads and stores. */
export function invertLower(L: Lower): Lower {
  const n = order(L);
  const R = new Float64Array(L.length);
  for (let i = 0, row = 0; i < n; row += ++i) {
    let k = 0;
    let a = 0;
    for (; k + 4 <= i; k += 4) {
      const b = a + k + 1;
      const c = b + k + 2;
      const d = c + k + 3;
      const [la, lb, lc, ld] = [L[row + k]!, L[row + k + 1]!, L[row + k + 2]!, L[row + k + 3]!];
      for (let j = 0; j <= k; j++) {
        R[row + j]! -= la * R[a + j]! + lb * R[b + j]! + lc * R[c + j]! + ld * R[d + j]!;
      }
      R[row + k + 1]! -= lb * R[b + k + 1]! + lc * R[c + k + 1]! + ld * R[d + k + 1]!;
      R[row + k + 2]! -= lc * R[c + k + 2]! + ld * R[d + k + 2]!;
      R[row + k + 3]! -= ld * R[d + k + 3]!;
      a = d + k + 4;
    }
    for (; k < i; a += ++k) {
      const l = L[row + k]!;
      for (let j = 0; j <= k; j++) R[row + j]! -= l * R[a + j]!;
    }
    const pivot = 1 / L[row + i]!;
    for (let j = 0; j < i; j++) R[row + j]! *= pivot;
    R[row + i] = pivot;
  }
  return R;
}

/** R' R, the lower triangle of K^-1, again by four rows at a time. */
export function gram(R: Lower): Lower {
  const n = order(R);
  const inverse = new Float64Array(R.length);
  let k = 0;
  let a = 0;
  for (; k + 4 <= n; k += 4) {
    const b = a + k + 1;
    const c = b + k + 2;
    const d = c + k + 3;
    for (let i = 0, p = 0; i <= k + 3; i++) {
      // A row that ends before i counts 0 times; what is read past its end is the next row's and finite.
      const ra = i <= k ? R[a + i]! : 0;
      const rb = i <= k + 1 ? R[b + i]! : 0;
      const rc = i <= k + 2 ? R[c + i]! : 0;
      const rd = R[d + i]!;
      for (let j = 0; j <= i; j++, p++) {
        inverse[p]! += ra * R[a + j]! + rb * R[b + j]! + rc * R[c + j]! + rd * R[d + j]!;
      }
    }
    a = d + k + 4;
  }
  for (; k < n; a += ++k) {
    for (let i = 0, p = 0; i <= k; i++) {
      const r = R[a + i]!;
      for (let j = 0; j <= i; j++) inverse[p++]! += r * R[a + j]!;
    }
  }
  return inverse;
}

function packed(matrix: Matrix): Lower {
  const n = matrix.rows;
  const L = new Float64Array((n * (n + 1)) / 2);
  for (let i = 0, p = 0; i < n; i++) for (let j = 0; j <= i; j++) L[p++] = matrix.get(i, j);
  return L;
}
