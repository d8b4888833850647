/**
 * Problems of a random linear residual W x - y, entries of W and y from N(0, 1). Wichrowska et al. (2017), appendix and released
 * code.
 *
 *   quadratic   f(x) = |W x - y|^2 / 2                               0 at W^-1 y
 *   norm        f(x) = (sum_i (|W x - y|_i + eps)^p)^(1/p)           eps n^(1/p) there, eps = 1e-6
 *
 *   W  n x n, row by row        y  n        x_0  N(0, I)
 */
import { Matrix, solve } from 'ml-matrix';
import { differentiable, type Problem, type Rng, reals, type Vector } from 'optbench';
import { source } from '../source.ts';

const eps = 1e-6;

/** |W x - y|^2 / 2 in n dimensions. */
export function quadratic(id: string, n: number, rng: () => Rng): Problem {
  const system = linearSystem(n, rng);
  return overResidual(id, n, system, {
    optimum: 0,
    f(x, g) {
      const { W, y } = system();
      g?.fill(0);
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const r = residual(W, y, x, i, n);
        sum += r * r;
        if (g !== undefined) for (let j = 0; j < n; j++) g[j]! += W[i * n + j]! * r;
      }
      return sum / 2;
    },
  });
}

/** The p-norm of |W x - y| + eps; where an element of the residual is 0 its sign counts as 0. */
export function norm(id: string, n: number, p: number, rng: () => Rng): Problem {
  const system = linearSystem(n, rng);
  return overResidual(id, n, system, {
    optimum: eps * n ** (1 / p),
    f(x, g) {
      const { W, y } = system();
      const r = new Float64Array(n);
      let sum = 0;
      for (let i = 0; i < n; i++) {
        r[i] = residual(W, y, x, i, n);
        sum += (Math.abs(r[i]!) + eps) ** p;
      }
      if (g !== undefined) {
        g.fill(0);
        const outer = sum ** (1 / p - 1);
        for (let i = 0; i < n; i++) {
          const slope = outer * (Math.abs(r[i]!) + eps) ** (p - 1) * Math.sign(r[i]!);
          for (let j = 0; j < n; j++) g[j]! += W[i * n + j]! * slope;
        }
      }
      return sum ** (1 / p);
    },
  });
}

interface LinearSystem {
  readonly W: Vector;
  readonly y: Vector;
}

/** Drawn when it is first looked at. */
function linearSystem(n: number, rng: () => Rng): () => LinearSystem {
  let drawn: LinearSystem | undefined;
  return () => {
    if (drawn !== undefined) return drawn;
    const from = rng();
    const normals = (length: number): Vector => Float64Array.from({ length }, () => from.normal());
    drawn = { W: normals(n * n), y: normals(n) };
    return drawn;
  };
}

function overResidual(
  id: string,
  n: number,
  system: () => LinearSystem,
  { optimum, f }: { readonly optimum: number; f(x: Vector, gradient?: Vector): number },
): Problem {
  return differentiable({
    id,
    space: reals(n),
    source,
    optimum,
    get minimizers() {
      const { W, y } = system();
      return [Float64Array.from(solve(Matrix.from1DArray(n, n, W), Matrix.columnVector(y)).to1DArray())];
    },
    init: (rng: Rng) => Float64Array.from({ length: n }, () => rng.normal()),
    f,
  }) as Problem;
}

function residual(W: Vector, y: Vector, x: Vector, i: number, n: number): number {
  let r = -y[i]!;
  for (let j = 0; j < n; j++) r += W[i * n + j]! * x[j]!;
  return r;
}
