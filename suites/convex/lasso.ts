/**
 * Linear regression with a penalty on the absolute values. Chen et al. (2022), Learning to Optimize: A Primer and a Benchmark,
 * section 5.2.
 *
 *   F(x) = |W x - y|^2 / 2 + lambda |x|_1        lambda = 0.005
 *
 *   W  m x n, row by row, m < n: columns of length 1, in random directions
 *   y  m          lasso          N(0, 1)
 *                 sparse coding  W x* + noise: x* has an element with probability 0.1, then N(0, 1)
 *   x_0 N(0, 0.01^2)
 *
 * What is revealed is F and a subgradient, 0 standing for the derivative of |x_i| at 0; the penalty is told to optimizers, as
 * an l1-penalty is known to whoever chose it. So ISTA and FISTA are ordinary optimizers, on equal terms with Adam and the
 * learned ones: they use what all are told. The gradient of the smooth part is what is left of the subgradient when the
 * penalty's own is taken away.
 */
import { differentiable, l1, type Problem, type Rng, reals, type Vector } from 'optbench';
import { type LassoNumbers, solveLasso } from './solve-lasso.ts';

/** What is to be fitted: noise, or a sparse code. */
export type Target = 'lasso' | 'sparse';

const lambda = 0.005;
const codeDensity = 0.1;
const sources = {
  lasso: 'Chen et al. (2022), Learning to Optimize: A Primer and a Benchmark, section 5.2, lasso',
  sparse:
    'Chen et al. (2022), Learning to Optimize: A Primer and a Benchmark, section 5.1, sparse recovery; as a lasso',
};

/** The function whose numbers come from this stream. */
export function lasso(id: string, target: Target, m: number, n: number, rng: () => Rng): Problem<Vector> {
  let drawn: LassoNumbers | undefined;
  const numbers = (): LassoNumbers => {
    drawn ??= draw(target, m, n, rng());
    return drawn;
  };
  let found: ReturnType<typeof solveLasso> | undefined;
  const solution = () => {
    found ??= solveLasso(numbers());
    return found;
  };
  return differentiable({
    id,
    space: reals(n),
    source: sources[target],
    facts: { rows: m, columns: n, lambda },
    penalty: l1(lambda),
    get optimum() {
      return solution().value;
    },
    get minimizers() {
      return [solution().x];
    },
    init: (start) => Float64Array.from({ length: n }, () => 0.01 * start.normal()),
    f(x, gradient) {
      const { W, y } = numbers();
      let sum = 0;
      if (gradient !== undefined) for (let j = 0; j < n; j++) gradient[j] = lambda * Math.sign(x[j]!);
      for (let i = 0; i < m; i++) {
        let r = -y[i]!;
        for (let j = 0; j < n; j++) r += W[i * n + j]! * x[j]!;
        sum += r * r;
        if (gradient !== undefined) for (let j = 0; j < n; j++) gradient[j]! += W[i * n + j]! * r;
      }
      let absolute = 0;
      for (let j = 0; j < n; j++) absolute += Math.abs(x[j]!);
      return sum / 2 + lambda * absolute;
    },
  });
}

function draw(target: Target, m: number, n: number, rng: Rng): LassoNumbers {
  const W = Float64Array.from({ length: m * n }, () => rng.normal());
  for (let j = 0; j < n; j++) {
    let squares = 0;
    for (let i = 0; i < m; i++) squares += W[i * n + j]! ** 2;
    for (let i = 0; i < m; i++) W[i * n + j]! /= Math.sqrt(squares);
  }
  if (target === 'lasso') return { m, n, W, y: Float64Array.from({ length: m }, () => rng.normal()), lambda };
  const code = Float64Array.from({ length: n }, () => (rng.next() < codeDensity ? rng.normal() : 0));
  const y = Float64Array.from({ length: m }, (_, i) => code.reduce((sum, v, j) => sum + W[i * n + j]! * v, 0));
  return { m, n, W, y, lambda, code };
}
