/**
 * Kernel ridge regression. Saunders, Gammerman & Vovk (1998), Ridge Regression Learning Algorithm in Dual Variables; with
 * the linear kernel it is ridge regression.
 *
 *   K  n x n   kernel of the training rows       k  kernel of a query row with them
 *   a  n       (K + alpha I)^-1 y                 prediction: k a (targets are centred, so there is no intercept)
 *
 *   linear      u.v                  gaussian   exp(-gamma |u - v|^2)
 *   polynomial  (gamma u.v + 1)^degree   laplacian  exp(-gamma |u - v|_1)
 */
import { choice, integer, type NamedPoint, real, space, when } from 'optbench';
import { solve } from '../cholesky.ts';
import type { Learner, Matrix } from '../learner.ts';

/** The kernel of row i of u with row j of v. */
type Kernel = (u: Matrix, i: number, v: Matrix, j: number) => number;

/** Ridge regression in the dual. */
export const kernelRidge: Learner = {
  name: 'ridge',
  about: 'Ridge regression, linear or in the feature space of a kernel (own code, Cholesky).',
  source: 'Saunders, Gammerman & Vovk (1998), Ridge Regression Learning Algorithm in Dual Variables',
  metric: (kind) => (kind === 'regression' ? 'relative-squared-error' : undefined),
  space: () =>
    space({
      alpha: real(1e-3, 1e3, 'log'),
      kernel: choice('linear', 'polynomial', 'gaussian', 'laplacian'),
      gamma: when('kernel', ['polynomial', 'gaussian', 'laplacian'], real(1e-4, 1, 'log')),
      degree: when('kernel', ['polynomial'], integer(2, 3)),
    }),
  open: () => (point, train, query) => {
    const kernel = kernelOf(point);
    const n = train.x.rows;
    const gram = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) gram[i * n + j] = kernel(train.x, i, train.x, j);
      gram[i * n + i]! += point['alpha'] as number;
    }
    const weights = solve(gram, train.y);
    return Float64Array.from({ length: query.rows }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += kernel(query, i, train.x, j) * weights[j]!;
      return sum;
    });
  },
};

function kernelOf({ kernel, gamma, degree }: NamedPoint): Kernel {
  const g = gamma as number;
  switch (kernel) {
    case 'polynomial':
      return (u, i, v, j) => (g * dot(u, i, v, j) + 1) ** (degree as number);
    case 'gaussian':
      return (u, i, v, j) => Math.exp(-g * squared(u, i, v, j));
    case 'laplacian':
      return (u, i, v, j) => Math.exp(-g * absolute(u, i, v, j));
    default:
      return dot;
  }
}

function dot(u: Matrix, i: number, v: Matrix, j: number): number {
  const d = u.columns;
  let sum = 0;
  for (let k = 0; k < d; k++) sum += u.data[i * d + k]! * v.data[j * d + k]!;
  return sum;
}

function squared(u: Matrix, i: number, v: Matrix, j: number): number {
  const d = u.columns;
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (u.data[i * d + k]! - v.data[j * d + k]!) ** 2;
  return sum;
}

function absolute(u: Matrix, i: number, v: Matrix, j: number): number {
  const d = u.columns;
  let sum = 0;
  for (let k = 0; k < d; k++) sum += Math.abs(u.data[i * d + k]! - v.data[j * d + k]!);
  return sum;
}
