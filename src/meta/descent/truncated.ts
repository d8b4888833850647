/**
 * One unroll on a tape, and what is carried from it to the next: where the problems stand and the rule's state, as numbers.
 * Andrychowicz et al. (2016), section 2.1: gradients of the problems are not differentiated again.
 */

import type { Theta } from '../../learned.ts';
import { type Carried, kept, type LearnedDescent, misfit, restored } from '../../learned-descent.ts';
import { type Label, stream } from '../../math/random.ts';
import type { FusedEngine } from '../../tensor/fused.ts';
import type { Node, Slope, Tape } from '../../tensor/tape.ts';
import type { Weights } from '../../tensor/weights.ts';
import { teacher } from './imitation.ts';
import { descentLoss } from './losses.ts';
import type { ProblemBatch } from './problems.ts';
import type { DescentLoss, Imitation } from './recipe.ts';

/** Problems under way. */
export class Episode {
  readonly batch: ProblemBatch;
  private readonly steps: number;
  private readonly address: readonly Label[];
  private readonly follows: ReturnType<typeof teacher> | undefined;
  private x: Float32Array;
  private state: Carried | undefined;
  private done = 0;

  /** An episode of so many steps; one that imitates goes where its teacher goes. */
  constructor(batch: ProblemBatch, steps: number, address: readonly Label[], imitation?: Imitation) {
    this.batch = batch;
    this.steps = steps;
    this.address = address;
    this.x = batch.start;
    this.follows = imitation && teacher(batch.start.length, imitation.rate);
  }

  /** The loss and gradient of the next unroll; where it ends is kept. */
  unroll(engine: FusedEngine, rule: LearnedDescent, weights: Weights, length: number, loss: DescentLoss): Slope {
    const slope = engine.slope(weights, (tape, theta) => this.on(tape, theta, rule, length, loss));
    this.done += length;
    return slope;
  }

  /** The loss on a tape. Where it ends is kept before the way back, while the tape's memory holds it. */
  on(tape: Tape, theta: Theta, rule: LearnedDescent, length: number, loss: DescentLoss): Node {
    const { batch } = this;
    const [B, n] = [batch.size, batch.dim];
    if (rule.tape === undefined) {
      throw new Error(`${rule.name}: is not written over a tape; train it by evolution strategies`);
    }
    const fault = misfit(rule, n);
    if (fault !== undefined) throw new Error(fault);
    let x: Node = tape.constant(this.x, B, n);
    let state =
      this.state === undefined
        ? rule.tape.begin(tape, theta, {
            x,
            blocks: batch.blocks,
            steps: this.steps,
            rng: stream('begin', ...this.address),
          })
        : restored(tape, this.state);
    const values: Node[] = [];
    const misses: Node[] = [];
    for (let t = this.done; t < this.done + length; t++) {
      const revealed = batch.reveal(tape, x, t);
      values.push(revealed.value);
      const stepped = rule.tape.step(tape, theta, state, revealed);
      state = stepped.state;
      const to = moved(tape, x, stepped.step);
      if (this.follows === undefined) x = to;
      else {
        const { next, miss } = this.follows(tape, revealed, to);
        misses.push(miss);
        x = next;
      }
    }
    values.push(batch.reveal(tape, x, this.done + length).value);
    const firsts = batch.problems.map(({ first }) => first);
    this.x = Float32Array.from(tape.numbers(x));
    this.state = kept(tape, state);
    if (this.follows !== undefined) return descentLoss(tape, 'sum', misses, firsts);
    return descentLoss(tape, loss, values, firsts);
  }
}

/** Where a step leads. */
export function moved(tape: Tape, a: Node, b: Node): Node {
  return tape.loops({
    inputs: [a, b],
    rows: a.rows,
    cols: a.cols,
    forward(out, A, B) {
      for (let i = 0; i < out.length; i++) out[i] = A![i]! + B![i]!;
    },
    backward(d, dA, dB) {
      if (dA) for (let i = 0; i < d.length; i++) dA[i]! += d[i]!;
      if (dB) for (let i = 0; i < d.length; i++) dB[i]! += d[i]!;
    },
  });
}
