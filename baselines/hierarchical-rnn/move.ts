/**
 * From a unit's state to a step: direction and length apart. Wichrowska et al. (2017), section 3.3.
 *
 *   D      = h w + sum_s a_s m_s                       (1)   a shortcut past the unit
 *   D     <- D / sqrt(mean_tensor D^2 + 1e-16)         (2)
 *   e      = log rate + h v + v0, within [-33, 33]     (3)   straight through: its gradient is that of what was cut
 *   log rate <- c log rate + (1 - c) e                 (4)   c learned
 *   x     <- x - exp(e + o) D                          (5)   o learned
 *
 * With attention (section 3.4) the gradient is asked for ahead of x, with a direction of its own by (1) and (2):
 *
 *   asked  = x - exp(e) D_a                            (6)
 *
 *   N  coordinates of all problems      all of these are N x 1
 */
import type { Node, Numbers, Tape } from 'optbench/learn';
import type { Groups } from './groups.ts';

const [LARGEST, ROOT] = [33, 1e-16];

/** (2) */
export function normalised(tape: Tape, D: Node, { of, sizes }: Groups): Node {
  const rms = new Float64Array(sizes.length);
  let made: Numbers;
  return tape.loops({
    inputs: [D],
    rows: D.rows,
    cols: 1,
    forward(out, numbers) {
      rms.fill(0);
      for (let r = 0; r < of.length; r++) rms[of[r]!]! += numbers![r]! ** 2 / sizes[of[r]!]!;
      rms.forEach((square, tensor) => {
        rms[tensor] = Math.sqrt(square + ROOT);
      });
      for (let r = 0; r < of.length; r++) out[r] = numbers![r]! / rms[of[r]!]!;
      made = out;
    },
    backward(d, dD) {
      const along = new Float64Array(sizes.length);
      for (let r = 0; r < of.length; r++) along[of[r]!]! += (d[r]! * made[r]!) / sizes[of[r]!]!;
      for (let r = 0; r < of.length; r++) dD![r]! += (d[r]! - made[r]! * along[of[r]!]!) / rms[of[r]!]!;
    },
  });
}

/** (3), from the log rates and what they change by. */
export function changed(tape: Tape, logRate: Node, change: Node): Node {
  return tape.loops({
    inputs: [logRate, change],
    rows: logRate.rows,
    cols: 1,
    forward(out, rate, by) {
      for (let i = 0; i < out.length; i++) out[i] = Math.max(-LARGEST, Math.min(LARGEST, rate![i]! + by![i]!));
    },
    backward(d, dRate, dBy) {
      for (let i = 0; i < d.length; i++) {
        if (dRate) dRate[i]! += d[i]!;
        if (dBy) dBy[i]! += d[i]!;
      }
    },
  });
}

/** (4); c is 1 x 1. */
export function followed(tape: Tape, logRate: Node, e: Node, c: Node): Node {
  const [rate, now, keep] = [tape.numbers(logRate), tape.numbers(e), tape.numbers(c)[0]!];
  return tape.loops({
    inputs: [logRate, e, c],
    rows: logRate.rows,
    cols: 1,
    forward(out) {
      for (let i = 0; i < out.length; i++) out[i] = keep * rate[i]! + (1 - keep) * now[i]!;
    },
    backward(d, dRate, dE, dC) {
      for (let i = 0; i < d.length; i++) {
        if (dRate) dRate[i]! += keep * d[i]!;
        if (dE) dE[i]! += (1 - keep) * d[i]!;
        if (dC) dC[0]! += (rate[i]! - now[i]!) * d[i]!;
      }
    },
  });
}

/** (5): by how much x moves, as `rows` x `cols`; o is 1 x 1. */
export function step(tape: Tape, e: Node, D: Node, o: Node, rows: number, cols: number): Node {
  const [direction, offset] = [tape.numbers(D), tape.numbers(o)[0]!];
  const length = Float64Array.from(tape.numbers(e), (log) => Math.exp(log + offset));
  return tape.loops({
    inputs: [e, D, o],
    rows,
    cols,
    forward(out) {
      for (let i = 0; i < out.length; i++) out[i] = -length[i]! * direction[i]!;
    },
    backward(d, dE, dD, dO) {
      for (let i = 0; i < d.length; i++) {
        const slope = -d[i]! * length[i]!;
        if (dE) dE[i]! += slope * direction[i]!;
        if (dD) dD[i]! += slope;
        if (dO) dO[0]! += slope * direction[i]!;
      }
    },
  });
}

/** a + b - c: from one point that is asked for to the next, by the step, how far ahead that is, and how far ahead this was. */
export function onwards(tape: Tape, a: Node, b: Node, c: Node): Node {
  return tape.loops({
    inputs: [a, b, c],
    rows: a.rows,
    cols: a.cols,
    forward(out, A, B, C) {
      for (let i = 0; i < out.length; i++) out[i] = A![i]! + B![i]! - C![i]!;
    },
    backward(d, dA, dB, dC) {
      for (let i = 0; i < d.length; i++) {
        if (dA) dA[i]! += d[i]!;
        if (dB) dB[i]! += d[i]!;
        if (dC) dC[i]! -= d[i]!;
      }
    },
  });
}
