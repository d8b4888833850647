/** The small problems on which optimizers are exercised: one for each kind of space, and one in which points come again. */
import { l1 } from '../penalty.ts';
import { formula, type Problem } from '../problem.ts';
import { box, choice, integer, type NamedPoint, real, reals, space, when } from '../space.ts';

const source = 'An exercise of the laws';

/** A curved valley in a box, its least value off the centre. */
const valley = (dim: number): Problem =>
  formula({
    id: `valley-d${dim}`,
    space: box(Array.from({ length: dim }, (_, i) => [-2, 2 + i] as const)),
    source,
    value: (x) => x.reduce((sum, v, i) => sum + (i === 0 ? (v - 1) ** 2 : 10 * (v - x[i - 1]! ** 2) ** 2), 0),
    gradient: (x) =>
      x.map((v, i) => {
        const own = i === 0 ? 2 * (v - 1) : 20 * (v - x[i - 1]! ** 2);
        const next = i + 1 < dim ? -40 * v * (x[i + 1]! - v ** 2) : 0;
        return own + next;
      }),
  }) as Problem;

/** R^n in two blocks, as a network's weights are. */
const open = (dim: number): Problem =>
  formula({
    id: dim === 3 ? 'open' : `open-d${dim}`,
    space: reals(dim),
    source,
    blocks: [
      { name: 'weights', shape: [dim - 1, 1] },
      { name: 'bias', shape: [1] },
    ],
    init: (rng) => Float64Array.from({ length: dim }, () => rng.normal()),
    value: (x) => x.reduce((sum, v, i) => sum + (i + 1) * (v - i) ** 2, 0),
    gradient: (x) => x.map((v, i) => 2 * (i + 1) * (v - i)),
  }) as Problem;

/** R^n with a penalty that optimizers are told. */
const lasso: Problem = formula({
  id: 'lasso',
  space: reals(3),
  source,
  penalty: l1(0.5),
  init: (rng) => Float64Array.from({ length: 3 }, () => rng.normal()),
  value: (x) => x.reduce((sum, v, i) => sum + (i + 1) * (v - i) ** 2 + 0.5 * Math.abs(v), 0),
  gradient: (x) => x.map((v, i) => 2 * (i + 1) * (v - i) + 0.5 * Math.sign(v)),
}) as Problem;

/** Every kind of coordinate and scale, and two that exist only under a condition. */
const mixed = formula<NamedPoint>({
  id: 'mixed',
  space: space({
    rate: real(1e-4, 1, 'log'),
    share: real(0.01, 0.99, 'logit'),
    shift: real(-3, 3),
    depth: integer(1, 12),
    width: integer(1, 512, 'log'),
    kernel: choice('rbf', 'linear', 'none'),
    gamma: when('kernel', ['rbf'], real(1e-3, 1e3, 'log')),
    degree: when('kernel', ['linear', 'rbf'], integer(1, 4)),
  }),
  source,
  value: ({ rate, share, shift, depth, width, kernel, gamma, degree }) =>
    (Math.log10(rate as number) + 2) ** 2 +
    (share as number) +
    (shift as number) ** 2 +
    Math.abs((depth as number) - 5) +
    Math.log(width as number) +
    (kernel === 'rbf' ? Math.log10(gamma as number) ** 2 : 1) +
    ((degree as number | undefined) ?? 2),
});

/** Six points in all: whoever searches here meets each of them again. */
export const few = formula<NamedPoint>({
  id: 'few',
  space: space({ colour: choice('red', 'green'), size: integer(1, 3) }),
  source,
  value: ({ colour, size }) => (colour === 'red' ? 1 : 0) + (size as number),
}) as Problem;

/**
 * The kinds of exercises: a box, R^n, and a space of everything. Of each kind an optimizer takes the first that it is fit for:
 * a learned one may have weights for some dimensions only.
 */
export const exercises: readonly (readonly Problem[])[] = [
  [2, 1, 3, 4, 5, 6, 8, 9, 10, 12, 20].map(valley),
  [open(3), lasso, open(4), open(12)],
  [mixed as Problem],
];
