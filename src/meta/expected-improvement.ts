/**
 * The loss of expected improvement: what every proposal of a trajectory promised at the time, by the posterior of the Gaussian
 * process that the function was drawn from. Chen et al. (2017), equation 4; EI: Jones, Schonlau & Welch (1998), eq. 15.
 *
 *   loss = -(1/T) sum_t EI(x_t | y_1, ..., y_{t-1})
 *
 * One Cholesky factor of the whole trajectory holds all T posteriors (Rasmussen & Williams 2006, Algorithm 2.1): its t-th row
 * is L^-1 k of point t given the points before. The gradient follows by hand, back through the factorisation row by row
 * (Smith 1995, Differentiation of the Cholesky algorithm), in twice the time: T^3 / 2 multiplications in all.
 *
 *   X  T x d   points                               L  T x T   lower factor of K + nugget I, packed by rows
 *   y  T       values                               p  T       its diagonal
 *   k  pairs   correlations, j < t, packed          w  T       L^-1 y
 *   e_t = sum_{j<t} L_tj^2                           variance of f(x_t) given the past: s_t^2 = 1 - e_t
 *   m_t = sum_{j<t} L_tj w_j                         its mean
 *   p_t = sqrt(1 + nugget - e_t)                     w_t = (y_t - m_t) / p_t
 *
 * A name with a d in front is the loss's slope in it: dL, dw, ...
 *
 * Choice: before the first value there is no incumbent. The prior's mean, 0, stands in, so that the first term is the constant
 * phi(0) and the first point is judged by what the later ones make of it.
 * Deviation: the paper's functions have no noise. The nugget, in units of the variance, keeps the factor finite where points
 * crowd or repeat, which a network's proposals do.
 */
import type { Prior } from '../family.ts';
import { expectedImprovement } from '../math/gp/acquisition.ts';
import { type Kernel, matern52, rbf } from '../math/gp/kernel.ts';

const kernels: Readonly<Record<Prior['kernel'], Kernel>> = { rbf, matern52 };
const NUGGET = 1e-6;

/** A trajectory's loss and its slopes: in every point, T x d by rows, and in every value. */
export interface ExpectedImprovementLoss {
  readonly loss: number;
  readonly dX: Float64Array;
  readonly dy: Float64Array;
}

/** The loss of one trajectory, X by rows, under a prior of zero mean and unit variance. */
export function expectedImprovementLoss(
  X: Float64Array,
  y: Float64Array,
  { kernel, lengthScale }: Prior,
  nugget = NUGGET,
): ExpectedImprovementLoss {
  const T = y.length;
  const d = X.length / T;
  const { k, slope } = correlations(X, T, kernels[kernel], lengthScale);
  const { L, w, m, e } = condition(k, y, nugget);

  // The terms, and what they ask of mean, variance and incumbent.
  const dm = new Float64Array(T);
  const de = new Float64Array(T);
  const dy = new Float64Array(T);
  let loss = 0;
  let best = -1;
  for (let t = 0; t < T; t++) {
    const variance = Math.max(1 - e[t]!, Number.EPSILON);
    const std = Math.sqrt(variance);
    const { value, byMean, byStd } = expectedImprovement.judge({ mean: m[t]!, std }, best < 0 ? 0 : y[best]!);
    loss -= value / T;
    dm[t] = -byMean / T;
    if (variance > Number.EPSILON) de[t] = byStd / (2 * std * T);
    if (best >= 0) dy[best]! += byMean / T; // EI depends on y* - m alone
    if (best < 0 || y[t]! < y[best]!) best = t;
  }

  const dk = backward({ L, w, dm, de, dy });

  const dX = new Float64Array(X.length);
  const scale = 2 / (lengthScale * lengthScale);
  for (let t = 1, pair = 0; t < T; t++) {
    for (let j = 0; j < t; j++, pair++) {
      const f = scale * slope[pair]! * dk[pair]!;
      for (let i = 0; i < d; i++) {
        const change = f * (X[t * d + i]! - X[j * d + i]!);
        dX[t * d + i]! += change;
        dX[j * d + i]! -= change;
      }
    }
  }
  return { loss, dX, dy };
}

