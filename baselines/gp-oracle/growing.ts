/**
 * A Gaussian process with known hyper-parameters to which observations are added one at a time. Nothing is fitted, so nothing
 * is ever factorised anew: the Cholesky factor grows by one row, in O(n^2), and the posterior at a fixed set of watched points
 * is brought up to date in O(n) a point. Rasmussen & Williams (2006), Algorithm 2.1. The prior's mean and standard deviation,
 * 0 and 1 at first, may be changed at any time and cost nothing: everything is linear in them.
 *
 *   X  n x d   points told                       k  n       correlations of X with a point asked about
 *   L  n x n   lower Cholesky factor of          v  n       L^-1 k: the mean is m + v . (w - m u), the variance
 *              K + nugget I, row by row                     sd^2 (1 - |v|^2)
 *   w  n       L^-1 y                            a  n       K^-1 (y - m) = L'^-1 (w - m u)
 *   u  n       L^-1 1                            b  n       K^-1 k = L'^-1 v
 *   m, sd      the prior's mean and deviation    V  n x c   L^-1 k of all c points watched, one row an observation
 */
import type { Kernel, Prediction, Slopes, Vector } from 'optbench';

/** What is known of the functions before the first evaluation. */
export interface Prior {
  readonly kernel: Kernel;
  /** The same along every coordinate, in units of the box. */
  readonly lengthScale: number;
}

/** Added to the diagonal of K: so little that it only keeps the factor finite where points crowd or repeat. */
export const NUGGET = 1e-8;

/** v . w, v . u and |v|^2 of one point. */
interface Projection {
  readonly vw: number;
  readonly vu: number;
  readonly vv: number;
}

/** A posterior that grows. */
export class GrowingPosterior {
  private readonly kernel: Kernel;
  private readonly weight: number;
  private readonly watched: readonly Vector[];
  private readonly X: Vector[] = [];
  private readonly L: Vector[] = [];
  private readonly w: number[] = [];
  private readonly u: number[] = [];
  private readonly V: Vector[] = [];
  /** v . w, v . u and |v|^2 of the points watched. */
  private readonly watchedW: Vector;
  private readonly watchedU: Vector;
  private readonly watchedV: Vector;
  private m = 0;
  private sd = 1;
  private scratch = scratchOf(0);
  private a: Vector | undefined;

  constructor({ kernel, lengthScale }: Prior, watched: readonly Vector[]) {
    this.kernel = kernel;
    this.weight = 1 / (lengthScale * lengthScale);
    this.watched = watched;
    this.watchedW = new Float64Array(watched.length);
    this.watchedU = new Float64Array(watched.length);
    this.watchedV = new Float64Array(watched.length);
  }

  /** Changes the prior's mean and standard deviation. */
  believe(m: number, sd: number): void {
    this.m = m;
    this.sd = sd;
    this.a = undefined;
  }

  /** Adds an observation. */
  add(x: Vector, y: number): void {
    const n = this.X.length;
    const { vw, vu, vv } = this.project(x);
    const row = new Float64Array(n + 1);
    row.set(this.scratch.v);
    row[n] = Math.sqrt(NUGGET + Math.max(1 - vv, 0));
    const w = (y - vw) / row[n]!;
    const u = (1 - vu) / row[n]!;
    this.watch(x, row, w, u);
    this.X.push(x);
    this.L.push(row);
    this.w.push(w);
    this.u.push(u);
    this.settle();
  }

  /** Forgets all observations but the first ones. */
  truncate(size: number): void {
    while (this.X.length > size) {
      this.X.pop();
      this.L.pop();
      this.count(this.V.pop()!, -this.w.pop()!, -this.u.pop()!, -1);
    }
    this.settle();
  }

  /** What is believed of the function at a point. */
  predict(x: Vector): Prediction {
    return this.prediction(this.project(x));
  }

  /** What is believed of the function at the c-th watched point. */
  predictWatched(c: number): Prediction {
    return this.prediction({ vw: this.watchedW[c]!, vu: this.watchedU[c]!, vv: this.watchedV[c]! });
  }

