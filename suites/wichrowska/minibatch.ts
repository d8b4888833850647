/**
 * Problems over rows of data: an evaluation looks at one minibatch, the score is the loss over all rows. Batches are cut from the
 * rows in shuffled order, a new order every epoch; which one a ticket gets is a function of the oracle's rng and its id.
 */
import { type Block, type Problem, type Rng, reals, shuffled, sizeOf, type Vector } from 'optbench';
import { source } from './source.ts';

/** A loss over some rows: f(theta), where a gradient is handed in all of it overwritten. */
export type RowLoss = (theta: Vector, rows: ArrayLike<number>, gradient?: Vector) => number;

/** What there is to say of such a problem. */
export interface Stochastic {
  readonly id: string;
  readonly blocks: readonly Block[];
  readonly facts: Readonly<Record<string, unknown>>;
  /** Rows there are, and rows an evaluation looks at. */
  readonly count: number;
  readonly batch: number;
  readonly optimum?: number;
  readonly minimizers?: readonly Vector[];
  init(rng: Rng): Vector;
  /** Opens the loss, with whatever room it needs. */
  open(): RowLoss;
}

/** Makes a problem of a loss over rows. */
export function stochastic(spec: Stochastic): Problem {
  const { open, count, blocks, ...rest } = spec;
  const batch = Math.min(spec.batch, count);
  const perEpoch = Math.floor(count / batch);
  let judging: RowLoss | undefined;
  let all: Int32Array | undefined;
  const every = (): Int32Array => {
    all ??= Int32Array.from({ length: count }, (_, i) => i);
    return all;
  };
  const problem: Problem<Vector> = {
    ...rest,
    space: reals(blocks.reduce((sum, block) => sum + sizeOf(block), 0)),
    order: 1,
    source,
    facts: { ...spec.facts, rows: count, batch },
    blocks,
    judge(theta) {
      judging ??= open();
      return judging(theta, every());
    },
    start(rng) {
      const loss = open();
      let order = { epoch: -1, rows: every() };
      return {
        evaluate(theta, ticket) {
          const epoch = Math.floor(ticket.id / perEpoch);
          if (epoch !== order.epoch) {
            order = { epoch, rows: Int32Array.from(shuffled(Array.from(every()), rng.split('epoch', epoch))) };
          }
          const first = (ticket.id % perEpoch) * batch;
          const rows = order.rows.subarray(first, first + batch);
          if (ticket.order === 0) return { value: loss(theta, rows) };
          const gradient = new Float64Array(theta.length);
          return { value: loss(theta, rows, gradient), gradient };
        },
      };
    },
  };
  return problem as Problem;
}
