/**
 * The network on one problem, in plain loops: the same numbers as a batch of one on a tape (rule.ts, senses.ts, head.ts),
 * some tens of microseconds a step. Symbols as there.
 *
 * A failed evaluation is shown as the worst value seen so far; before there is any, as the only one, which becomes the
 * incumbent's place but not its value. What an infeasible point is shown as is told in constraints.ts.
 */
import { recurrenceAt, recurrenceSteps, type Vector } from 'optbench';
import { type Rollout, sigmoid, type Weights } from 'optbench/learn';
import { CONSTRAINT_SENSES, Penalties } from './constraints.ts';
import type { PlainController } from './controller.ts';
import type { Design } from './design.ts';
import { MARGIN } from './head.ts';
import { perSpread } from './memory.ts';
import { beforeAnything, epsilonOf, senseWidth } from './senses.ts';

/** Begins a rollout with these weights. */
export function rollout(design: Design, theta: Weights, dim: number): Rollout {
  return new Network(design, theta, dim);
}

class Network implements Rollout {
  private readonly design: Design;
  private readonly theta: Weights;
  private readonly dim: number;
  private readonly controller: PlainController;
  private readonly best: Vector;
  private readonly steps: Vector;
  /** Proposals made, evaluations told, and those of them that did not fail. */
  private asked = 0;
  private told = 0;
  private n = 0;
  private mean = 0;
  private S = 0;
  private least = Number.POSITIVE_INFINITY;
  private worst = Number.NEGATIVE_INFINITY;
  private readonly penalties: Penalties | undefined;
  private proposal: Vector;

  constructor(design: Design, theta: Weights, dim: number, from?: Network) {
    this.design = design;
    this.theta = theta;
    this.dim = dim;
    this.controller = from?.controller.fork() ?? design.controller.plain(theta);
    this.best = from?.best.slice() ?? new Float64Array(dim).fill(0.5);
    this.steps = from?.steps ?? recurrenceSteps(dim);
    if (design.constraints) this.penalties = new Penalties(from?.penalties);
    if (from === undefined) this.proposal = this.next(beforeAnything(design, dim));
    else {
      ({ asked: this.asked, told: this.told, proposal: this.proposal } = from);
      ({ n: this.n, mean: this.mean, S: this.S, least: this.least, worst: this.worst } = from);
    }
  }

  fork(): Rollout {
    return new Network(this.design, this.theta, this.dim, this);
  }

  propose(): Vector {
    return this.proposal;
  }

  observe(x: Vector, value: number, violation = 0): void {
    const { best, penalties } = this;
    this.told++;
    const known = value === Number.POSITIVE_INFINITY ? this.worst : value;
    const y = penalties ? penalties.consider(known, violation) : known;
    if (Number.isFinite(y)) this.remember(x, y);
    else if (violation === 0) best.set(x);
    this.proposal = this.next(this.senses(x, y));
  }

  skip(): void {
    const { design, dim, told } = this;
    this.proposal = this.next(told === 0 ? beforeAnything(design, dim) : this.senses(undefined, Number.NaN));
  }

  /** Numbers as in senses.ts. */
  private senses(x: Vector | undefined, y: number): Float64Array {
    const { design, dim, best } = this;
    const seen = new Float64Array(senseWidth(design, dim));
    const finite = Number.isFinite(y);
    const scale = finite ? perSpread(this.S, this.n, epsilonOf(design)) : 0;
    const raw = finite ? y : 0;
    const shown = design.normalise === 'off' ? raw : finite ? (y - this.mean) * scale : 0;
    if (design.inputs === 'paper') {
      for (let k = 0; k < dim; k++) seen[k] = 5 * ((x ? x[k]! : 0) - 0.5);
      seen[dim] = shown;
    } else {
      for (let k = 0; k < dim; k++) {
        if (x) seen[k] = 5 * (x[k]! - best[k]!);
        seen[dim + k] = 5 * (best[k]! - 0.5);
        seen[2 * dim + k] = 5 * (recurrenceAt(this.asked, this.steps[k]!) - 0.5);
      }
      seen[3 * dim] = shown;
      seen[3 * dim + 1] = finite ? (this.least - this.mean) * scale : 0;
      seen[3 * dim + 2] = this.asked / 100;
    }
    const own = design.inputs === 'paper' ? dim + 1 : 3 * dim + 3;
    if (design.parallel) seen[own] = x ? 1 : 0;
    if (x) this.penalties?.show(seen, seen.length - CONSTRAINT_SENSES, epsilonOf(design));
    return seen;
  }

  /** Numbers as in head.ts. */
  private next(seen: Float64Array): Vector {
    const { design, dim, best, steps, theta, asked } = this;
    const output = this.controller.step(seen);
    const V = theta['V']!.data;
    const a = Float64Array.from(theta['v']!.data);
    for (let j = 0; j < output.length; j++) {
      for (let k = 0; k < a.length; k++) a[k]! += output[j]! * V[j * a.length + k]!;
    }
    this.asked++;
    if (design.inputs === 'paper') return Float64Array.from({ length: dim }, (_, k) => sigmoid(a[k]!));
    const g = sigmoid(a[0]!);
    return Float64Array.from(best, (value, k) => {
      const centre = value + g * (recurrenceAt(asked, steps[k]!) - value);
      const inside = Math.min(1 - MARGIN, Math.max(MARGIN, centre));
      return sigmoid(Math.log(inside / (1 - inside)) + a[k + 1]!);
    });
  }

  private remember(x: Vector, y: number): void {
    const delta = y - this.mean;
    this.n++;
    this.mean += delta / this.n;
    this.S += delta * delta * (1 - 1 / this.n);
    this.worst = Math.max(this.worst, y);
    if (y < this.least) {
      this.least = y;
      this.best.set(x);
    }
  }
}
