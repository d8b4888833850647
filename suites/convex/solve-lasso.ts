/**
 * The minimum of a lasso to the last digits, by homotopy: Osborne, Presnell & Turlach (2000), A New Approach to Variable Selection in
 * Least Squares Problems; Efron et al. (2004), Least Angle Regression, section 3.1. The penalty mu is lowered from where x = 0
 * is the minimizer to lambda; between two events the minimizer is linear in mu. The duality gap (Boyd & Vandenberghe 2004, Convex
 * Optimization, section 5.5) proves what was found.
 *
 *   F(x) = |r|^2 / 2 + mu |x|_1       r = y - W x        S, s  the coordinates that are not 0, and their signs
 *   x_S = a - mu b                    a = (W_S' W_S)^-1 W_S' y,  b = (W_S' W_S)^-1 s
 *   W' r = p + mu q                   p = W' (y - W_S a),  q = W' W_S b
 *   events: an x_j becomes 0 and leaves S; a |W_j' r| becomes mu and j joins
 *   dual: D(u) = |y|^2 / 2 - |u - y|^2 / 2 where |W' u|_inf <= lambda;  here u = r min(1, lambda / |W' r|_inf)
 */
import { Matrix, solve } from 'ml-matrix';
import type { Vector } from 'optbench';

/** A function's numbers: W, row by row, y, and the code behind y, where there is one. */
export interface LassoNumbers {
  readonly m: number;
  readonly n: number;
  readonly W: Vector;
  readonly y: Vector;
  readonly lambda: number;
  readonly code?: Vector;
}

/** A minimizer, its value, and what may be missing to the least: F(x) - D(u). */
export interface LassoSolution {
  readonly x: Vector;
  readonly value: number;
  readonly gap: number;
}

/** Solves the lasso. */
export function solveLasso(numbers: LassoNumbers): LassoSolution {
  const { n, y, lambda } = numbers;
  const pull = timesTransposed(numbers, y);
  const first = pull.reduce((most, v, j) => (Math.abs(v) > Math.abs(pull[most]!) ? j : most), 0);
  let mu = Math.abs(pull[first]!);
  const x = new Float64Array(n);
  if (mu <= lambda) return judged(numbers, x);
  const sign = new Map([[first, Math.sign(pull[first]!)]]);
  let changed = first;
  for (;;) {
    const { S, a, b, p, q } = pathOn(numbers, sign);
    let next = lambda;
    let event: { readonly j: number; readonly sign: number } | undefined;
    const offer = (at: number, j: number, to: number): void => {
      // What has just joined or left stands at its own event still.
      if (!(at > next) || at >= mu * (j === changed ? 1 - 1e-9 : 1)) return;
      next = at;
      event = { j, sign: to };
    };
    S.forEach((j, k) => {
      offer(a[k]! / b[k]!, j, 0);
    });
    for (let j = 0; j < n; j++) {
      if (sign.has(j)) continue;
      offer(p[j]! / (1 - q[j]!), j, 1);
      offer(p[j]! / (-1 - q[j]!), j, -1);
    }
    if (event === undefined) {
      S.forEach((j, k) => {
        x[j] = a[k]! - lambda * b[k]!;
      });
      return judged(numbers, x);
    }
    mu = next;
    changed = event.j;
    if (event.sign === 0) sign.delete(event.j);
    else sign.set(event.j, event.sign);
  }
}

/** The minimizer and the pulls as linear functions of mu, while S and its signs stay these. */
function pathOn(numbers: LassoNumbers, sign: ReadonlyMap<number, number>) {
  const { m, n, W, y } = numbers;
  const S = [...sign.keys()];
  const part = new Matrix(m, S.length);
  S.forEach((j, k) => {
    for (let i = 0; i < m; i++) part.set(i, k, W[i * n + j]!);
  });
  const transposed = part.transpose();
  const right = new Matrix(S.length, 2);
  right.setColumn(0, transposed.mmul(Matrix.columnVector(y)));
  right.setColumn(
    1,
    S.map((j) => sign.get(j)!),
  );
  const solved = solve(transposed.mmul(part), right);
  const fitted = part.mmul(solved);
  return {
    S,
    a: solved.getColumn(0),
    b: solved.getColumn(1),
    p: timesTransposed(
      numbers,
      y.map((v, i) => v - fitted.get(i, 0)),
    ),
    q: timesTransposed(numbers, Float64Array.from(fitted.getColumn(1))),
  };
}

function judged(numbers: LassoNumbers, x: Vector): LassoSolution {
  const { m, n, y, lambda } = numbers;
  const r = residual(numbers, x);
  const steepest = timesTransposed(numbers, r).reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const shrink = Math.min(1, lambda / steepest);
  let [value, dual] = [0, 0];
  for (let i = 0; i < m; i++) {
    const u = shrink * r[i]!;
    value += r[i]! ** 2 / 2;
    dual += u * (y[i]! - u / 2);
  }
  for (let j = 0; j < n; j++) value += lambda * Math.abs(x[j]!);
  return { x, value, gap: value - dual };
}

function residual({ m, n, W, y }: LassoNumbers, x: Vector): Vector {
  const r = y.slice();
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) r[i]! -= W[i * n + j]! * x[j]!;
  return r;
}

/** W' r */
function timesTransposed({ m, n, W }: LassoNumbers, r: Vector): Vector {
  const result = new Float64Array(n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) result[j]! += W[i * n + j]! * r[i]!;
  return result;
}
