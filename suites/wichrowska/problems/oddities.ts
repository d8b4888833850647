/**
 * Problems that the released code of Wichrowska et al. (2017) defines and leaves out of the training corpus by default.
 *
 *   chain        n theta_0^2 + sum_i theta_i^2 / (theta_{i-1}^2 + eps), eps = 1e-6: one after another must go to 0; the sum over i of
 *                the code adds theta_0^2 n times
 *   well         max theta^2 + 1 / min theta^2 - 2 + 1e-12: least where all are 1 or -1
 *   snake        sum_b d_b0 / (|theta| + 1e-6) + sum_i ((theta_i - pi cos theta_{i-1}) d_bi)^2: a winding path outwards, d_b binary
 *   projection   sum_b |theta .* d_b|^2, d_b and -d_b from N(0, I)
 *   quadsum      sum_b |theta - d_b|^2 - |d_b|^2 + 1e-12: over all rows |theta|^2 a row, over a minibatch it may be below 0
 *
 * d_b are the rows of a minibatch; they are summed, not averaged, so that the score, over all rows, is larger than a value.
 */
import { differentiable, type Problem, type Rng, reals, type Vector } from 'optbench';
import { type RowLoss, stochastic } from '../minibatch.ts';
import { source } from '../source.ts';

const eps = 1e-6;
const tiny = 1e-12;

const normals = (n: number) => (rng: Rng) => Float64Array.from({ length: n }, () => rng.normal());

/** Parameters that can only go to 0 one after another; n + 1 of them. */
export function chain(id: string, n: number): Problem {
  return differentiable({
    id,
    space: reals(n + 1),
    source,
    optimum: 0,
    minimizers: [new Float64Array(n + 1)],
    init: normals(n + 1),
    f(x, g) {
      let sum = n * x[0]! ** 2;
      g?.fill(0);
      if (g !== undefined) g[0] = 2 * n * x[0]!;
      for (let i = 1; i <= n; i++) {
        const below = x[i - 1]! ** 2 + eps;
        const term = x[i]! ** 2 / below;
        sum += term;
        if (g === undefined) continue;
        g[i]! += (2 * x[i]!) / below;
        g[i - 1]! -= (2 * x[i - 1]! * term) / below;
      }
      return sum;
    },
  }) as Problem;
}

/** A gradient that is 0 but for two of n parameters. */
export function well(id: string, n: number): Problem {
  return differentiable({
    id,
    space: reals(n),
    source,
    optimum: tiny,
    minimizers: [new Float64Array(n).fill(1)],
    init: normals(n),
    f(x, g) {
      let [low, high] = [0, 0];
      for (let i = 1; i < n; i++) {
        if (Math.abs(x[i]!) < Math.abs(x[low]!)) low = i;
        if (Math.abs(x[i]!) > Math.abs(x[high]!)) high = i;
      }
      if (g !== undefined) {
        g.fill(0);
        g[high] = 2 * x[high]!;
        g[low]! -= 2 / x[low]! ** 3;
      }
      return x[high]! ** 2 + 1 / x[low]! ** 2 - 2 + tiny;
    },
  }) as Problem;
}

/** Rows of n numbers each. */
interface Table {
  readonly n: number;
  readonly count: number;
  readonly batch: number;
  readonly rng: () => Rng;
}

/** A winding path out to infinity; it has no least value. */
export function snake(id: string, table: Table): Problem {
  return overTable(id, table, binary, {}, (d, n) => (theta, rows, g) => {
    const radius = Math.hypot(...theta);
    g?.fill(0);
    let sum = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]! * n;
      sum += d[row]! / (radius + eps);
      if (g !== undefined) {
        const slope = -d[row]! / (radius + eps) ** 2 / radius;
        for (let i = 0; i < n; i++) g[i]! += slope * theta[i]!;
      }
      for (let i = 1; i < n; i++) {
        const off = (theta[i]! - Math.PI * Math.cos(theta[i - 1]!)) * d[row + i]!;
        sum += off * off;
        if (g === undefined) continue;
        g[i]! += 2 * off * d[row + i]!;
        g[i - 1]! += 2 * off * d[row + i]! * Math.PI * Math.sin(theta[i - 1]!);
      }
    }
    return sum;
  });
}

/** Directions to probe; least at 0. */
export function projection(id: string, table: Table): Problem {
  const optimum = { optimum: 0, minimizers: [new Float64Array(table.n)] };
  return overTable(id, table, symmetric, optimum, (d, n) => (theta, rows, g) => {
    g?.fill(0);
    let sum = 0;
    for (let k = 0; k < rows.length; k++) {
      for (let i = 0; i < n; i++) {
        const direction = d[rows[k]! * n + i]!;
        sum += (theta[i]! * direction) ** 2;
        if (g !== undefined) g[i]! += 2 * theta[i]! * direction ** 2;
      }
    }
    return sum;
  });
}

/** Bowls around the rows; their sum is least at 0. */
export function quadsum(id: string, table: Table): Problem {
  const optimum = { optimum: tiny, minimizers: [new Float64Array(table.n)] };
  return overTable(id, table, symmetric, optimum, (d, n) => (theta, rows, g) => {
    g?.fill(0);
    let sum = tiny;
    for (let k = 0; k < rows.length; k++) {
      for (let i = 0; i < n; i++) {
        const centre = d[rows[k]! * n + i]!;
        sum += theta[i]! * (theta[i]! - 2 * centre);
        if (g !== undefined) g[i]! += 2 * (theta[i]! - centre);
      }
    }
    return sum;
  });
}

function overTable(
  id: string,
  { n, count, batch, rng }: Table,
  draw: (n: number, count: number, rng: Rng) => Vector,
  optimum: { readonly optimum?: number; readonly minimizers?: readonly Vector[] },
  loss: (d: Vector, n: number) => RowLoss,
): Problem {
  let drawn: Vector | undefined;
  return stochastic({
    id,
    blocks: [{ name: 'x', shape: [n] }],
    facts: {},
    count,
    batch,
    ...optimum,
    init: normals(n),
    open() {
      drawn ??= draw(n, count, rng());
      return loss(drawn, n);
    },
  });
}

function binary(n: number, count: number, rng: Rng): Vector {
  return Float64Array.from({ length: n * count }, () => rng.integer(2));
}

/** The second half of the rows is the first, negated. */
function symmetric(n: number, count: number, rng: Rng): Vector {
  const half = Float64Array.from({ length: n * Math.floor(count / 2) }, () => rng.normal());
  const rows = new Float64Array(2 * half.length);
  rows.set(half);
  rows.set(
    half.map((v) => -v),
    half.length,
  );
  return rows;
}
