/**
 * How small can the sum of losses on the quadratics of Andrychowicz et al. (2016) be? Yardsticks for l2l-quadratics, over 100
 * evaluations on the functions of `optbench reproduce l2l2016`: `npm run bench:speed quadratics`
 *
 * Methods that are told more than the gradients, exact line searches:
 *
 *   steepest descent     x - a g
 *   Barzilai-Borwein     a = s'y / y'y, the shorter of the two of Barzilai & Borwein (1988); the first step exact
 *   conjugate gradients  Fletcher & Reeves (1964)
 *
 * and a bound. A method whose steps are fixed in advance, any x_{t+1} = x_t - sum_i a_ti g_i, leaves a residual r_t = P_t(W W') y
 * with P_t(0) = 1 a polynomial of degree t. y is independent of W, so E f_t = n E P_t(l)^2 over the eigenvalues l of W W', and with
 * p_k the polynomials that are orthonormal for them that is at least n / sum_{k <= t} p_k(0)^2, reached by a three-term recurrence
 * (Pedregosa & Scieur 2020, Acceleration through spectral density estimation): momentum with a schedule. Below it is only who
 * adapts to the function at hand.
 *
 * Measured: the bound 66.7; steepest descent 120.7 ± 7.8, Barzilai-Borwein 85.4 ± 10.9, conjugate gradients 26.5 ± 1.0.
 */
import { EVD, Matrix } from 'ml-matrix';
import { findProblem, type Observation, startingPoint, stream, type Vector } from 'optbench';
import suite from '../suites/quadratics/index.ts';
import { publishedDim as n } from '../suites/quadratics/quadratic.ts';

const [FUNCTIONS, STEPS] = [1000, 100];
/** Matrices whose eigenvalues stand for all, and how many numbers these are summed up in. */
const [MATRICES, NODES] = [100_000, 4000];

type Slope = (x: Vector) => { readonly value: number; readonly gradient: Vector };
type Direction = (g: Vector, before?: { readonly g: Vector; readonly d: Vector }) => Vector;

const dot = (a: Vector, b: Vector): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
const along = (x: Vector, step: number, d: Vector): Vector => x.map((v, i) => v + step * d[i]!);

/** Prints a row a yardstick. */
export default function bench(): void {
  console.log(`| yardstick | mean sum of ${STEPS} losses |\n|---|---|`);
  const steepest: Direction = (g) => g.map((v) => -v);
  const conjugate: Direction = (g, before) =>
    before === undefined ? steepest(g) : along(steepest(g), dot(g, g) / dot(before.g, before.g), before.d);
  report('steepest descent, exact steps', (f, x) => withExactSteps(f, x, steepest));
  report('Barzilai-Borwein', barzilaiBorwein);
  report('conjugate gradients, exact steps', (f, x) => withExactSteps(f, x, conjugate));
  console.log(`| any steps fixed in advance, at least | ${bound().toFixed(1)} |`);
}

function report(name: string, sum: (f: Slope, x: Vector) => number): void {
  const sums = Array.from({ length: FUNCTIONS }, (_, i) => {
    const problem = findProblem(suite, `a-i${String(i + 1).padStart(3, '0')}`)!;
    const oracle = problem.start(stream('oracle'));
    if (oracle instanceof Promise) throw new Error(`${problem.id}: must open without waiting`);
    const { signal } = new AbortController();
    const f: Slope = (x) => {
      const { value, gradient } = oracle.evaluate(x, { id: 0, order: 1, signal }) as Observation;
      return { value, gradient: Float64Array.from(gradient!) };
    };
    return sum(f, startingPoint(problem, stream('x0')));
  });
  const mean = sums.reduce((a, b) => a + b) / FUNCTIONS;
  const variance = sums.reduce((total, s) => total + (s - mean) ** 2, 0) / (FUNCTIONS - 1);
  console.log(`| ${name} | ${mean.toFixed(1)} ± ${(1.96 * Math.sqrt(variance / FUNCTIONS)).toFixed(1)} |`);
}

/** The step to the lowest point along d; on a quadratic, one more gradient tells. */
function exactStep(f: Slope, x: Vector, g: Vector, d: Vector): number {
  const curved = dot(d, f(along(x, 1, d)).gradient) - dot(d, g);
  return curved > 0 ? -dot(g, d) / curved : 0;
}

/** The sum of the losses on the way of a method that says from x and g where to go; it ends where there is no slope. */
function summed(f: Slope, start: Vector, next: (x: Vector, g: Vector) => Vector): number {
  let [x, sum] = [start, 0];
  for (let t = 0; t < STEPS; t++) {
    const { value, gradient: g } = f(x);
    sum += value;
    if (dot(g, g) < 1e-24) break;
    x = next(x, g);
  }
  return sum;
}

function withExactSteps(f: Slope, start: Vector, direction: Direction): number {
  let before: { readonly g: Vector; readonly d: Vector } | undefined;
  return summed(f, start, (x, g) => {
    const d = direction(g, before);
    before = { g, d };
    return along(x, exactStep(f, x, g, d), d);
  });
}

function barzilaiBorwein(f: Slope, start: Vector): number {
  let before: { readonly x: Vector; readonly g: Vector } | undefined;
  return summed(f, start, (x, g) => {
    const down = g.map((v) => -v);
    const y = before && along(g, -1, before.g);
    const step = y ? dot(along(x, -1, before!.x), y) / dot(y, y) : exactStep(f, x, g, down);
    before = { x, g };
    return along(x, step, down);
  });
}

/** n sum_t 1 / sum_{k <= t} p_k(0)^2 */
function bound(): number {
  const nodes = meanSpectrum();
  const weight = 1 / nodes.length;
  const inner = (a: Vector, b: Vector): number => weight * dot(a, b);
  const polynomials: { readonly at: Vector; readonly atZero: number }[] = [
    { at: new Float64Array(nodes.length).fill(1), atZero: 1 },
  ];
  let [squares, sum] = [0, 0];
  for (let k = 0; k < STEPS; k++) {
    const { at, atZero } = polynomials[k]!;
    squares += atZero ** 2;
    sum += n / squares;
    // l p_k made orthogonal to all before it, twice over: rounding undoes a single pass.
    let [next, nextAtZero]: [Vector, number] = [at.map((v, i) => v * nodes[i]!), 0];
    for (const p of [...polynomials, ...polynomials]) {
      const share = inner(next, p.at);
      next = along(next, -share, p.at);
      nextAtZero -= share * p.atZero;
    }
    const size = Math.sqrt(inner(next, next));
    polynomials.push({ at: next.map((v) => v / size), atZero: nextAtZero / size });
  }
  return sum;
}

/** Eigenvalues of W W', in order, each the mean of as many. */
function meanSpectrum(): Vector {
  const { normal } = stream('quadratics', 'spectrum');
  const all = new Float64Array(MATRICES * n);
  for (let m = 0; m < MATRICES; m++) {
    const W = Matrix.from1DArray(n, n, Array.from({ length: n * n }, normal));
    all.set(new EVD(W.mmul(W.transpose()), { assumeSymmetric: true }).realEigenvalues, m * n);
  }
  all.sort();
  const each = all.length / NODES;
  return Float64Array.from({ length: NODES }, (_, i) => {
    const part = all.subarray(i * each, (i + 1) * each);
    return part.reduce((sum, v) => sum + v, 0) / each;
  });
}
