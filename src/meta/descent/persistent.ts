/**
 * Evolution strategies for gradient methods, in pairs, over unrolls of an episode. A pair e ~ N(0, sigma^2 I) runs the rule with
 * theta + e and theta - e on the same problem, both carried from unroll to unroll. Vicol, Metz & Sohl-Dickstein (2021),
 * Unbiased gradient estimation in unrolled computation graphs with persistent evolution strategies, Algorithm 2:
 *
 *   xi <- xi + e                                                              (1) all the noise of the episode so far
 *   g   = 1 / (2 sigma^2) mean_pairs (L+ - L-) xi                             (2)
 *
 * With `persistent: false`, e for xi: each unroll by itself (truncated evolution strategies), biased as truncation is. An
 * episode of one unroll is the full estimate. The sum over an episode's unrolls of (2) is unbiased for the episode's loss, blurred.
 *
 * Deviation: all pairs begin and end their episodes together, so that a training can go on from wherever an episode begins.
 */

import type { UpdateRule } from '../../descent.ts';
import { type LearnedDescent, updateRule } from '../../learned-descent.ts';
import { type Label, stream } from '../../math/random.ts';
import type { Vector } from '../../math/vector.ts';
import type { Slope } from '../../tensor/tape.ts';
import type { Weights } from '../../tensor/weights.ts';
import type { Evolution } from '../evolution.ts';
import { stepped } from './judge.ts';
import { plainLoss } from './losses.ts';
import type { OpenProblem, ProblemBatch } from './problems.ts';
import type { DescentLoss } from './recipe.ts';

/** One of a pair: a rule with weights of its own, and where it stands. */
interface Walker {
  readonly weights: Weights;
  readonly rule: UpdateRule;
  x: Vector;
}

/** Two walkers on one problem, and the noise they have had. */
interface Pair {
  readonly problem: OpenProblem;
  readonly walkers: readonly [Walker, Walker];
  readonly xi: Readonly<Record<string, Float32Array>>;
}

/** Pairs under way: `pairs` of them on each problem of a batch. */
export class PersistentEpisode {
  private readonly pairs: readonly Pair[];
  private readonly evolution: Evolution & { readonly persistent: boolean };
  private readonly address: readonly Label[];
  private done = 0;

  constructor(
    learned: LearnedDescent,
    weights: Weights,
    batch: ProblemBatch,
    steps: number,
    address: readonly Label[],
    evolution: Evolution & { readonly persistent: boolean },
  ) {
    this.evolution = evolution;
    this.address = address;
    this.pairs = batch.problems.flatMap((problem) =>
      Array.from({ length: evolution.pairs }, () => {
        const { start, problem: of } = problem;
        const walker = (): Walker => {
          const own = copied(weights);
          const setup = {
            space: of.space,
            ...(of.blocks && { blocks: of.blocks }),
            x0: start,
            budget: steps,
            workers: 1,
            rng: stream('begin', ...address),
          };
          return { weights: own, rule: updateRule(learned, own, setup), x: start };
        };
        return { problem, walkers: [walker(), walker()] as const, xi: zeros(weights) };
      }),
    );
  }

  /** The mean loss of the next unroll, and the estimate. */
  unroll(weights: Weights, length: number, loss: DescentLoss): Slope {
    const { sigma, persistent } = this.evolution;
    const rng = stream('evolution', ...this.address, this.done);
    const gradient = zeros(weights);
    let sum = 0;
    for (const { problem, walkers, xi } of this.pairs) {
      const noise = Object.entries(weights).map(([name, { data }]) => {
        const [up, down] = walkers.map((walker) => walker.weights[name]!.data) as [Float32Array, Float32Array];
        const total = xi[name]!;
        return Float32Array.from(data, (value, j) => {
          const e = sigma * rng.normal();
          up[j] = value + e;
          down[j] = value - e;
          total[j]! += e; // (1)
          return e;
        });
      });
      const [plus, minus] = walkers.map((walker) => walk(walker, problem, this.done, length, loss)) as [number, number];
      sum += plus + minus;
      const scale = (plus - minus) / (2 * sigma * sigma * this.pairs.length);
      Object.keys(weights).forEach((name, i) => {
        const [slope, by] = [gradient[name]!, persistent ? xi[name]! : noise[i]!];
        for (let j = 0; j < slope.length; j++) slope[j]! += scale * by[j]!; // (2)
      });
    }
    this.done += length;
    return { loss: sum / (2 * this.pairs.length), gradient };
  }
}

/** Goes on for so many steps. */
function walk(walker: Walker, problem: OpenProblem, from: number, length: number, loss: DescentLoss): number {
  const values = new Float64Array(length + 1);
  for (let t = 0; t < length; t++) {
    const { value, gradient } = problem.look(walker.x, from + t);
    values[t] = value;
    walker.x = stepped(walker.rule, walker.x, gradient, value);
  }
  values[length] = problem.look(walker.x, from + length).value;
  return plainLoss(loss, values, problem.first);
}

function copied(weights: Weights): Weights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
}

function zeros(weights: Weights): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(weights).map(([name, { data }]) => [name, new Float32Array(data.length)]));
}
