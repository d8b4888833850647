/**
 * Newton's method with halved steps, for minimizers to the last digits: it ends where no step along the Newton direction is
 * any lower. Where the second derivative is not positive definite it follows the gradient.
 */
import { Matrix, solve } from 'ml-matrix';
import type { Vector } from 'optbench';
import { hessian, type Objective, type Regression } from './regression.ts';

/** The minimizer that Newton's method reaches from here. */
export function newton(f: Objective, regression: Regression, from: Vector): Vector {
  const n = from.length;
  const gradient = new Float64Array(n);
  let theta = from;
  for (let iteration = 0; iteration < 200; iteration++) {
    const value = f(theta, gradient);
    const H = Matrix.from1DArray(n, n, hessian(regression, theta));
    let step = Float64Array.from(solve(H, Matrix.columnVector(gradient)).to1DArray());
    if (!(step.reduce((sum, v, j) => sum + v * gradient[j]!, 0) > 0)) step = gradient.slice();
    const at = (t: number): Vector => theta.map((v, j) => v - t * step[j]!);
    let t = 1;
    while (t > 1e-12 && !(f(at(t)) < value)) t /= 2;
    if (t <= 1e-12) break;
    theta = at(t);
  }
  return theta;
}
