/**
 * Learned optimizers: update rules with weights. A rule is written once over tensors, batched over B problems, for
 * training; and once as a rollout on one problem in plain numbers, for use. `freeze` makes an ordinary optimizer of a
 * rule and its weights, and nothing downstream knows of learning. No tensor engine is needed to use one.
 */
import type { Rng } from './math/random.ts';
import type { Vector } from './math/vector.ts';
import type { Order } from './problem.ts';
import type { Node, Tape } from './tensor/tape.ts';
import type { Weights } from './tensor/weights.ts';

/** Theta on a tape. */
export type Theta = Readonly<Record<string, Node>>;

/** One problem under way, in plain numbers. Points are snapped and in [0, 1]^n. */
export interface Rollout {
  /** What the rule proposes next. */
  propose(): Vector;
  /** The result of a proposal; +Infinity where the evaluation failed. `violation` for rules that take constraints. */
  observe(x: Vector, value: number, violation?: number): void;
  /** Makes one more proposal before a result is in: only rules made for parallel workers know how. */
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
  /** 1 x 1: a loss of the rule's own at this step. Training adds its mean over the steps; nothing else looks at it. */
  readonly auxiliary?: Node;
}

/** An update rule with weights. */
export interface LearnedOptimizer<State = unknown> {
  readonly name: string;
  readonly order: Order;
  /** Paper, section, equation. */
  readonly source: string;
  /** Made for parallel workers: it is asked again before results are in, and told them in the order in which they come. */
  readonly parallel?: boolean;
  /** Whether it is to be told by how much constraints are violated. */
  readonly constraints?: boolean;
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
  rule: Pick<LearnedOptimizer, 'name' | 'order' | 'source' | 'parallel' | 'constraints' | 'weights' | 'rollout'>,
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
  /** Evaluations that the rule was trained for. */
  readonly horizon: number;
  /** Evaluations without progress after which an episode ends; without it, none ends before the horizon. */
  readonly patience?: number;
  /** At the horizon the episode goes on, rather than a new one beginning. */
  readonly extrapolate?: boolean;
}

/** Trained weights by dimension. */
export interface TrainedSets {
  readonly dims: readonly number[];
  of(dim: number): Trained;
}
