/**
 * What a coordinate's unit is shown of its gradients. Wichrowska et al. (2017), section 3.2: momentum on several time-scales,
 * each in units of its own size, and what may be read from those: curvature, noise, the rate among the others.
 *
 *   b_0 from the unit, b_s = sqrt b_(s-1)                             decays, each scale twice as long as the one before
 *   g_s <- (1 - b_s) g + b_s g_s                                (1)   averages of the gradient
 *   l_s <- (1 - b_l) (g_s^2 + 1e-12) + b_l l_s                  (2)   and of their squares
 *   m_s  = asinh(g_s / sqrt(l_s + 1e-16))                       (3)
 *
 *   in: m_s | m_s m_(s+1) | log l_s - mean_s log l_s | log rate - its mean over the problem      S + (S - 1) + S + 1 numbers
 *
 *   N  coordinates of all problems      S  time-scales
 */
import type { Node, Numbers, Tape } from 'optbench/learn';
import type { Groups } from './groups.ts';

const [SQUARE, ROOT] = [1e-12, 1e-16];
/** Larger gradients would overflow in single precision. */
const LARGEST = 1e15;

/** How many numbers a unit is shown. */
export const signalCount = (scales: number): number => 3 * scales;

/** The averages after a gradient, N x 2S, g_s | l_s; `decays` is N x 2, b_0 | b_l. */
export function averaged(tape: Tape, before: Node, decays: Node, gradient: Node): Node {
  const [N, S] = [before.rows, before.cols / 2];
  const [old, D] = [tape.numbers(before), tape.numbers(decays)];
  const g = tape.numbers(gradient).map((slope) => Math.max(-LARGEST, Math.min(LARGEST, slope)));
  let now: Numbers;
  return tape.loops({
    inputs: [before, decays],
    rows: N,
    cols: 2 * S,
    forward(out) {
      for (let i = 0; i < N; i++) {
        let decay = D[2 * i]!;
        const long = D[2 * i + 1]!;
        for (let s = 0, at = i * 2 * S; s < S; s++, at++) {
          const mean = (1 - decay) * g[i]! + decay * old[at]!; // (1)
          out[at] = mean;
          out[at + S] = (1 - long) * (mean * mean + SQUARE) + long * old[at + S]!; // (2)
          decay = Math.sqrt(decay);
        }
      }
      now = out;
    },
    backward(d, dOld, dD) {
      const roots = new Float64Array(S);
      for (let i = 0; i < N; i++) {
        const long = D[2 * i + 1]!;
        for (let s = 0, decay = D[2 * i]!; s < S; s++, decay = Math.sqrt(decay)) roots[s] = decay;
        let carried = 0; // the gradient in b_s
        for (let s = S - 1, at = i * 2 * S + s; s >= 0; s--, at--) {
          const dMean = d[at]! + d[at + S]! * (1 - long) * 2 * now[at]!;
          const own = dMean * (old[at]! - g[i]!);
          if (dD) dD[2 * i + 1]! += d[at + S]! * (old[at + S]! - now[at]! * now[at]! - SQUARE);
          if (dOld) {
            dOld[at]! += dMean * roots[s]!;
            dOld[at + S]! += d[at + S]! * long;
          }
          carried = own + carried;
          // b_s = sqrt b_(s-1)
          if (s > 0) carried = roots[s]! > 0 ? carried / (2 * roots[s]!) : 0;
        }
        if (dD) dD[2 * i]! += carried;
      }
    },
  });
}

/** What the units are shown, N x 3S. Without scaling m_s is g_s as it is. */
export function signals(tape: Tape, averages: Node, logRate: Node, problems: Groups, scaling: boolean): Node {
  const S = averages.cols / 2;
  const momenta = scaling ? scaled(tape, averages) : tape.columns(averages, 0, S);
  const parts = [momenta, ...(S > 1 ? [products(tape, momenta)] : []), sizes(tape, averages)];
  return tape.beside(...parts, centred(tape, logRate, problems));
}

/** (3) */
function scaled(tape: Tape, averages: Node): Node {
  const [N, S] = [averages.rows, averages.cols / 2];
  const A = tape.numbers(averages);
  return tape.loops({
    inputs: [averages],
    rows: N,
    cols: S,
    forward(out) {
      for (let i = 0, at = 0; i < N; i++) {
        for (let s = 0, a = i * 2 * S; s < S; s++, at++, a++) out[at] = Math.asinh(A[a]! / Math.sqrt(A[a + S]! + ROOT));
      }
    },
    backward(d, dA) {
      for (let i = 0, at = 0; i < N; i++) {
        for (let s = 0, a = i * 2 * S; s < S; s++, at++, a++) {
          const square = A[a + S]! + ROOT;
          const q = A[a]! / Math.sqrt(square);
          const dq = d[at]! / Math.sqrt(1 + q * q);
          dA![a]! += dq / Math.sqrt(square);
          dA![a + S]! -= (0.5 * dq * q) / square;
        }
      }
    },
  });
}

/** m_s m_(s+1): whether the gradient keeps its sign from one time-scale to the next. */
function products(tape: Tape, momenta: Node): Node {
  const [N, S] = [momenta.rows, momenta.cols];
  const m = tape.numbers(momenta);
  return tape.loops({
    inputs: [momenta],
    rows: N,
    cols: S - 1,
    forward(out) {
      for (let i = 0, at = 0; i < N; i++) {
        for (let s = 0, a = i * S; s < S - 1; s++, at++, a++) out[at] = m[a]! * m[a + 1]!;
      }
    },
    backward(d, dm) {
      for (let i = 0, at = 0; i < N; i++) {
        for (let s = 0, a = i * S; s < S - 1; s++, at++, a++) {
          dm![a]! += d[at]! * m[a + 1]!;
          dm![a + 1]! += d[at]! * m[a]!;
        }
      }
    },
  });
}

/** log l_s less their mean: noise averages out on the longer scales, a signal does not. */
function sizes(tape: Tape, averages: Node): Node {
  const [N, S] = [averages.rows, averages.cols / 2];
  const A = tape.numbers(averages);
  return tape.loops({
    inputs: [averages],
    rows: N,
    cols: S,
    forward(out) {
      for (let i = 0; i < N; i++) {
        let mean = 0;
        for (let s = 0; s < S; s++) mean += Math.log(A[(2 * i + 1) * S + s]!) / S;
        for (let s = 0; s < S; s++) out[i * S + s] = Math.log(A[(2 * i + 1) * S + s]!) - mean;
      }
    },
    backward(d, dA) {
      for (let i = 0; i < N; i++) {
        let mean = 0;
        for (let s = 0; s < S; s++) mean += d[i * S + s]! / S;
        for (let s = 0, a = (2 * i + 1) * S; s < S; s++, a++) dA![a]! += (d[i * S + s]! - mean) / A[a]!;
      }
    },
  });
}

/** Less the mean over the problem. */
function centred(tape: Tape, a: Node, { of, sizes }: Groups): Node {
  const write = (from: Numbers, to: Numbers): void => {
    const means = new Float64Array(sizes.length);
    for (let r = 0; r < of.length; r++) means[of[r]!]! += from[r]! / sizes[of[r]!]!;
    for (let r = 0; r < of.length; r++) to[r]! += from[r]! - means[of[r]!]!;
  };
  return tape.loops({
    inputs: [a],
    rows: a.rows,
    cols: 1,
    forward: (out, A) => write(A!, out),
    backward: (d, dA) => write(d, dA!),
  });
}
