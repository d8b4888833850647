/**
 * Learned gradient methods: update rules with weights, told a value and a gradient at every step. A rule is written over a tape,
 * all coordinates of B problems side by side, and that serves training and use; one that is trained by evolution
 * strategies alone may be written in plain numbers instead. `freezeDescent` makes an ordinary optimizer of a rule and its weights.
 */
import { type AveragingRule, descent, type UpdateRule } from './descent.ts';
import type { Rows } from './family.ts';
import type { Theta } from './learned.ts';
import type { Rng } from './math/random.ts';
import type { Optimizer, Setup } from './optimizer.ts';
import type { Block } from './problem.ts';
import { type FusedEngine, fusedEngine } from './tensor/fused.ts';
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
  /** How x splits into tensors. */
  readonly blocks: readonly Block[];
}

/** By how much B problems are moved, B x n, and what the rule remembers. */
export interface Stepped<State> {
  readonly step: Node;
  readonly state: State;
}

/** A rule over a tape. */
export interface TapeRule<State> {
  /** A state is made of nodes, and of arrays and records of them, and of nothing else: truncation cuts it at its numbers. */
  begin(tape: Tape, theta: Theta, start: DescentStart): State;
  step(tape: Tape, theta: Theta, state: State, revealed: Revealed): Stepped<State>;
  /** B x n: how far ahead of where it stands it asks for the next gradient, for rules that do. */
  ahead?(state: State): Node;
}

/** An update rule of order 1 with weights, for problems of any dimension unless it names one. It has `tape` or `rule`. */
// biome-ignore lint/suspicious/noExplicitAny: a rule's state is its own business.
export interface LearnedDescent<State = any> {
  readonly name: string;
  /** Paper, section, equation. */
  readonly source: string;
  /** The one dimension that its weights are for, where it does not treat all coordinates alike. */
  readonly dim?: number;
  /**
   * Its tape rule treats every coordinate by itself: it begins without drawing, looks at no blocks and no value, and keeps
   * a state that is the coordinates' own. Such a rule is carried out part by part, and a large problem is cut among threads.
   */
  readonly coordinatewise?: boolean;
  /** Fresh weights. */
  weights(rng: Rng): Weights;
  readonly tape?: TapeRule<State>;
  /**
   * One problem, in plain numbers. The weights are read at every step, since they change under way where they are learned by
   * persistent evolution strategies.
   */
  rule?(weights: Weights, setup: Setup): UpdateRule;
}

/** An ordinary optimizer from a rule and its trained weights, which are asked for at every start. */
export function freezeDescent(learned: LearnedDescent, weights: () => Weights): Optimizer {
  return descent({
    name: learned.name,
    source: learned.source,
    unfit: ({ space }) => misfit(learned, space.dim),
    rule: (setup) => atWork(learned, weights(), setup),
  });
}

/** Why a rule cannot take on problems of this dimension; undefined where it can. */
export function misfit({ name, dim }: Pick<LearnedDescent, 'name' | 'dim'>, given: number): string | undefined {
  if (dim === undefined || dim === given) return undefined;
  return `${name}: its weights are for problems of ${dim} coordinates, this one has ${given}; train one for it`;
}

/**
 * A learned rule at work on one problem. A tape's numbers are of single precision, x itself is not: it is moved by the rule's
 * steps in double precision. The kernels are the set that gives the same numbers on every machine.
 */
export function updateRule(learned: LearnedDescent, weights: Weights, setup: Setup): UpdateRule {
  const made = atWork(learned, weights, setup);
  return typeof made === 'function' ? made : made.step;
}

