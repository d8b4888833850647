/** Linear systems with a positive definite matrix. Golub & Van Loan (2013), Matrix Computations, section 4.2. */

/** Solves A z = b. Only the lower triangle of A (n x n, row-major) is read, and it is overwritten by its factor L. */
export function solve(A: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= A[i * n + k]! * A[j * n + k]!;
      if (i !== j) A[i * n + j] = sum / A[j * n + j]!;
      else if (sum > 0) A[i * n + i] = Math.sqrt(sum);
      else throw new Error(`cholesky: the matrix is not positive definite: pivot ${i} of ${n} is ${sum}`);
    }
  }
  const z = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) z[i]! -= A[i * n + k]! * z[k]!;
    z[i]! /= A[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    z[i]! /= A[i * n + i]!;
    for (let k = 0; k < i; k++) z[k]! -= A[i * n + k]! * z[i]!;
  }
  return z;
}
