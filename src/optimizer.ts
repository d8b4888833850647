/**
 * Who proposes x. One proposal at a time and one result at a time, in any order: that one rule serves the sequential loop,
 * asynchronous workers, population methods (asked lambda times) and a recurrent network that runs ahead of its results.
 */
import type { Rng } from './math/random.ts';
import type { Vector } from './math/vector.ts';
import type { Penalty } from './penalty.ts';
import type { Block, Order } from './problem.ts';
import type { Space } from './space.ts';

/** A proposal with its result. */
export interface Trial {
  readonly id: number;
  /** As proposed, not snapped. */
  readonly x: Vector;
  /** +Infinity where the evaluation failed; and where x is infeasible, for optimizers that know nothing of constraints. */
  readonly value: number;
  /** df/dx, for optimizers of order 1; absent where the evaluation failed. */
  readonly gradient?: Vector;
  /** By how much x violates the problem's constraints, for optimizers that can make something of it. */
  readonly violation?: number;
}

/** What an optimizer is told of its task. It never receives the problem and is never told a score, so it cannot peek. */
export interface Setup {
  readonly space: Space;
  readonly blocks?: readonly Block[];
  /** The simple part of a composite objective, for proximal methods. */
  readonly penalty?: Penalty;
  /** Where local methods begin. Evaluating it costs budget like any other point. */
  readonly x0: Vector;
  /** Evaluations it will get. */
  readonly budget: number;
  /** Proposals that may be out at one time. */
  readonly workers: number;
  readonly rng: Rng;
}

/** Nothing to propose until a pending trial is told. */
export type Wait = 'wait';

/** One optimizer at work on one problem. */
export interface Search {
  ask(id: number): Vector | Wait | Promise<Vector | Wait>;
  tell(trial: Trial): void | Promise<void>;
  /** Where it stands, for methods whose iterate is not a point they evaluated. */
  current?(): Vector;
  close?(): void | Promise<void>;
}

/** A method at a learning rate: 'adam', or with a schedule 'adam-cosine', at 0.01. */
export interface Rated {
  readonly method: string;
  readonly rate: number;
}

/** A method with its settings. One that has converged restarts or keeps proposing until the budget is spent. */
export interface Optimizer {
  /** Unique with its settings and fit for a file name, 'adam-0.01': results are stored under it. */
  readonly name: string;
  /** What it must be told. */
  readonly order: Order;
  /** Paper, section, algorithm. */
  readonly source: string;
  /** Whether it is to be told by how much constraints are violated, and the value there; else that is +Infinity. */
  readonly constraints?: boolean;
  /** Which method it is and at which learning rate, if methods like it come at several: reports ask how much the rate matters. */
  readonly rated?: Rated;
  /** Why it cannot take this on; printed and kept, never silent. */
  unfit?(setup: Omit<Setup, 'rng' | 'x0'>): string | undefined;
  start(setup: Setup): Search;
}

/** A method that evaluates one point after another, as a generator: `const trial = yield x`. It never returns. */
export type Sequence = Generator<Vector, never, Trial>;

/** Turns a generator into ask and tell: it answers 'wait' while its one trial is out. */
export function sequential(spec: Omit<Optimizer, 'start'> & { steps(setup: Setup): Sequence }): Optimizer {
  const { steps, ...rest } = spec;
  return {
    ...rest,
    start(setup) {
      const sequence = steps(setup);
      let proposal: Vector | Wait = sequence.next().value;
      return {
        ask() {
          const x = proposal;
          proposal = 'wait';
          return x;
        },
        tell(trial) {
          proposal = sequence.next(trial).value;
        },
      };
    },
  };
}
