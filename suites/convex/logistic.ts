/**
 * Logistic regression. Li & Malik (2017), Learning to Optimize, section 5.1: 100 points in three dimensions, 50 from each of
 * two Gaussians of random mean and covariance, which are the two classes; lambda = 0.0005.
 *
 *   f(w, b) = -(1/m) sum_i y_i log s(z_i) + (1 - y_i) log(1 - s(z_i)) + (lambda / 2) |w|^2      s the logistic function
 *
 * Deviation: the paper leaves open what the means and covariances are drawn from. Here means are N(0, I) and a covariance is
 * A A' with entries of A from N(0, 1).
 */
import type { Problem, Rng, Vector } from 'optbench';
import { newton } from './newton.ts';
import { asProblem, type MarginLoss, type Regression, type Rows } from './regression.ts';

const classes = 2;
const perClass = 50;
const lambda = 0.0005;

const loss: MarginLoss = {
  // log(1 + e^z) - y z without overflow
  value: (z, y) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y * z,
  slope: (z, y) => logistic(z) - y,
  curvature: (z) => logistic(z) * logistic(-z),
};

/** The function whose data come from this stream. */
export function logisticRegression(id: string, d: number, rng: () => Rng, batch?: number): Problem<Vector> {
  let drawn: Rows | undefined;
  const rows = (): Rows => {
    drawn ??= draw(d, rng());
    return drawn;
  };
  const regression: Regression = {
    id,
    d,
    lambda,
    loss,
    source: 'Li & Malik (2017), Learning to Optimize, section 5.1',
    rows,
    solve: (f) => newton(f, regression, new Float64Array(d + 1)),
    batch,
  };
  return asProblem(regression);
}

function draw(d: number, rng: Rng): Rows {
  const X = new Float64Array(classes * perClass * d);
  const y = new Float64Array(classes * perClass);
  for (let c = 0; c < classes; c++) {
    const mean = Float64Array.from({ length: d }, () => rng.normal());
    const A = Float64Array.from({ length: d * d }, () => rng.normal());
    for (let i = c * perClass; i < (c + 1) * perClass; i++) {
      const e = Float64Array.from({ length: d }, () => rng.normal());
      for (let j = 0; j < d; j++) {
        let x = mean[j]!;
        for (let k = 0; k < d; k++) x += A[j * d + k]! * e[k]!;
        X[i * d + j] = x;
      }
      y[i] = c;
    }
  }
  return { X, y };
}

function logistic(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}
