/**
 * Logistic regression, binomial or multinomial, with a ridge penalty, fitted to the end by Newton's method; the Newton
 * system is solved by conjugate gradients. Nocedal & Wright (2006), Numerical Optimization, Algorithm 7.1 (line search
 * Newton-CG). Under `map: fourier` the inputs are random Fourier features of a Gaussian kernel.
 *
 *   Z  n x q   inputs, the last column 1       W  k x q   weights; k = 1 (sigmoid) for two classes, else k = classes
 *   minimised: mean cross-entropy + l2 / 2 |W without its last column|^2
 *   (the C of liblinear and scikit-learn is 1 / (n l2))
 */
import { choice, dot, integer, real, space, when } from 'optbench';
import { fourierFeatures, withConstant } from '../features.ts';
import type { Learner, Matrix } from '../learner.ts';

const tolerance = 1e-8;

/** Logistic regression. */
export const logistic: Learner = {
  name: 'logistic',
  about: 'Logistic regression, linear or on random Fourier features, by Newton-CG (own code).',
  source: 'Nocedal & Wright (2006), Numerical Optimization, Algorithm 7.1; Rahimi & Recht (2007), Random Features',
  metric: (kind) => (kind === 'classification' ? 'log-loss' : undefined),
  space: () =>
    space({
      l2: real(1e-4, 1, 'log'),
      map: choice('linear', 'fourier'),
      gamma: when('map', ['fourier'], real(1e-3, 1, 'log')),
      features: when('map', ['fourier'], integer(8, 48, 'log')),
    }),
  open:
    ({ classes }) =>
    ({ l2, map: kind, gamma, features }, { x, y }, query, rng) => {
      const map =
        kind === 'linear' ? withConstant : fourierFeatures(x.columns, features as number, gamma as number, rng);
      const regression = new Regression(map(x), y, classes, l2 as number);
      return regression.predict(map(query), newton(regression));
    },
};

/** The penalised cross-entropy as a function of W, with its first and second derivatives. */
class Regression {
  readonly size: number;
  private readonly z: Matrix;
  private readonly y: Float64Array;
  private readonly k: number;
  private readonly l2: number;
  /** n x k: probabilities at the W of the last `value`. */
  private readonly p: Float64Array;
  private readonly scratch: Float64Array;

  constructor(z: Matrix, y: Float64Array, classes: number, l2: number) {
    this.z = z;
    this.y = y;
    this.k = classes === 2 ? 1 : classes;
    this.l2 = l2;
    this.size = this.k * z.columns;
    this.p = new Float64Array(z.rows * this.k);
    this.scratch = new Float64Array(this.p.length);
  }

  value(w: Float64Array): number {
    const { p, y, k, z } = this;
    project(z, w, k, p);
    const loss = k === 1 ? sigmoid(p, y) : softmax(p, k, y);
    let squares = 0;
    for (let i = 0; i < w.length; i++) if (!this.free(i)) squares += w[i]! ** 2;
    return loss / z.rows + (this.l2 / 2) * squares;
  }

  /** At the W of the last `value`. */
  gradient(w: Float64Array): Float64Array {
    const { p, y, k, z, scratch: r } = this;
    for (let i = 0; i < z.rows; i++) {
      for (let c = 0; c < k; c++) r[i * k + c] = p[i * k + c]! - Number(k === 1 ? y[i] === 1 : y[i] === c);
    }
    return this.gather(r, w);
  }

  /** The Hessian at the W of the last `value`, times v. */
  curvature(v: Float64Array): Float64Array {
    const { p, k, z, scratch: r } = this;
    project(z, v, k, r);
    for (let i = 0; i < z.rows; i++) {
      if (k === 1) {
        r[i]! *= p[i]! * (1 - p[i]!);
        continue;
      }
      let mean = 0;
      for (let c = i * k; c < (i + 1) * k; c++) mean += p[c]! * r[c]!;
      for (let c = i * k; c < (i + 1) * k; c++) r[c] = p[c]! * (r[c]! - mean);
    }
    return this.gather(r, v);
  }

  /** The diagonal of that Hessian. */
  diagonal(): Float64Array {
    const { p, k, z } = this;
    const q = z.columns;
    const d = Float64Array.from({ length: this.size }, (_, i) => (this.free(i) ? 1e-12 : this.l2));
    for (let i = 0; i < z.rows; i++) {
      for (let c = 0; c < k; c++) {
        const s = (p[i * k + c]! * (1 - p[i * k + c]!)) / z.rows;
        for (let j = 0; j < q; j++) d[c * q + j]! += s * z.data[i * q + j]! ** 2;
      }
    }
    return d;
  }