  /** What is believed of the function at a point, and how that changes with the point. */
  slopes(x: Vector): Slopes {
    const { slope, v } = this.scratch;
    const { mean, std } = this.prediction(this.project(x, slope));
    this.a ??= this.solveUpper(Float64Array.from(this.w, (w, i) => w - this.m * this.u[i]!));
    const { a } = this;
    const b = this.solveUpper(v);
    const meanGradient = new Float64Array(x.length);
    const stdGradient = new Float64Array(x.length);
    for (let j = 0; j < b.length; j++) {
      const xj = this.X[j]!;
      const byMean = 2 * this.weight * slope[j]! * a[j]!;
      const byStd = (-2 * this.weight * slope[j]! * b[j]! * this.sd ** 2) / std; // -sd^2 b' (dk/dx) / std
      for (let i = 0; i < x.length; i++) {
        const difference = x[i]! - xj[i]!;
        meanGradient[i]! += byMean * difference;
        stdGradient[i]! += byStd * difference;
      }
    }
    return { mean, std, meanGradient, stdGradient };
  }

  private prediction({ vw, vu, vv }: Projection): Prediction {
    return { mean: this.m + vw - this.m * vu, std: this.sd * Math.sqrt(Math.max(1 - vv, Number.EPSILON)) };
  }

  /** Leaves v = L^-1 k(X, x) in the scratch. */
  private project(x: Vector, slope?: Vector): Projection {
    const { s, k, v } = this.scratch;
    for (let j = 0; j < s.length; j++) s[j] = this.weight * squaredDistance(this.X[j]!, x);
    this.kernel.evaluate(s, k, slope);
    let vw = 0;
    let vu = 0;
    let vv = 0;
    for (let i = 0; i < v.length; i++) {
      const row = this.L[i]!;
      const vi = (k[i]! - dot(row, v, i)) / row[i]!;
      v[i] = vi;
      vw += vi * this.w[i]!;
      vu += vi * this.u[i]!;
      vv += vi * vi;
    }
    return { vw, vu, vv };
  }

  /** Brings the watched points up to date with an observation at x: its row of L and its entries of w and u. */
  private watch(x: Vector, row: Vector, w: number, u: number): void {
    const n = row.length - 1;
    const next = Float64Array.from(this.watched, (c) => this.weight * squaredDistance(c, x));
    this.kernel.evaluate(next, next);
    for (let j = 0; j < n; j++) subtract(next, row[j]!, this.V[j]!);
    for (let c = 0; c < next.length; c++) next[c]! /= row[n]!;
    this.V.push(next);
    this.count(next, w, u, 1);
  }

  private count(row: Vector, w: number, u: number, sign: number): void {
    for (let c = 0; c < row.length; c++) {
      this.watchedW[c]! += w * row[c]!;
      this.watchedU[c]! += u * row[c]!;
      this.watchedV[c]! += sign * row[c]! ** 2;
    }
  }

  private settle(): void {
    this.scratch = scratchOf(this.X.length);
    this.a = undefined;
  }

  /** L'^-1 z, in place. */
  private solveUpper(z: Vector): Vector {
    for (let i = z.length - 1; i >= 0; i--) {
      const row = this.L[i]!;
      const zi = z[i]! / row[i]!;
      z[i] = zi;
      for (let j = 0; j < i; j++) z[j]! -= row[j]! * zi;
    }
    return z;
  }
}

const scratchOf = (n: number) => ({
  s: new Float64Array(n),
  k: new Float64Array(n),
  slope: new Float64Array(n),
  v: new Float64Array(n),
});

function squaredDistance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

/** z -= f r */
function subtract(z: Vector, f: number, r: Vector): void {
  for (let c = 0; c < z.length; c++) z[c]! -= f * r[c]!;
}

/** The product of the heads of two vectors, four sums at a time, which a processor can overlap. */
function dot(a: Vector, b: Vector, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (; i < length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}
