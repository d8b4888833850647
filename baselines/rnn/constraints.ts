/**
 * How the network learns of constraints. TV et al. (2019), Meta-learning for black-box optimization: it is shown the penalty
 * p_t = sum_j max(c_j(x_t), 0), normalised as values are; and in place of the value of an infeasible point, that of the
 * evaluation before, y_t := y_{t-1}, so that its incumbent is always feasible.
 *
 *   senses   (p_t - mean) / spread | 1 where x_t is infeasible, else 0
 *
 * Deviation: the second of these; of a normalised penalty nobody can tell where it is zero. Until a first feasible point is
 * found there is no y_{t-1}: the network is shown no value at all. Deviation: trajectories have T steps, feasible or not, where the
 * paper goes on for up to 5 T until T were feasible.
 */
import type { Node, Seen, Tape } from 'optbench/learn';
import { emptyMemory, normalised, perSpread, remember } from './memory.ts';

/** Numbers that the network is shown of the constraints. */
export const CONSTRAINT_SENSES = 2;

/** What is known of the feasibility of B problems' points. */
export interface Feasibility {
  /** B x 1, the value shown last. */
  readonly last: Node;
  /** B x 3, mean and spread of the penalties: a memory without a point (memory.ts). */
  readonly penalties: Node;
  /** Row by row, values told since the first feasible point, that one included. */
  readonly values: Float64Array;
}

/** Before the first evaluation. */
export function noneConsidered(tape: Tape, size: number): Feasibility {
  return {
    last: tape.constant(new Float32Array(size), size, 1),
    penalties: emptyMemory(tape, size, 0),
    values: new Float64Array(size),
  };
}

/** A result as the network is to see it, after `told` of them, and what is known then. Without constraints: as it is. */
export function consider(
  tape: Tape,
  before: Feasibility | undefined,
  seen: Seen | undefined,
  told: number,
): { readonly seen: Seen | undefined; readonly feasibility: Feasibility | undefined } {
  if (before === undefined || seen === undefined) return { seen, feasibility: before };
  const size = before.values.length;
  const violation = seen.violation ?? tape.constant(new Float32Array(size), size, 1);
  const feasible = Uint8Array.from(tape.numbers(violation), (p) => (p > 0 ? 0 : 1));
  const values = before.values.map((count, b) => (count > 0 || feasible[b] ? count + 1 : 0));
  const last = choose(tape, feasible, seen.value, before.last);
  const penalties = remember(tape, before.penalties, violation, violation, told);
  return { seen: { ...seen, value: last, violation }, feasibility: { last, penalties, values } };
}

/** a where `which` says so, else b. */
function choose(tape: Tape, which: Uint8Array, a: Node, b: Node): Node {
  return tape.loops({
    inputs: [a, b],
    rows: a.rows,
    cols: 1,
    forward(out, as, bs) {
      for (let i = 0; i < out.length; i++) out[i] = which[i] ? as![i]! : bs![i]!;
    },
    backward(d, da, db) {
      for (let i = 0; i < d.length; i++) {
        const to = which[i] ? da : db;
        if (to) to[i]! += d[i]!;
      }
    },
  });
}

/** What the network is shown of the constraints, [B, 2]; zeros without a result. */
export function penaltySenses(
  tape: Tape,
  { penalties }: Feasibility,
  seen: Seen | undefined,
  { t, epsilon }: { readonly t: number; readonly epsilon: number },
): Node {
  const size = penalties.rows;
  if (seen?.violation === undefined) {
    return tape.constant(new Float32Array(size * CONSTRAINT_SENSES), size, CONSTRAINT_SENSES);
  }
  const infeasible = Float32Array.from(tape.numbers(seen.violation), (p) => (p > 0 ? 1 : 0));
  return tape.beside(
    normalised(tape, penalties, seen.violation, { t, epsilon, both: false }),
    tape.constant(infeasible, size, 1),
  );
}

/** The same for one problem in plain numbers. */
export class Penalties {
  private last = Number.NaN;
  private t = 0;
  private mean = 0;
  private S = 0;
  private p = 0;

  constructor(from?: Penalties) {
    if (from) ({ last: this.last, t: this.t, mean: this.mean, S: this.S, p: this.p } = from);
  }

  /** The value to be shown; not a number before the first feasible point. */
  consider(value: number, violation: number): number {
    this.p = violation;
    this.t++;
    const delta = violation - this.mean;
    this.mean += delta / this.t;
    this.S += delta * delta * (1 - 1 / this.t);
    if (violation === 0) this.last = value;
    return this.last;
  }

  /** Writes what is shown of the latest point. */
  show(seen: Float64Array, at: number, epsilon: number): void {
    seen[at] = (this.p - this.mean) * perSpread(this.S, this.t, epsilon);
    seen[at + 1] = this.p > 0 ? 1 : 0;
  }
}