/** k and dk/ds of every pair of points, s their squared distance in length-scales. */
function correlations(X: Float64Array, T: number, kernel: Kernel, lengthScale: number) {
  const d = X.length / T;
  const s = new Float64Array((T * (T - 1)) / 2);
  const weight = 1 / (lengthScale * lengthScale);
  for (let t = 1, pair = 0; t < T; t++) {
    for (let j = 0; j < t; j++, pair++) {
      let sum = 0;
      for (let i = 0; i < d; i++) sum += (X[t * d + i]! - X[j * d + i]!) ** 2;
      s[pair] = weight * sum;
    }
  }
  const slope = new Float64Array(s.length);
  kernel.evaluate(s, s, slope);
  return { k: s, slope };
}

/** L, w, m and e: every point's posterior given those before it. */
function condition(k: Float64Array, y: Float64Array, nugget: number) {
  const T = y.length;
  const L = new Float64Array((T * (T + 1)) / 2);
  const [w, m, e] = [new Float64Array(T), new Float64Array(T), new Float64Array(T)];
  for (let t = 0, row = 0, pair = 0; t < T; row += ++t) {
    let mean = 0;
    let explained = 0;
    for (let j = 0, above = 0; j < t; above += ++j) {
      const l = (k[pair++]! - dot(L, row, above, j)) / L[above + j]!;
      L[row + j] = l;
      mean += l * w[j]!;
      explained += l * l;
    }
    const p = Math.sqrt(nugget + Math.max(1 - explained, 0));
    L[row + t] = p;
    w[t] = (y[t]! - mean) / p;
    m[t] = mean;
    e[t] = explained;
  }
  return { L, w, m, e };
}

/** The way back through `condition`: dk from dm and de, which it uses up; to dy it adds. */
function backward({ L, w, dm, de, dy }: Readonly<Record<'L' | 'w' | 'dm' | 'de' | 'dy', Float64Array>>): Float64Array {
  const T = w.length;
  const dL = new Float64Array(L.length);
  const dw = new Float64Array(T);
  const dk = new Float64Array((T * (T - 1)) / 2);
  for (let t = T - 1, row = L.length - T; t >= 0; row -= t--) {
    const p = L[row + t]!;
    const share = dw[t]! / p; // w_t = (y_t - m_t) / p_t
    dy[t]! += share;
    const dmt = dm[t]! - share;
    const dp = dL[row + t]! - share * w[t]!;
    const det = de[t]! - dp / (2 * p);
    for (let j = 0; j < t; j++) {
      dL[row + j]! += dmt * w[j]! + 2 * det * L[row + j]!;
      dw[j]! += dmt * L[row + j]!;
    }
    // L_tj = (k_tj - sum_{i<j} L_ti L_ji) / L_jj
    const pairs = row - t;
    for (let j = t - 1, above = row - t; j >= 0; above -= j--) {
      const q = dL[row + j]! / L[above + j]!;
      dk[pairs + j] = q;
      dL[above + j]! -= q * L[row + j]!;
      take(dL, row, q, L, above, j);
      take(dL, above, q, L, row, j);
    }
  }
  return dk;
}

/** The product of the heads of two rows, four sums at a time, which a processor can overlap. */
function dot(L: Float64Array, a: number, b: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    s0 += L[a + i]! * L[b + i]!;
    s1 += L[a + i + 1]! * L[b + i + 1]!;
    s2 += L[a + i + 2]! * L[b + i + 2]!;
    s3 += L[a + i + 3]! * L[b + i + 3]!;
  }
  for (; i < length; i++) s0 += L[a + i]! * L[b + i]!;
  return s0 + s1 + (s2 + s3);
}

/** Head of a row of `to` -= f head of a row of `from`. */
function take(to: Float64Array, a: number, f: number, from: Float64Array, b: number, length: number): void {
  for (let i = 0; i < length; i++) to[a + i]! -= f * from[b + i]!;
}
