/**
 * Regressions as learned optimizers have been tried on them; all but the robust one convex.
 *
 *   logistic-i001          logistic regression, the first of 100 test functions (Li & Malik 2017)
 *   robust-i001            robust linear regression, likewise
 *   lasso-5x10-i01         a lasso with 5 rows and 10 columns, and one of 25 x 50 (Chen et al. 2022)
 *   sparse-25x50-i01       sparse coding: a lasso whose targets come from a sparse code
 *
 * Found by their ids: any number, other dimensions (logistic-d10-i001), minibatches (logistic-b10-i001), other sizes
 * (lasso-50x100-i01). A function is addressed by its split, kind, size and number; the suite is the test split.
 */
import { type Problem, type Suite, stream } from 'optbench';
import { type RegressionKind, regression, sparse } from './kinds.ts';
import type { Target } from './lasso.ts';

const listed = { regression: 100, sparse: 20 };
const iterations = { regression: 100, sparse: 1000 };
const most = 1000;

const suite: Suite = {
  name: 'convex',
  about: 'Logistic and robust regression as in Li & Malik (2017), lasso and sparse coding as in Chen et al. (2022).',
  *problems() {
    for (const kind of ['logistic', 'robust'] as const) {
      for (let i = 1; i <= listed.regression; i++) yield find(`${kind}-i${padded(i, 3)}`)!;
    }
    for (const kind of ['lasso-5x10', 'lasso-25x50', 'sparse-25x50']) {
      for (let i = 1; i <= listed.sparse; i++) yield find(`${kind}-i${padded(i, 2)}`)!;
    }
  },
  find,
  budget: ({ id }) => (/^(logistic|robust)/.test(id) ? iterations.regression : iterations.sparse),
  seeds: 1,
};

export default suite;

/** The function of the test split with this id, or undefined. */
function find(id: string): Problem | undefined {
  const [, kind, dim = '3', batch, number] =
    /^(logistic|robust)(?:-d([124-9]|[1-9]\d+))?(?:-b([1-9]\d*))?-i(\d{3,5})$/.exec(id) ?? [];
  if (kind !== undefined) {
    if (!whole(number!, 3) || Number(dim) > most) return undefined;
    const size = batch === undefined ? undefined : Number(batch);
    const draw = rng(kind, [Number(dim), Number(number)]);
    return regression(kind as RegressionKind, id, Number(dim), draw, size);
  }
  const [, target, rows, columns, digits] = /^(lasso|sparse)-([1-9]\d*)x([1-9]\d*)-i(\d{2,5})$/.exec(id) ?? [];
  if (target === undefined || !whole(digits!, 2) || Number(rows) > most || Number(columns) > most) return undefined;
  const [m, n] = [Number(rows), Number(columns)];
  return sparse(target as Target, id, m, n, rng(target, [m, n, Number(digits)]));
}

const rng = (kind: string, address: readonly number[]) => () => stream('convex', 'test', kind, ...address);

/** Whether these digits are a number above 0 as it is written here. */
function whole(digits: string, width: number): boolean {
  return Number(digits) >= 1 && padded(Number(digits), width) === digits;
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
