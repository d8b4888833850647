/**
 * What the scout believes of f: a Gaussian process with an RBF kernel, fitted as results come in. Rasmussen & Williams (2006),
 * equations 2.25, 2.26 and 2.30; the mean is the generalised least-squares one, the scale the profile likelihood's.
 *
 *   K_ij = exp(-1/2 sum_k (x_ik - x_jk)^2 / l_k^2) + nugget [i = j]
 *   m = 1'K^-1 y / 1'K^-1 1        s^2 = (y - m)'K^-1 (y - m) / n
 *   mu(x) = m + k'K^-1 (y - m)     sigma^2(x) = s^2 (1 + nugget - k'K^-1 k)
 *
 * K^-1 grows by a row with every result, O(n^2). The length-scales are refitted now and then by a sweep over a grid of factors:
 * first all of them together, then one after another, then the nugget (evidence.ts judges them).
 */
import type { Vector } from 'optbench';
import { evidence, type Guess, geometricMean, NUGGETS, type Prior } from './evidence.ts';

/** Results after which the length-scales are fitted anew: more and more seldom. */
const REFITS = new Set([4, 7, 10, 14, 20, 28, 40, 56, 78]);
/** After the last of those, every so many; and at last none, for a refit takes O(n^3). */
const EVERY = 25;
const LAST = 250;
const FACTORS = [0.75, 1.33];

/** mu and sigma at a point, with their gradients. */
export interface Belief {
  mu: number;
  sigma: number;
  readonly dMu: Vector;
  readonly dSigma: Vector;
}

/** The process. */
export class Model implements Guess {
  readonly dim: number;
  readonly lengthScales: Vector;
  nugget = NUGGETS[0]!;
  /** The prior mean and scale of the values, as compressed. */
  mean = 0;
  scale = 1;
  private refits = 0;
  /** The least value, and how far the median lies above it. */
  private least = 0;
  private spread = 1;
  private n = 0;
  private X = new Float64Array(0);
  private told = new Float64Array(0);
  /** K^-1, row by row with room to grow. */
  private inverse = new Float64Array(0);
  private room = 0;
  private alpha = new Float64Array(0);
  private y = new Float64Array(0);
  private k = new Float64Array(0);
  private v = new Float64Array(0);

  private readonly prior: Prior;

  constructor(dim: number, prior: Prior) {
    this.dim = dim;
    this.prior = prior;
    this.lengthScales = new Float64Array(dim).fill(prior.middle);
  }

  /** Results told. */
  get count(): number {
    return this.n;
  }

  /** The geometric mean of the length-scales. */
  get lengthScale(): number {
    return geometricMean(this.lengthScales);
  }

  /** The same model, to be continued on its own. */
  copy(): Model {
    const other = new Model(this.dim, this.prior);
    other.lengthScales.set(this.lengthScales);
    Object.assign(other, {
      mean: this.mean,
      scale: this.scale,
      nugget: this.nugget,
      refits: this.refits,
      least: this.least,
      spread: this.spread,
      n: this.n,
      room: this.room,
      X: this.X.slice(),
      told: this.told.slice(),
      inverse: this.inverse.slice(),
      alpha: this.alpha.slice(),
      y: this.y.slice(),
      k: this.k.slice(),
      v: this.v.slice(),
    });
    return other;
  }

  /** Learns that f(x) = value. */
  add(x: Vector, value: number): void {
    if (this.n === this.room) this.grow();
    const { n, dim } = this;
    this.X.set(x, n * dim);
    this.told[n] = value;
    this.n++;
    if (REFITS.has(this.n) || (this.n > 78 && this.n <= LAST && this.n % EVERY === 0)) this.refit();
    else this.border();
    this.settle();
  }

