/** The recurrent part of a network: from what it is shown to what its head reads. */

import type { Rng } from 'optbench';
import type { Node, Tape, Theta, Weights } from 'optbench/learn';

/** The state of B networks: matrices with a row for each. */
export type Carry = readonly Node[];

/** A kind of recurrent network, over a tape and in plain numbers. */
export interface Controller {
  readonly name: string;
  /** Numbers that the head reads. */
  readonly outputs: number;
  /** Fresh weights for so many inputs. */
  weights(inputs: number, rng: Rng): Weights;
  /** B networks before their first step. */
  begin(tape: Tape, theta: Theta, size: number): Carry;
  /** One step: the next state, and what the head reads, [B, outputs]. */
  step(tape: Tape, theta: Theta, state: Carry, seen: Node): { readonly state: Carry; readonly output: Node };
  /** One network in plain numbers. */
  plain(theta: Weights): PlainController;
}

/** One network in plain numbers. */
export interface PlainController {
  /** One step; what the head reads is valid until the next. */
  step(seen: Float64Array): Float64Array;
  /** The same network, to be continued on its own. */
  fork(): PlainController;
}
