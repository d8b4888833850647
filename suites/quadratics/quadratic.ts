/**
 * One random quadratic. Andrychowicz et al. (2016), Learning to Learn by Gradient Descent by Gradient Descent, section 3.1:
 *
 *   f(theta) = |W theta - y|^2          the sum over all n components
 *
 *   a   as in the paper: entries of W and y from N(0, 1); theta_0 = 0
 *   b   as in the authors' released code: entries of W and y from U[0, 1]; theta_0 from N(0, 0.01^2), drawn by the seed.
 *       The code averages f over a batch of 128 functions; here every function is a problem, and reports average
 *
 * W is square, and singular with probability 0: the optimum is 0, at W^-1 y.
 *
 *   W  n x n, row by row        y  n        r  n   residual W theta - y        g  n   gradient 2 W' r
 */
import { Matrix, solve } from 'ml-matrix';
import { differentiable, type Problem, type Rng, reals, type Vector } from 'optbench';

/** Gaussian, as in the paper; or uniform, as in the released code. */
export type Definition = 'a' | 'b';

/** Dimensions of the published experiments. */
export const publishedDim = 10;

const source = 'Andrychowicz et al. (2016), Learning to Learn by Gradient Descent by Gradient Descent, section 3.1';

/** The function whose numbers come from this stream, drawn when it is first looked at. */
export function quadratic(id: string, definition: Definition, n: number, rng: () => Rng): Problem<Vector> {
  let drawn: { readonly W: Vector; readonly y: Vector } | undefined;
  const draw = () => {
    drawn ??= drawNumbers(definition, n, rng());
    return drawn;
  };
  return differentiable({
    id,
    space: reals(n),
    source: definition === 'a' ? source : `${source}, as in the released code`,
    optimum: 0,
    get minimizers() {
      const { W, y } = draw();
      const inverted = solve(Matrix.from1DArray(n, n, W), Matrix.columnVector(y));
      return [Float64Array.from(inverted.to1DArray())];
    },
    ...(definition === 'b' && { init: (rng) => Float64Array.from({ length: n }, () => 0.01 * rng.normal()) }),
    f(theta, g) {
      const { W, y } = draw();
      g?.fill(0);
      let value = 0;
      for (let i = 0; i < n; i++) {
        const row = i * n;
        let r = -y[i]!;
        for (let j = 0; j < n; j++) r += W[row + j]! * theta[j]!;
        value += r * r;
        if (g !== undefined) for (let j = 0; j < n; j++) g[j]! += 2 * W[row + j]! * r;
      }
      return value;
    },
  });
}

function drawNumbers(definition: Definition, n: number, rng: Rng): { readonly W: Vector; readonly y: Vector } {
  const entry = definition === 'a' ? () => rng.normal() : () => rng.next();
  const draw = (length: number): Vector => {
    const numbers = new Float64Array(length);
    for (let i = 0; i < length; i++) numbers[i] = entry();
    return numbers;
  };
  return { W: draw(n * n), y: draw(n) };
}
