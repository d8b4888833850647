/**
 * One search. It stands at a place of its own, the best point since it last started again, and asks its model for the point
 * nearby that promises most; its policy says how much uncertainty is worth (beta), when to start again, when to go home.
 *
 *   x*, y*  best point and value         x', y'  the same since it last started again
 *   z       the next of an even sequence, where new starts are looked for
 */
import { recurrenceAt, recurrenceSteps, type Vector } from 'optbench';
import type { Rollout, Weights } from 'optbench/learn';
import { type Belief, Model } from './model.ts';
import { advise, priorOf, SIGHTS } from './policy.ts';

/** Steps down the model from a place; and from a new start. */
const STEPS = 8;
const FIRST_STEPS = 3;
/** Candidates for a new start. */
const STARTS = 16;
const GOLDEN = 0.6180339887498949;

/** Begins a search. */
export function search(theta: Weights, dim: number): Rollout {
  return new Scout(theta, dim);
}

class Scout implements Rollout {
  private readonly theta: Weights;
  private readonly dim: number;
  private readonly steps: Float64Array;
  private readonly model: Model;
  private readonly belief: Belief;
  private readonly best: Vector;
  private readonly here: Vector;
  private bestValue = Number.POSITIVE_INFINITY;
  private hereValue = Number.POSITIVE_INFINITY;
  private worst = Number.NEGATIVE_INFINITY;
  /** Evaluations told; since the best improved, since the local best did, and since the last start. */
  private t = 0;
  private sinceBest = 0;
  private sinceHere = 0;
  private sinceStart = 0;
  /** What was believed of the last proposal. */
  private predicted = 0;
  private unsure = 0;
  private previous: Vector;
  private proposal: Vector;

  constructor(theta: Weights, dim: number, from?: Scout) {
    this.theta = theta;
    this.dim = dim;
    this.steps = from?.steps ?? recurrenceSteps(dim);
    this.model = from?.model.copy() ?? new Model(dim, priorOf(theta));
    this.belief = { mu: 0, sigma: 0, dMu: new Float64Array(dim), dSigma: new Float64Array(dim) };
    this.best = from?.best.slice() ?? new Float64Array(dim).fill(0.5);
    this.here = from?.here.slice() ?? new Float64Array(dim).fill(0.5);
    this.previous = from?.previous.slice() ?? new Float64Array(dim).fill(0.5);
    this.proposal = from?.proposal.slice() ?? new Float64Array(dim).fill(0.5);
    if (from === undefined) return;
    ({ bestValue: this.bestValue, hereValue: this.hereValue, worst: this.worst, t: this.t } = from);
    ({ sinceBest: this.sinceBest, sinceHere: this.sinceHere, sinceStart: this.sinceStart } = from);
    ({ predicted: this.predicted, unsure: this.unsure } = from);
  }

  fork(): Rollout {
    return new Scout(this.theta, this.dim, this);
  }

  propose(): Vector {
    return this.proposal;
  }

  observe(x: Vector, value: number): void {
    const { model } = this;
    this.t++;
    if (!Number.isFinite(value) && this.worst === Number.NEGATIVE_INFINITY) {
      // Nothing is known yet but that this point failed.
      this.proposal = this.anchor(this.t);
      return;
    }
    // A failure is as bad as the worst value that was none.
    const y = Number.isFinite(value) ? value : this.worst;
    this.worst = Math.max(this.worst, y);
    const tolerance = model.count > 1 ? 0.02 * model.scale : 0;
    this.sinceHere = y < this.hereValue - tolerance ? 0 : this.sinceHere + 1;
    this.sinceBest = y < this.bestValue - tolerance ? 0 : this.sinceBest + 1;
    this.sinceStart++;
    const before = this.hereValue;
    model.add(x, y);
    if (y < this.hereValue) {
      this.hereValue = y;
      this.here.set(x);
    }
    if (y < this.bestValue) {
      this.bestValue = y;
      this.best.set(x);
    }
    const u = this.sights(x, y, before);
    this.previous.set(x);
    this.proposal = this.next(u);
  }

