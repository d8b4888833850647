/**
 * Learned optimizers: update rules with weights. A rule is written once over tensors, batched over B problems, for
 * training; and once as a rollout on one problem in plain numbers, for use. `freeze` makes an ordinary optimizer of a
 * rule and its weights, and nothing downstream knows of learning. No tensor engine is needed to use one.
 */
import { type Rng, shuffled } from './math/random.ts';
import { type Sobol, sobol } from './math/sobol.ts';
import type { Vector } from './math/vector.ts';
import type { Optimizer, Search, Setup, Trial } from './optimizer.ts';
import type { Order } from './problem.ts';
import type { Space } from './space.ts';
import type { Node, Tape } from './tensor/tape.ts';
import type { Weights } from './tensor/weights.ts';

/** Theta on a tape. */
export type Theta = Readonly<Record<string, Node>>;

/** One problem under way, in plain numbers. Points are snapped and in [0, 1]^n. */
export interface Rollout {
  /** What the rule proposes next. */
  propose(): Vector;
  /** The result of a proposal; +Infinity where the evaluation failed. */
  observe(x: Vector, value: number): void;
  /** One more proposal before any result: only rules made for parallel workers know how. */
  skip?(): void;
  /** The same rollout, to be continued on its own. */
  fork(): Rollout;
}

/** What a rule is told when a batch begins. */
export interface Beginning {
  readonly dim: number;
  /** Problems in the batch. */
  readonly size: number;
}

/** A result for each of B problems: x is [B, n], value [B, 1]. */
export interface Seen {
  readonly x: Node;
  readonly value: Node;
  /** By how much x violates the constraints, [B, 1], where there are any. */
  readonly violation?: Node;
}

/** Where a batch stands: the next proposals, [B, n], and what the rule remembers. */
export interface Standing<State> {
  readonly x: Node;
  readonly state: State;
}

/** An update rule with weights. */
export interface LearnedOptimizer<State = unknown> {
  readonly name: string;
  readonly order: Order;
  /** Paper, section, equation. */
  readonly source: string;
  /** Fresh weights for problems of this dimension. */
  weights(dim: number, rng: Rng): Weights;
  /** B problems, before the first proposal. */
  begin(tape: Tape, theta: Theta, beginning: Beginning): State;
  /**
   * The next proposals, after a result; without one at the first step, and whenever a rule for parallel workers is asked
   * for another proposal before a result is in.
   */
  step(tape: Tape, theta: Theta, state: State, seen: Seen | undefined): Standing<State>;
  /** One problem, without a tape: the same numbers as a batch of one. */
  rollout(theta: Weights, dim: number): Rollout;
}

/**
 * A rule that is written in plain numbers only. On a tape no gradient comes back from it: it is trained by evolution
 * strategies (src/meta/evolution.ts).
 */
export function fromRollout(
  rule: Pick<LearnedOptimizer, 'name' | 'order' | 'source' | 'weights' | 'rollout'>,
): LearnedOptimizer<readonly Rollout[]> {
  return {
    ...rule,
    begin(tape, theta, { dim, size }) {
      const weights = Object.fromEntries(
        Object.entries(theta).map(([name, node]) => [
          name,
          { shape: [node.rows, node.cols], data: Float32Array.from(tape.numbers(node)) },
        ]),
      );
      return Array.from({ length: size }, () => rule.rollout(weights, dim));
    },
    step(tape, _, rollouts, seen) {
      const dim = rollouts[0]!.propose().length;
      const x = tape.loops({
        inputs: seen === undefined ? [] : [seen.x, seen.value],
        rows: rollouts.length,
        cols: dim,
        forward(out, points, values) {
          rollouts.forEach((rollout, b) => {
            if (points) rollout.observe(Float64Array.from(points.subarray(b * dim, (b + 1) * dim)), values![b]!);
            out.set(rollout.propose(), b * dim);
          });
        },
        backward() {},
      });
      return { x, state: rollouts };
    },
  };
}

/** Trained weights with what is known of them. */
export interface Trained {
  readonly weights: Weights;
  /** Evaluations that the rule was trained for: an episode is never longer. */
  readonly horizon: number;
  /** Evaluations without progress after which an episode ends; without it, only the horizon ends one. */
  readonly patience?: number;
}

/** Trained weights by dimension. */
export interface TrainedSets {
  readonly dims: readonly number[];
  of(dim: number): Trained;
}

/**
 * An ordinary optimizer from a rule and its weights, one set for each dimension.
 *
 * Parallel workers: the rollout holds the results told so far; a point that is still out is taken to come back with the
 * mean of the values seen (a constant liar, Ginsbourger et al. 2010) on a fork that is thrown away afterwards.
 *
 * Episodes: beyond its horizon a rule has never been trained, and one that has settled in a valley stays there. At the
 * horizon, or when `patience` evaluations brought no progress (5 % of the spread of the values), a new episode begins, in a
 * cube whose axes are mirrored and permuted at random, otherwise than before, so that it searches from elsewhere.
 *
 * While all values told are the same, three at least, there is nothing to go by: the next Sobol point is proposed.
 *
 * A proposal whose canonical point has been evaluated before would teach nothing. It is replaced by a normal step from
 * there, first 0.02 of the cube wide and wider each time, until it is new (for 32 attempts).
 */
