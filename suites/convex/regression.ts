/**
 * What the regressions share: rows of inputs with a target each, a loss of the margin w . x + b, and a parameter vector
 * theta = (w, b) in two tensors.
 *
 *   X  m x d, row by row      y  m      theta  d + 1      z_i = w . x_i + b
 *
 *   f(theta) = (1/m) sum_i loss(z_i, y_i) + (lambda / 2) |w|^2
 *
 * With a batch size the value and the gradient are those of rows drawn anew for every evaluation, with replacement; the
 * score is f over all rows.
 */
import { differentiable, type Problem, type Rng, reals, type Vector } from 'optbench';

/** The data of one function. */
export interface Rows {
  readonly X: Vector;
  readonly y: Vector;
}

/** A loss of the margin z and the target: its value, and its first and second derivative by z. */
export interface MarginLoss {
  value(z: number, y: number): number;
  slope(z: number, y: number): number;
  curvature(z: number, y: number): number;
}

/** A regression: its data, drawn when it is first looked at, and what is lost. */
export interface Regression {
  readonly id: string;
  readonly d: number;
  readonly lambda: number;
  readonly loss: MarginLoss;
  readonly source: string;
  readonly rows: () => Rows;
  /** Finds the minimizer, when somebody asks. */
  readonly solve: (f: Objective) => Vector;
  /** Rows per evaluation; all of them where it is left out. */
  readonly batch?: number | undefined;
}

/** f over some of the rows: indices, or all. Overwrites the gradient, where one is handed in. */
export type Objective = (theta: Vector, gradient?: Vector, indices?: ArrayLike<number>) => number;

/** The regression's f. */
export function objective({ d, lambda, loss, rows }: Pick<Regression, 'd' | 'lambda' | 'loss' | 'rows'>): Objective {
  return (theta, gradient, indices) => {
    const { X, y } = rows();
    const count = indices?.length ?? y.length;
    gradient?.fill(0);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const i = indices === undefined ? k : indices[k]!;
      let z = theta[d]!;
      for (let j = 0; j < d; j++) z += theta[j]! * X[i * d + j]!;
      sum += loss.value(z, y[i]!);
      if (gradient === undefined) continue;
      const slope = loss.slope(z, y[i]!) / count;
      for (let j = 0; j < d; j++) gradient[j]! += slope * X[i * d + j]!;
      gradient[d]! += slope;
    }
    let squares = 0;
    for (let j = 0; j < d; j++) {
      squares += theta[j]! ** 2;
      if (gradient !== undefined) gradient[j]! += lambda * theta[j]!;
    }
    return sum / count + (lambda / 2) * squares;
  };
}

/** The second derivative of f, (d+1) x (d+1), row by row. */
export function hessian({ d, lambda, loss, rows }: Regression, theta: Vector): Vector {
  const { X, y } = rows();
  const n = d + 1;
  const H = new Float64Array(n * n);
  const x = new Float64Array(n).fill(1);
  for (let i = 0; i < y.length; i++) {
    x.set(X.subarray(i * d, (i + 1) * d));
    const z = x.reduce((total, v, j) => total + v * theta[j]!, 0);
    const curvature = loss.curvature(z, y[i]!) / y.length;
    for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) H[j * n + k]! += curvature * x[j]! * x[k]!;
  }
  for (let j = 0; j < d; j++) H[j * n + j]! += lambda;
  return H;
}

/** The regression as a problem, begun at N(0, I). */
export function asProblem(regression: Regression): Problem<Vector> {
  const { id, d, source, solve, batch } = regression;
  const f = objective(regression);
  let found: Vector | undefined;
  const minimizer = (): Vector => {
    found ??= solve(f);
    return found;
  };
  const whole = differentiable({
    id,
    space: reals(d + 1),
    source,
    blocks: [
      { name: 'weights', shape: [d] },
      { name: 'bias', shape: [1] },
    ],
    get optimum() {
      return f(minimizer());
    },
    get minimizers() {
      return [minimizer()];
    },
    init: (rng: Rng) => Float64Array.from({ length: d + 1 }, () => rng.normal()),
    f: (theta, gradient) => f(theta, gradient),
  });
  return batch === undefined ? whole : inBatches(whole, f, regression, batch);
}

function inBatches(whole: Problem<Vector>, f: Objective, { rows }: Regression, batch: number): Problem<Vector> {
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(whole),
      ...Object.getOwnPropertyDescriptors({
        judge: (theta: Vector) => f(theta),
        start: ((rng) => ({
          evaluate(theta, { id: ticket, order }) {
            const draw = rng.split('batch', ticket);
            const indices = Int32Array.from({ length: batch }, () => draw.integer(rows().y.length));
            if (order === 0) return { value: f(theta, undefined, indices) };
            const gradient = new Float64Array(theta.length);
            return { value: f(theta, gradient, indices), gradient };
          },
        })) satisfies Problem<Vector>['start'],
      }),
    },
  ) as Problem<Vector>;
}
