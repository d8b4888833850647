/**
 * A polynomial of degree six whose zeros are algorithms that multiply n x n matrices with k multiplications. Wichrowska et al.
 * (2017), released code.
 *
 *   vec(a b) = ((vec(a) A) .* (vec(b) B)) C for all matrices a, b     A, B  n^2 x k, C  k x n^2; to be found: A and B
 *
 * It is enough to look at all pairs (i, j) of matrices with a single 1:
 *
 *   P  n^4 x k    P_(ij)l = A_il B_jl          T  n^4 x n^2   their true products
 *   C  = (P'P)^-1 P'T, least squares           f = |P C - T|^2
 *
 * C is the best for its A and B, so that df/dP = 2 (P C - T) C' as if C stood still. The columns of A and B begin with length 1.
 * There are zeros at n = 2 for k = 7 (Strassen 1969) and 8, at n = 3 from k = 23 (Laderman 1976); below, whether there are is
 * proven (n = 2: none) or open.
 */
import { Matrix, solve } from 'ml-matrix';
import { differentiable, type Problem, type Rng, reals, type Vector } from 'optbench';
import { source } from '../source.ts';

const leastKnown: Readonly<Record<number, number>> = { 2: 7, 3: 23 };

/** The search for an algorithm; n^2 <= k <= n^3. */
export function matmul(id: string, n: number, k: number): Problem {
  const rows = n * n;
  const T = products(n);
  return differentiable({
    id,
    space: reals(2 * rows * k),
    source,
    ...(k >= (leastKnown[n] ?? n ** 3) && { optimum: 0 }),
    ...(k === n ** 3 && { minimizers: [schoolbook(n)] }),
    blocks: [
      { name: 'a', shape: [rows, k] },
      { name: 'b', shape: [rows, k] },
    ],
    init: (rng) => start(rows, k, rng),
    f(x, g) {
      const [A, B] = [x.subarray(0, rows * k), x.subarray(rows * k)];
      const P = new Matrix(rows * rows, k);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < rows; j++) {
          for (let l = 0; l < k; l++) P.set(i * rows + j, l, A[i * k + l]! * B[j * k + l]!);
        }
      }
      const transposed = P.transpose();
      const C = solve(transposed.mmul(P), transposed.mmul(T));
      const R = P.mmul(C).sub(T);
      if (g !== undefined) {
        const dP = R.mmul(C.transpose());
        g.fill(0);
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < rows; j++) {
            for (let l = 0; l < k; l++) {
              const d = 2 * dP.get(i * rows + j, l);
              g[i * k + l]! += d * B[j * k + l]!;
              g[rows * k + j * k + l]! += d * A[i * k + l]!;
            }
          }
        }
      }
      let sum = 0;
      for (let i = 0; i < R.rows; i++) for (let j = 0; j < rows; j++) sum += R.get(i, j) ** 2;
      return sum;
    },
  }) as Problem;
}

/** The products of all pairs of matrices with a single 1: E_pq E_rs = E_ps where q = r. */
function products(n: number): Matrix {
  const T = Matrix.zeros(n ** 4, n * n);
  for (let p = 0; p < n; p++) {
    for (let q = 0; q < n; q++) {
      for (let s = 0; s < n; s++) T.set((p * n + q) * n * n + q * n + s, p * n + s, 1);
    }
  }
  return T;
}

/** The algorithm with n^3 multiplications: one for every p, q, s. */
function schoolbook(n: number): Vector {
  const k = n ** 3;
  const x = new Float64Array(2 * n * n * k);
  for (let l = 0; l < k; l++) {
    const [p, q, s] = [Math.floor(l / (n * n)), Math.floor(l / n) % n, l % n];
    x[(p * n + q) * k + l] = 1;
    x[n * n * k + (q * n + s) * k + l] = 1;
  }
  return x;
}

function start(rows: number, k: number, rng: Rng): Vector {
  const x = Float64Array.from({ length: 2 * rows * k }, () => rng.normal());
  for (let half = 0; half < 2; half++) {
    for (let l = 0; l < k; l++) {
      const at = (i: number): number => (half * rows + i) * k + l;
      let squares = 0;
      for (let i = 0; i < rows; i++) squares += x[at(i)]! ** 2;
      for (let i = 0; i < rows; i++) x[at(i)]! /= Math.sqrt(squares);
    }
  }
  return x;
}
