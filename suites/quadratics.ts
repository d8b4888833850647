/**
 * The two quadratics on which learned optimizers were first tried: Andrychowicz et al. (2016), Learning to Learn by
 * Gradient Descent by Gradient Descent, section 3.1. f(theta) = |W theta - y|^2, the sum over all ten components.
 *
 *   a   as in the paper: entries of W and y from N(0, 1); theta_0 = 0
 *   b   as in the authors' released code: entries of W and y from U[0, 1]; theta_0 from N(0, 0.01^2), drawn by the seed.
 *       The code averages f over a batch of 128 functions; here every function is a problem, and reports average
 *
 * W is square, and singular with probability 0: the optimum is 0, at W^-1 y. A function is addressed by its definition,
 * split and number, so those for training, validation and test have nothing in common; the suite is the test split.
 *
 *   W  n x n, row by row        y  n        r  n   residual W theta - y
 */
import { Matrix, solve } from 'ml-matrix';
import { formula, type Problem, reals, type Suite, stream, type Vector } from 'optbench';

/** Gaussian, as in the paper; or uniform, as in the released code. */
export type Definition = 'a' | 'b';

const n = 10;
const listed = 128;
const space = reals(n);
const source = 'Andrychowicz et al. (2016), Learning to Learn by Gradient Descent by Gradient Descent, section 3.1';

/** One function of a split. */
export function quadratic(
  definition: Definition,
  split: 'train' | 'validation' | 'test',
  number: number,
): Problem<Vector> {
  let drawn: { readonly W: Vector; readonly y: Vector } | undefined;
  const draw = () => {
    const rng = stream('quadratics', split, definition, number);
    const entry = definition === 'a' ? () => rng.normal() : () => rng.next();
    drawn ??= { W: Float64Array.from({ length: n * n }, entry), y: Float64Array.from({ length: n }, entry) };
    return drawn;
  };
  const residual = (theta: Vector): Vector => {
    const { W, y } = draw();
    const r = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = -y[i]!;
      for (let j = 0; j < n; j++) sum += W[i * n + j]! * theta[j]!;
      r[i] = sum;
    }
    return r;
  };
  return formula({
    id: `${definition}-i${padded(number)}`,
    space,
    source: definition === 'a' ? source : `${source}, as in the released code`,
    optimum: 0,
    get minimizers() {
      const { W, y } = draw();
      const inverted = solve(Matrix.from1DArray(n, n, W), Matrix.columnVector(y));
      return [Float64Array.from(inverted.to1DArray())];
    },
    ...(definition === 'b' && { init: (rng) => Float64Array.from({ length: n }, () => 0.01 * rng.normal()) }),
    value: (theta) => residual(theta).reduce((sum, r) => sum + r * r, 0),
    gradient(theta) {
      const { W } = draw();
      const r = residual(theta);
      const g = new Float64Array(n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) g[j]! += 2 * W[i * n + j]! * r[i]!;
      return g;
    },
  });
}

const suite: Suite = {
  name: 'quadratics',
  about: 'Random quadratics in 10 dimensions, Gaussian (a) and uniform (b), as in Andrychowicz et al. (2016).',
  *problems() {
    for (const definition of ['a', 'b'] as const) {
      for (let number = 1; number <= listed; number++) yield quadratic(definition, 'test', number);
    }
  },
  find(id) {
    const [, definition, digits] = /^([ab])-i(\d{3,5})$/.exec(id) ?? [];
    const number = Number(digits);
    if (definition === undefined || number < 1 || padded(number) !== digits) return undefined;
    return quadratic(definition as Definition, 'test', number);
  },
  budget: () => 100,
  seeds: 1,
};

export default suite;

function padded(number: number): string {
  return String(number).padStart(3, '0');
}
