/**
 * Learned gradient methods: update rules with weights, told a value and a gradient at every step. A rule is written once in
 * plain numbers, for use, and, where its weights are learned by backpropagation, once more over a tape: all coordinates of B
 * problems side by side. `freezeDescent` makes an ordinary optimizer of a rule and its weights.
 */
import { descent, type UpdateRule } from './descent.ts';
import type { Theta } from './learned.ts';
import type { Rng } from './math/random.ts';
import type { Optimizer, Setup } from './optimizer.ts';
import type { Block } from './problem.ts';
import type { Node, Tape } from './tensor/tape.ts';
import type { Weights } from './tensor/weights.ts';

/** B problems before the first step. */
export interface DescentStart {
  /** Where they begin, B x n. */
  readonly x: Node;
  /** How x splits into tensors; one block where a problem names none. The lengths sum to n. */
  readonly blocks: readonly Block[];
  /** Steps that there will be. */
  readonly steps: number;
  /** What a rule draws at random when it begins, if anything. */
  readonly rng: Rng;
}

/** What B problems revealed. Value and gradient are numbers that nothing is learned through: no second derivatives. */
export interface Revealed {
  /** B x n. */
  readonly x: Node;
  /** B x 1. */
  readonly value: Node;
  /** B x n. */
  readonly gradient: Node;
  /** Counted from 0. */
  readonly step: number;
}

/** Where B problems go next, B x n, and what the rule remembers. */
export interface Stepped<State> {
  readonly x: Node;
  readonly state: State;
}

/** A rule over a tape. */
export interface TapeRule<State> {
  /** A state is made of nodes, and of arrays and records of them, and of nothing else: truncation cuts it at its numbers. */
  begin(tape: Tape, theta: Theta, start: DescentStart): State;
  step(tape: Tape, theta: Theta, state: State, revealed: Revealed): Stepped<State>;
}

/** An update rule of order 1 with weights, for problems of any dimension. */
// biome-ignore lint/suspicious/noExplicitAny: a rule's state is its own business.
export interface LearnedDescent<State = any> {
  readonly name: string;
  /** Paper, section, equation. */
  readonly source: string;
  /** Fresh weights. */
  weights(rng: Rng): Weights;
  /**
   * One problem, in plain numbers: the same as a batch of one on a tape. The weights are read at every step, since they change
   * under way where they are learned by persistent evolution strategies.
   */
  rule(weights: Weights, setup: Setup): UpdateRule;
  /** Without it the rule is trained by evolution strategies alone. */
  readonly tape?: TapeRule<State>;
}

/** An ordinary optimizer from a rule and its trained weights. */
export function freezeDescent(learned: LearnedDescent, weights: Weights): Optimizer {
  return descent({
    name: learned.name,
    source: learned.source,
    rule: (setup) => learned.rule(weights, setup),
  });
}

/** The blocks of a problem; all of x, where it names none. */
export function blocksOf(blocks: readonly Block[] | undefined, dim: number): readonly Block[] {
  return blocks ?? [{ name: 'x', shape: [dim] }];
}