  /** Class probabilities, rows x classes. */
  predict(z: Matrix, w: Float64Array): Float64Array {
    const p = new Float64Array(z.rows * this.k);
    project(z, w, this.k, p);
    if (this.k > 1) {
      softmax(p, this.k);
      return p;
    }
    sigmoid(p);
    return Float64Array.from({ length: 2 * z.rows }, (_, i) => (i % 2 === 1 ? p[i >> 1]! : 1 - p[i >> 1]!));
  }

  /** Whether this weight, an intercept, goes without penalty. */
  private free(i: number): boolean {
    return (i + 1) % this.z.columns === 0;
  }

  /** R^T Z / n + l2 W, where R is n x k. */
  private gather(r: Float64Array, w: Float64Array): Float64Array {
    const { z, k } = this;
    const q = z.columns;
    const sum = new Float64Array(this.size);
    for (let i = 0; i < z.rows; i++) {
      for (let c = 0; c < k; c++) {
        const s = r[i * k + c]!;
        for (let j = 0; j < q; j++) sum[c * q + j]! += s * z.data[i * q + j]!;
      }
    }
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! / z.rows + (this.free(i) ? 0 : this.l2 * w[i]!);
    return sum;
  }
}

/** Minimises from W = 0. */
function newton(regression: Regression): Float64Array {
  let w = new Float64Array(regression.size);
  let value = regression.value(w);
  for (let iteration = 0; iteration < 100; iteration++) {
    const gradient = regression.gradient(w);
    if (gradient.every((g) => Math.abs(g) <= tolerance)) return w;
    const step = conjugateGradients(regression, gradient);
    const slope = dot(gradient, step);
    // Armijo's condition (Nocedal & Wright, equation 3.4), halving from the full Newton step.
    for (let length = 1; ; length /= 2) {
      const next = w.map((wi, i) => wi + length * step[i]!);
      const nextValue = regression.value(next);
      if (nextValue <= value + 1e-4 * length * slope) {
        [w, value] = [next, nextValue];
        break;
      }
      // At the limit of precision there is nothing left to gain.
      if (length < 1e-8) return w;
    }
  }
  return w;
}

/** Solves H step = -gradient roughly, and the more closely the nearer the minimum is; preconditioned by H's diagonal. */
function conjugateGradients(regression: Regression, gradient: Float64Array): Float64Array {
  const diagonal = regression.diagonal();
  const size = norm(gradient);
  const enough = Math.min(0.5, Math.sqrt(size)) * size;
  const step = new Float64Array(gradient.length);
  const residual = gradient.slice();
  let z = residual.map((r, i) => r / diagonal[i]!);
  const direction = z.map((zi) => -zi);
  let rz = dot(residual, z);
  for (let j = 0; j < 200 && norm(residual) > enough; j++) {
    const h = regression.curvature(direction);
    const bend = dot(direction, h);
    if (bend <= 0) break;
    const length = rz / bend;
    for (let i = 0; i < step.length; i++) {
      step[i]! += length * direction[i]!;
      residual[i]! += length * h[i]!;
    }
    z = residual.map((r, i) => r / diagonal[i]!);
    const next = dot(residual, z);
    for (let i = 0; i < step.length; i++) direction[i] = -z[i]! + (next / rz) * direction[i]!;
    rz = next;
  }
  return step;
}

/** out = Z W^T, n x k. */
function project({ rows, columns: q, data }: Matrix, w: Float64Array, k: number, out: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let j = 0; j < q; j++) sum += w[c * q + j]! * data[i * q + j]!;
      out[i * k + c] = sum;
    }
  }
}

/** Turns margins into probabilities of class 1, in place, and adds up the cross-entropy. */
function sigmoid(p: Float64Array, y?: Float64Array): number {
  let loss = 0;
  for (let i = 0; i < p.length; i++) {
    const a = p[i]!;
    loss += Math.log1p(Math.exp(-Math.abs(a))) + Math.max(0, y?.[i] === 1 ? -a : a);
    p[i] = 1 / (1 + Math.exp(-a));
  }
  return loss;
}

/** Turns each row's k margins into probabilities, in place, and adds up the cross-entropy. */
function softmax(p: Float64Array, k: number, y?: Float64Array): number {
  let loss = 0;
  for (let first = 0; first < p.length; first += k) {
    let top = Number.NEGATIVE_INFINITY;
    for (let c = first; c < first + k; c++) top = Math.max(top, p[c]!);
    if (y !== undefined) loss += top - p[first + y[first / k]!]!;
    let sum = 0;
    for (let c = first; c < first + k; c++) {
      p[c] = Math.exp(p[c]! - top);
      sum += p[c]!;
    }
    loss += Math.log(sum);
    for (let c = first; c < first + k; c++) p[c]! /= sum;
  }
  return loss;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}
