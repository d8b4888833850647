/** What an unroll minimises: a mean over problems of a function of the values f_0, ..., f_K at its points. */
import type { Node, Tape } from '../../tensor/tape.ts';
import type { DescentLoss } from './recipe.ts';

const [TINY, LEAST, BOUND] = [1e-6, 1e-30, 1.5];

/** The mean loss over B problems, 1 x 1: values are [B, 1] each, `firsts` the values where the episode began. */
export function descentLoss(tape: Tape, loss: DescentLoss, values: readonly Node[], firsts: readonly number[]): Node {
  const [T, B] = [values.length, firsts.length];
  const slopes = new Float64Array(T * B);
  return tape.loops({
    inputs: values,
    rows: 1,
    cols: 1,
    forward(out, ...columns) {
      for (let b = 0; b < B; b++) {
        for (let t = 0; t < T; t++) {
          const [term, slope] = termOf(loss, columns[t]![b]!, firsts[b]!, t === T - 1);
          const weight = loss === 'last' ? 1 / B : 1 / (T * B);
          out[0]! += weight * term;
          slopes[t * B + b] = weight * slope;
        }
      }
    },
    backward(d, ...gradients) {
      for (let t = 0; t < T; t++) {
        const g = gradients[t];
        if (g) for (let b = 0; b < B; b++) g[b]! += d[0]! * slopes[t * B + b]!;
      }
    },
  });
}

/** One value's term and its slope. */
function termOf(loss: DescentLoss, f: number, first: number, last: boolean): readonly [term: number, slope: number] {
  if (loss === 'sum') return [f, 1];
  if (loss === 'last') return last ? [f, 1] : [0, 0];
  if (loss === 'relative' || loss === 'bounded') {
    const slope = 1 / Math.max(LEAST, Math.abs(first));
    return loss === 'bounded' && !(slope * f < BOUND) ? [BOUND, 0] : [slope * f, slope];
  }
  const ratio = Math.max(0, f) / (Math.abs(first) + TINY) + TINY; // Wichrowska et al. (2017), the meta-objective
  return [Math.log(ratio), f > 0 ? 1 / ((Math.abs(first) + TINY) * ratio) : 0];
}

/** The same from plain numbers, one problem: the loss, and its slope in each value. */
export function lossAndSlopes(
  loss: DescentLoss,
  values: ArrayLike<number>,
  first: number,
): { readonly value: number; readonly slopes: Float64Array } {
  const T = values.length;
  const weight = loss === 'last' ? 1 : 1 / T;
  const slopes = new Float64Array(T);
  let value = 0;
  for (let t = 0; t < T; t++) {
    const [term, slope] = termOf(loss, values[t]!, first, t === T - 1);
    value += weight * term;
    slopes[t] = weight * slope;
  }
  return { value, slopes };
}

/** The loss alone: what evolution strategies compare. */
export function plainLoss(loss: DescentLoss, values: ArrayLike<number>, first: number): number {
  const T = values.length;
  let sum = 0;
  for (let t = 0; t < T; t++) sum += termOf(loss, values[t]!, first, t === T - 1)[0];
  return loss === 'last' ? sum : sum / T;
}
