/**
 * Robust linear regression with the loss of Geman & McClure. Li & Malik (2017), Learning to Optimize, section 5.2: 100 points
 * in three dimensions, 25 from each of four Gaussians of random mean and identity covariance; the targets of each 25 are a
 * random projection of theirs plus a random bias plus noise, so that at best one group in four is fitted.
 *
 *   f(w, b) = (1/m) sum_i r_i^2 / (c^2 + r_i^2)      r_i = y_i - z_i, c = 1
 *
 * It is not convex, and stands here since the paper has it beside the one that is. The minimizer is the lowest that is found
 * from many starts: fits of d + 1 points of one group.
 *
 * Deviation: the paper leaves open what means, projections, biases and noise are drawn from. All are standard normal here.
 */
import { Matrix, solve } from 'ml-matrix';
import { lbfgs, type Problem, type Rng, stream, type Vector } from 'optbench';
import { newton } from './newton.ts';
import { asProblem, type MarginLoss, type Objective, type Regression, type Rows } from './regression.ts';

const groups = 4;
const perGroup = 25;
const startsPerGroup = 40;
const c2 = 1;

const loss: MarginLoss = {
  value: (z, y) => (y - z) ** 2 / (c2 + (y - z) ** 2),
  slope: (z, y) => (-2 * c2 * (y - z)) / (c2 + (y - z) ** 2) ** 2,
  curvature: (z, y) => (2 * c2 * (c2 - 3 * (y - z) ** 2)) / (c2 + (y - z) ** 2) ** 3,
};

/** The function whose data come from this stream. */
export function robustRegression(id: string, d: number, rng: () => Rng, batch?: number): Problem<Vector> {
  let drawn: Rows | undefined;
  const rows = (): Rows => {
    drawn ??= draw(d, rng());
    return drawn;
  };
  const regression: Regression = {
    id,
    d,
    lambda: 0,
    loss,
    source: 'Li & Malik (2017), Learning to Optimize, section 5.2',
    rows,
    solve: (f) => lowest(f, regression),
    batch,
  };
  return asProblem(regression);
}

function draw(d: number, rng: Rng): Rows {
  const X = new Float64Array(groups * perGroup * d);
  const y = new Float64Array(groups * perGroup);
  const normals = (): Vector => Float64Array.from({ length: d }, () => rng.normal());
  for (let group = 0; group < groups; group++) {
    const [mean, projection, bias] = [normals(), normals(), rng.normal()];
    for (let i = group * perGroup; i < (group + 1) * perGroup; i++) {
      y[i] = bias + rng.normal();
      for (let j = 0; j < d; j++) {
        X[i * d + j] = mean[j]! + rng.normal();
        y[i]! += projection[j]! * X[i * d + j]!;
      }
    }
  }
  return { X, y };
}

/** The lowest of the minima that fits of d + 1 points of a group lead to. */
function lowest(f: Objective, regression: Regression): Vector {
  const { id, d, rows } = regression;
  const { X, y } = rows();
  const rng = stream('convex', 'robust', 'starts', id);
  let best = new Float64Array(d + 1) as Vector;
  for (let group = 0; group < groups; group++) {
    for (let start = 0; start < startsPerGroup; start++) {
      const chosen = Array.from({ length: d + 1 }, () => group * perGroup + rng.integer(perGroup));
      if (new Set(chosen).size <= d) continue;
      const A = new Matrix(chosen.map((i) => [...X.subarray(i * d, (i + 1) * d), 1]));
      const fit = solve(A, Matrix.columnVector(chosen.map((i) => y[i]!)));
      const { x } = lbfgs((theta, gradient) => f(theta, gradient), Float64Array.from(fit.to1DArray()));
      if (f(x) < f(best)) best = x;
    }
  }
  return newton(f, regression, best);
}