/** The same, and where it stands, for a rule that asks ahead of there. */
function atWork(learned: LearnedDescent, weights: Weights, setup: Setup): UpdateRule | AveragingRule {
  const { tape: rule } = learned;
  if (rule === undefined) {
    if (learned.rule === undefined) throw new Error(`${learned.name}: has neither a tape rule nor a plain one`);
    return learned.rule(weights, setup);
  }
  const { x0, budget, rng } = setup;
  const n = x0.length;
  const fault = misfit(learned, n);
  if (fault !== undefined) throw new Error(fault);
  const blocks = blocksOf(setup.blocks, n);
  const parts = learned.coordinatewise ? partsOf(0, n) : [{ from: 0, to: n }];
  const blocksIn = parts.map(({ from, to }) => (parts.length === 1 ? blocks : blocksOf(undefined, to - from)));
  plain ??= fusedEngine('plain');
  const states: Carried[] = [];
  let step = 0;
  let stand = x0;
  const update: UpdateRule = (x, gradient, value, next) => {
    if (rule.ahead !== undefined) stand = next.slice();
    plain!.each(weights, parts.length, (tape, theta, part) => {
      const { from, to } = parts[part]!;
      const size = to - from;
      const own = blocksIn[part]!;
      const at = tape.constant(x.subarray(from, to), 1, size);
      const state = states[part];
      const before = state
        ? restored(tape, state)
        : rule.begin(tape, theta, { x: at, blocks: own, steps: budget, rng });
      const revealed = {
        x: at,
        value: tape.constant([value], 1, 1),
        gradient: tape.constant(gradient.subarray(from, to), 1, size),
        step,
        blocks: own,
      };
      const after = rule.step(tape, theta, before, revealed);
      states[part] = kept(tape, after.state, state);
      const move = tape.numbers(after.step);
      for (let i = 0; i < size; i++) next[from + i] = x[from + i]! + move[i]!;
      if (rule.ahead !== undefined) {
        const ahead = tape.numbers(rule.ahead(after.state));
        for (let i = 0; i < size; i++) stand[from + i] = next[from + i]! - ahead[i]!;
      }
    });
    step++;
    return next;
  };
  return rule.ahead === undefined ? update : { step: update, stands: () => stand };
}

/** Coordinates in a part of a coordinatewise rule's work: an LSTM's numbers for so many fit the cache nearest but one. */
const PART = 512;

/** Coordinates from, ..., to - 1 in parts. */
export function partsOf(from: number, to: number): readonly Rows[] {
  return Array.from({ length: Math.ceil((to - from) / PART) }, (_, i) => ({
    from: from + i * PART,
    to: Math.min(to, from + (i + 1) * PART),
  }));
}

/** One engine for all rules at work in this thread: they take turns. */
let plain: FusedEngine | undefined;

/** A matrix off the tape. */
interface Kept {
  readonly kept: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

/** A rule's state between two tapes: its shape, with numbers for nodes. */
export type Carried = Kept | readonly Carried[] | { readonly [name: string]: Carried };

/** A state off the tape; where one of the same shape is given up for it, in that one's place. */
export function kept(tape: Tape, state: unknown, old?: Carried): Carried {
  if (isNode(state)) {
    const [numbers, { rows, cols }] = [tape.numbers(state), state];
    if (old === undefined || !isKept(old) || old.kept.length !== numbers.length) {
      return { kept: numbers.slice() as Float32Array, rows, cols };
    }
    old.kept.set(numbers);
    return { kept: old.kept, rows, cols };
  }
  const part = (name: string | number): Carried | undefined =>
    (old as Readonly<Record<string | number, Carried>> | undefined)?.[name];
  if (Array.isArray(state)) return state.map((now, i) => kept(tape, now, part(i)));
  return Object.fromEntries(Object.entries(state as object).map(([name, now]) => [name, kept(tape, now, part(name))]));
}

/** A state on another tape, as numbers that nothing is learned from. */
// biome-ignore lint/suspicious/noExplicitAny: the state of a rule is its own business.
export function restored(tape: Tape, state: Carried): any {
  if (isKept(state)) return tape.constant(state.kept, state.rows, state.cols);
  if (Array.isArray(state)) return state.map((part) => restored(tape, part));
  return Object.fromEntries(Object.entries(state).map(([name, part]) => [name, restored(tape, part)]));
}

const isNode = (state: unknown): state is Node => typeof (state as Node | undefined)?.rows === 'number';
const isKept = (state: Carried): state is Kept => (state as Partial<Kept>).kept instanceof Float32Array;

/** The blocks of a problem; all of x, where it names none. */
export function blocksOf(blocks: readonly Block[] | undefined, dim: number): readonly Block[] {
  return blocks ?? [{ name: 'x', shape: [dim] }];
}