export function freeze(rule: LearnedOptimizer, trained: TrainedSets): Optimizer {
  return {
    name: rule.name,
    order: rule.order,
    source: rule.source,
    unfit({ space: { bounded, dim } }) {
      if (!bounded) return `${rule.name} proposes points of the unit cube; this space is unbounded`;
      if (!trained.dims.includes(dim)) {
        return `${rule.name} has weights for ${trained.dims.join(', ')} dimensions, not for ${dim}`;
      }
      return undefined;
    },
    start(setup) {
      const known = trained.of(setup.space.dim);
      return new FrozenSearch(() => rule.rollout(known.weights, setup.space.dim), known, setup);
    },
  };
}

/** The share of the values' spread that counts as progress. */
const PROGRESS = 0.05;

class FrozenSearch implements Search {
  private readonly fresh: () => Rollout;
  private readonly trained: Trained;
  private readonly space: Space;
  private readonly rng: Rng;
  private readonly even: Sobol;
  private readonly out = new Map<number, Vector>();
  private readonly taken = new Set<string>();
  private readonly all = new Moments();
  private view: View;
  private rollout: Rollout;
  private episode = new Moments();
  private age = 0;
  private progressAt = 0;
  private record = Number.POSITIVE_INFINITY;

  constructor(fresh: () => Rollout, trained: Trained, { space, rng }: Setup) {
    this.fresh = fresh;
    this.trained = trained;
    this.space = space;
    this.rng = rng;
    this.even = sobol(space.dim, { scramble: rng.split('even') });
    this.view = plainView(space.dim);
    this.rollout = fresh();
  }

  ask(id: number): Vector {
    const wanted = this.all.count > 2 && this.all.spread === 0 ? this.even.next() : this.proposal();
    let x = wanted;
    for (let attempt = 0; attempt < 32 && this.taken.has(this.key(x)); attempt++) {
      const width = 0.02 * 1.15 ** attempt;
      x = wanted.map((centre) => mirrored(centre + width * this.rng.normal()));
    }
    this.taken.add(this.key(x));
    this.out.set(id, x);
    return x;
  }

  tell({ id, x, value }: Trial): void {
    this.out.delete(id);
    // Squares of what is told must be finite; a failure stays what it is.
    const seen = value === Number.POSITIVE_INFINITY ? value : Math.max(-1e150, Math.min(1e150, value));
    this.all.add(seen);
    this.episode.add(seen);
    this.age++;
    if (seen < this.record - PROGRESS * this.episode.spread) {
      this.record = seen;
      this.progressAt = this.age;
    }
    const { horizon, patience = Number.POSITIVE_INFINITY } = this.trained;
    if (this.age >= horizon || this.age - this.progressAt >= patience) this.begin();
    else this.rollout.observe(inward(this.view, this.space.snap(x)), seen);
  }

  private begin(): void {
    this.rollout = this.fresh();
    this.view = anotherView(this.view, this.space.dim, this.rng);
    this.episode = new Moments();
    this.age = 0;
    this.progressAt = 0;
    this.record = Number.POSITIVE_INFINITY;
  }

  private proposal(): Vector {
    if (this.out.size === 0) return outward(this.view, this.rollout.propose());
    const imagined = this.rollout.fork();
    for (const x of this.out.values()) imagined.observe(inward(this.view, this.space.snap(x)), this.episode.mean);
    return outward(this.view, imagined.propose());
  }

  private key(x: Vector): string {
    return this.space.snap(x).join();
  }
}

/** Count, mean and standard deviation of the finite values told (Welford 1962). */
class Moments {
  count = 0;
  mean = 0;
  private S = 0;

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    const delta = value - this.mean;
    this.count++;
    this.mean += delta / this.count;
    this.S += delta * (value - this.mean);
  }

  get spread(): number {
    return this.count === 0 ? 0 : Math.sqrt(this.S / this.count);
  }
}

/** How the rule's cube lies in the space's: u_i = x_a(i), or 1 - x_a(i) where axis i is mirrored. */
interface View {
  readonly axis: readonly number[];
  readonly mirror: readonly boolean[];
}

const plainView = (dim: number): View => ({
  axis: Array.from({ length: dim }, (_, i) => i),
  mirror: new Array<boolean>(dim).fill(false),
});

function anotherView(last: View, dim: number, rng: Rng): View {
  const drawn = {
    axis: shuffled(plainView(dim).axis, rng),
    mirror: Array.from({ length: dim }, () => rng.next() < 0.5),
  };
  return JSON.stringify(drawn) === JSON.stringify(last) ? anotherView(last, dim, rng) : drawn;
}

function inward({ axis, mirror }: View, x: Vector): Vector {
  return Float64Array.from(axis, (a, i) => (mirror[i] ? 1 - x[a]! : x[a]!));
}

function outward({ axis, mirror }: View, u: Vector): Vector {
  const x = new Float64Array(u.length);
  axis.forEach((a, i) => {
    x[a] = mirror[i] ? 1 - u[i]! : u[i]!;
  });
  return x;
}

/** Folds a number back into [0, 1] at the faces. */
function mirrored(v: number): number {
  const w = Math.abs(v) % 2;
  return w > 1 ? 2 - w : w;
}
