/**
 * Learned optimizers: update rules with weights. A rule is written once over tensors, batched over B problems, for
 * training; and once as a rollout on one problem in plain numbers, for use. `freeze` makes an ordinary optimizer of a
 * rule and its weights, and nothing downstream knows of learning. No tensor engine is needed to use one.
 */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { type Rng, shuffled } from './math/random.ts';
import type { Vector } from './math/vector.ts';
import type { Optimizer, Setup, Trial } from './optimizer.ts';
import type { Order } from './problem.ts';

/** A named tensor in plain numbers, row by row. */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
/** Theta: what is learned. */
export type Weights = Readonly<Record<string, Weight>>;
/** Theta on the tape. */
export type Theta = Readonly<Record<string, Tensor>>;

/** One problem under way, in plain numbers. Points are snapped and in [0, 1]^n. */
export interface Rollout {
  /** What the rule proposes next. */
  propose(): Vector;
  /** The result of a proposal; +Infinity where the evaluation failed. */
  observe(x: Vector, value: number): void;
  /** The same rollout, to be continued on its own. */
  fork(): Rollout;
}

/** What a rule is told when a batch begins. */
export interface Beginning {
  readonly dim: number;
  /** Problems in the batch. */
  readonly size: number;
}

/** Where a batch stands: the next proposals, and what the rule remembers. */
export interface Standing<State> {
  readonly x: Tensor2D;
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
  /** B problems, before the first evaluation. */
  begin(theta: Theta, beginning: Beginning): Standing<State>;
  /** B problems, after one more evaluation each: x is [B, n], value [B]. */
  step(theta: Theta, state: State, seen: { readonly x: Tensor2D; readonly value: Tensor1D }): Standing<State>;
  /** One problem, without tensors: the same numbers as a batch of one. */
  rollout(theta: Weights, dim: number): Rollout;
}

/** Trained weights with what is known of them. */
export interface Trained {
  readonly weights: Weights;
  /** Evaluations in an episode: as many as it was trained for, or fewer where that has proved better. */
  readonly horizon: number;
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
 * Beyond its horizon a rule has never been trained: then a new episode begins, in a cube whose axes are mirrored and
 * permuted at random, otherwise than before, so that it searches from elsewhere.
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
      const { weights, horizon } = trained.of(setup.space.dim);
      return search(() => rule.rollout(weights, setup.space.dim), horizon, setup);
    },
  };
}

function search(fresh: () => Rollout, horizon: number, { space, rng }: Setup) {
  const out = new Map<number, Vector>();
  const taken = new Set<string>();
  let view = plainView(space.dim);
  let rollout = fresh();
  let told = 0;
  let sum = 0;
  let finite = 0;

  const propose = (): Vector => {
    if (out.size === 0) return outward(view, rollout.propose());
    const imagined = rollout.fork();
    for (const x of out.values()) imagined.observe(inward(view, space.snap(x)), finite === 0 ? 0 : sum / finite);
    return outward(view, imagined.propose());
  };
  const key = (x: Vector): string => space.snap(x).join();

  return {
    ask(id: number): Vector {
      const wanted = propose();
      let x = wanted;
      for (let attempt = 0; attempt < 32 && taken.has(key(x)); attempt++) {
        const width = 0.02 * 1.15 ** attempt;
        x = wanted.map((centre) => mirrored(centre + width * rng.normal()));
      }
      taken.add(key(x));
      out.set(id, x);
      return x;
    },
    tell({ id, x, value }: Trial): void {
      out.delete(id);
      told++;
      const seen = Math.max(-1e150, Math.min(value, value === Number.POSITIVE_INFINITY ? value : 1e150));
      if (Number.isFinite(seen)) {
        sum += seen;
        finite++;
      }
      if (told % horizon === 0) {
        rollout = fresh();
        view = anotherView(view, space.dim, rng);
        sum = 0;
        finite = 0;
      } else rollout.observe(inward(view, space.snap(x)), seen);
    },
  };
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