  /** What is believed of x; written to `belief`. */
  at(x: Vector, belief: Belief): void {
    const { n, dim, X, lengthScales, alpha, inverse, room, k, v } = this;
    const { dMu, dSigma } = belief;
    let mu = 0;
    for (let i = 0; i < n; i++) {
      k[i] = this.correlation(x, i);
      mu += k[i]! * alpha[i]!;
    }
    let explained = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      const row = i * room;
      for (let j = 0; j < n; j++) sum += inverse[row + j]! * k[j]!;
      v[i] = sum;
      explained += sum * k[i]!;
    }
    const sigma = Math.sqrt(Math.max(1e-9, 1 + this.nugget - explained));
    for (let c = 0; c < dim; c++) {
      let [a, b] = [0, 0];
      for (let i = 0; i < n; i++) {
        const apart = k[i]! * (x[c]! - X[i * dim + c]!);
        a -= alpha[i]! * apart;
        b += v[i]! * apart;
      }
      const perScale = 1 / lengthScales[c]! ** 2;
      dMu[c] = a * perScale;
      dSigma[c] = (this.scale * b * perScale) / sigma;
    }
    belief.mu = this.mean + mu;
    belief.sigma = this.scale * sigma;
  }

  /** A value as the model sees it: what exceeds the median's distance from the least value counts logarithmically. */
  compressed(value: number): number {
    const r = (value - this.least) / this.spread;
    return r <= 1 ? value : this.least + this.spread * (1 + Math.log(r));
  }

  private correlation(x: Vector, i: number): number {
    const { dim, X, lengthScales } = this;
    let sum = 0;
    for (let c = 0; c < dim; c++) {
      const apart = (x[c]! - X[i * dim + c]!) / lengthScales[c]!;
      sum += apart * apart;
    }
    return Math.exp(-0.5 * sum);
  }

  /** K^-1 with one row more, by the inverse of a bordered matrix. */
  private border(): void {
    const { n, dim, X, inverse, room, k, v } = this;
    const last = n - 1;
    const x = X.subarray(last * dim, n * dim);
    for (let i = 0; i < last; i++) k[i] = this.correlation(x, i);
    let explained = 0;
    for (let i = 0; i < last; i++) {
      let sum = 0;
      for (let j = 0; j < last; j++) sum += inverse[i * room + j]! * k[j]!;
      v[i] = sum;
      explained += sum * k[i]!;
    }
    const rest = Math.max(0.5 * this.nugget, 1 + this.nugget - explained);
    for (let i = 0; i < last; i++) {
      const w = v[i]! / rest;
      for (let j = 0; j < last; j++) inverse[i * room + j]! += w * v[j]!;
      inverse[i * room + last] = -w;
      inverse[last * room + i] = -w;
    }
    inverse[last * room + last] = 1 / rest;
  }

  /** Mean, scale and weights for the values told. */
  private settle(): void {
    const { n, y, alpha, inverse, room } = this;
    this.compress();
    let [top, bottom] = [0, 0];
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += inverse[i * room + j]!;
      top += sum * y[i]!;
      bottom += sum;
    }
    this.mean = bottom > 0 ? top / bottom : y[0]!;
    let fit = 0;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += inverse[i * room + j]! * (y[j]! - this.mean);
      alpha[i] = sum;
      fit += sum * (y[i]! - this.mean);
    }
    this.scale = Math.sqrt(Math.max(fit / n, 1e-24 * (1 + this.mean ** 2)));
  }

  /** The sweep over factors of the length-scales. */
  private refit(): void {
    const { dim, lengthScales } = this;
    this.compress();
    let best = evidence(this.n, this.X, this.y, this, this.prior);
    const attempt = (change: (factor: number) => void, factors: readonly number[]): void => {
      for (const factor of factors) {
        const [before, nugget] = [lengthScales.slice(), this.nugget];
        change(factor);
        const score = evidence(this.n, this.X, this.y, this, this.prior);
        if (score > best) best = score;
        else {
          lengthScales.set(before);
          this.nugget = nugget;
        }
      }
    };
    attempt((factor) => {
      for (let c = 0; c < dim; c++) lengthScales[c]! *= factor;
    }, FACTORS);
    if (this.n >= 7) {
      // One way at this refit, the other way at the next.
      const factor = FACTORS[this.refits++ % 2]!;
      for (let c = 0; c < dim; c++) {
        attempt(() => {
          lengthScales[c]! *= factor;
        }, [factor]);
      }
      const at = NUGGETS.indexOf(this.nugget);
      attempt(
        (nugget) => {
          this.nugget = nugget;
        },
        NUGGETS.slice(Math.max(0, at - 1), at + 2).filter((nugget) => nugget !== this.nugget),
      );
    }
    this.invert();
  }

  /** The values told as the model sees them. */
  private compress(): void {
    const { n, told, y } = this;
    const sorted = told.slice(0, n).sort();
    this.least = sorted[0]!;
    const median = (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2;
    this.spread = Math.max(median - this.least, 1e-12 * (1 + Math.abs(this.least)));
    for (let i = 0; i < n; i++) y[i] = this.compressed(told[i]!);
  }

  /** K^-1 from scratch. */
  private invert(): void {
    const { n } = this;
    for (let i = 1; i <= n; i++) {
      this.n = i;
      this.border();
    }
  }

  private grow(): void {
    const room = Math.max(32, 2 * this.room);
    const inverse = new Float64Array(room * room);
    for (let i = 0; i < this.n; i++) {
      inverse.set(this.inverse.subarray(i * this.room, i * this.room + this.n), i * room);
    }
    this.inverse = inverse;
    this.room = room;
    const longer = (old: Float64Array, length: number) => {
      const next = new Float64Array(length);
      next.set(old.subarray(0, Math.min(old.length, length)));
      return next;
    };
    this.X = longer(this.X, room * this.dim);
    this.told = longer(this.told, room);
    this.alpha = longer(this.alpha, room);
    this.y = longer(this.y, room);
    this.k = longer(this.k, room);
    this.v = longer(this.v, room);
  }
}