  /** What the policy sees. */
  private sights(x: Vector, y: number, before: number): Float64Array {
    const { model, t, dim } = this;
    const u = new Float64Array(SIGHTS);
    const [s, m, l] = [model.scale, model.mean, model.lengthScale];
    const seen = model.count > 1;
    const standard = (value: number): number => clamp((model.compressed(value) - m) / s, 8);
    u[3] = t / 50 - 1.02;
    u[4] = 2 / Math.sqrt(t) - 0.5;
    u[5] = Math.log(l / 0.2);
    u[6] = 4 / Math.sqrt(dim) - 2;
    u[7] = 0.5 * Math.log1p(this.sinceBest);
    u[8] = 0.5 * Math.log1p(this.sinceHere);
    u[12] = 0.3 * Math.log(distance(this.here, this.best) / l + 0.01);
    u[13] = this.sinceStart / 20 - 0.5;
    u[14] = 0.3 * Math.log(distance(x, this.previous) / l + 1e-3);
    u[11] = -1;
    if (!seen) return u;
    u[0] = standard(y);
    u[1] = standard(this.bestValue);
    u[2] = standard(this.hereValue);
    u[9] = 0.5 * clamp((model.compressed(y) - this.predicted) / (this.unsure + 1e-3 * s), 5);
    u[10] = Number.isFinite(before) ? clamp((this.predicted - model.compressed(before)) / s, 4) : 0;
    u[11] = clamp((5 * this.unsure) / s, 10) - 1;
    u[15] = clamp((model.compressed(this.hereValue) - model.compressed(this.bestValue)) / s, 8);
    return u;
  }

  /** The next proposal. */
  private next(u: Float64Array): Vector {
    const { theta, model, belief, t } = this;
    const { beta, again, home } = advise(theta, u);
    // Decisions by chance would differ from run to run: an even sequence stands in for it.
    const lot = recurrenceAt(t, GOLDEN);
    let x: Vector;
    if (model.count > 1 && lot < again) {
      x = this.newStart(beta);
      this.hereValue = Number.POSITIVE_INFINITY;
      this.sinceHere = 0;
      this.sinceStart = 0;
    } else {
      if (lot > 1 - home && this.hereValue > this.bestValue) {
        this.here.set(this.best);
        this.hereValue = this.bestValue;
        this.sinceHere = 0;
        this.sinceStart = 0;
      }
      const z = this.anchor(t);
      x = this.here.map((value, k) => value + 0.1 * (z[k]! - value));
      if (model.count > 1) this.descend(x, beta, STEPS);
    }
    model.at(x, belief);
    this.predicted = belief.mu;
    this.unsure = belief.sigma;
    return x;
  }

  /** The most promising of some places spread over the cube, and a few steps down from there. */
  private newStart(beta: number): Vector {
    const { model, belief, t } = this;
    let best: Vector = this.here;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 1; j <= STARTS; j++) {
      const x = this.anchor(STARTS * t + j);
      model.at(x, belief);
      const promise = belief.mu - beta * belief.sigma;
      if (promise < least) {
        least = promise;
        best = x;
      }
    }
    this.descend(best, beta, FIRST_STEPS);
    return best;
  }

  private anchor(t: number): Vector {
    return this.steps.map((step) => recurrenceAt(t, step));
  }

  /**
   * Steps down mu - beta sigma from x, in place: -l_k^2 times the gradient over the depth, which is Newton's step where the
   * model is a single well, and at most half a length-scale.
   */
  private descend(x: Vector, beta: number, count: number): void {
    const { model, belief, dim } = this;
    const { lengthScales, scale, mean } = model;
    const step = new Float64Array(dim);
    for (let i = 0; i < count; i++) {
      model.at(x, belief);
      const depth = Math.abs((belief.mu - mean - beta * belief.sigma) / scale);
      let norm = 0;
      for (let k = 0; k < dim; k++) {
        const slope = (belief.dMu[k]! - beta * belief.dSigma[k]!) / scale;
        step[k] = (-slope * lengthScales[k]! ** 2) / Math.max(depth, 0.7);
        norm += (step[k]! / lengthScales[k]!) ** 2;
      }
      const shorten = Math.min(1, 0.5 / (Math.sqrt(norm) + 1e-12));
      for (let k = 0; k < dim; k++) x[k] = Math.min(1, Math.max(0, x[k]! + shorten * step[k]!));
    }
  }
}

function distance(a: Vector, b: Vector): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) ** 2;
  return Math.sqrt(sum);
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
