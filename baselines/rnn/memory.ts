/**
 * What the network is told of the past besides its own state: the incumbent, and the values' running mean and spread.
 * TV et al. (2019), Meta-learning for black-box optimization, incremental normalisation: y_t is seen as
 * (y_t - m_t) / sigma_t, mean and variance taken over y_1, ..., y_t, in training and in use.
 *
 *   memory  B x (4 + d), every row t | m | S | y* | x*
 *   t       evaluations told           m, S   mean of the values, and sum of their squared deviations (Welford 1962)
 *   y*, x*  least value and its point
 *
 * Deviation: TV et al. add 0.05 to the variance, which hides values that differ by less than 0.2 (error rates, losses).
 * Here it is 1e-12, so the proposals are the same for f and for a f + b, a > 0; a single value is seen as 0.
 */
import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { loops, tf } from 'optbench/learn';
import { anchorAt, anchorSteps } from './anchor.ts';

/** The least value before anything is told. */
const NOTHING = 1e30;
/** Added to the variance. */
export const EPSILON = 1e-12;

/** The memory of B problems before the first evaluation. */
export function emptyMemory(size: number, dim: number): Tensor2D {
  const row = [0, 0, 0, NOTHING, ...new Array<number>(dim).fill(0.5)];
  return tf().tensor2d(Array.from({ length: size }, () => row));
}

/** The memory after y was found at x. */
export function remember(memory: Tensor2D, x: Tensor2D, y: Tensor1D): Tensor2D {
  const [size, width] = memory.shape;
  const dim = width - 4;
  return loops<Rank.R2>([memory, x, y], [size, width], (before, points, values) => {
    const out = before.slice();
    const delta = new Float32Array(size);
    const better = new Uint8Array(size);
    for (let b = 0, at = 0; b < size; b++, at += width) {
      const value = values[b]!;
      const t = before[at]! + 1;
      delta[b] = value - before[at + 1]!;
      out[at] = t;
      out[at + 1] = before[at + 1]! + delta[b]! / t;
      out[at + 2] = before[at + 2]! + delta[b]! * delta[b]! * (1 - 1 / t);
      if (value < before[at + 3]!) {
        better[b] = 1;
        out[at + 3] = value;
        for (let k = 0; k < dim; k++) out[at + 4 + k] = points[b * dim + k]!;
      }
    }
    const counts = Float32Array.from({ length: size }, (_, b) => out[b * width]!);
    return {
      out,
      backward(d) {
        const dMemory = new Float32Array(size * width);
        const dPoints = new Float32Array(size * dim);
        const dValues = new Float32Array(size);
        for (let b = 0, at = 0; b < size; b++, at += width) {
          const t = counts[b]!;
          const dDelta = d[at + 1]! / t + 2 * d[at + 2]! * delta[b]! * (1 - 1 / t);
          dValues[b] = dDelta + (better[b] ? d[at + 3]! : 0);
          dMemory[at + 1] = d[at + 1]! - dDelta;
          dMemory[at + 2] = d[at + 2]!;
          if (!better[b]) dMemory[at + 3] = d[at + 3]!;
          for (let k = 0; k < dim; k++) {
            if (better[b]) dPoints[b * dim + k] = d[at + 4 + k]!;
            else dMemory[at + 4 + k] = d[at + 4 + k]!;
          }
        }
        return [dMemory, dPoints, dValues];
      },
    };
  });
}

/** Numbers that the network is shown at a step. */
export function glimpseWidth(dim: number): number {
  return 3 * dim + 3;
}

/**
 * What the network is shown: 5 (x - x*) | 5 (x* - 1/2) | 5 (z_t - 1/2) | (y - m) / sigma | (y* - m) / sigma | t / 100,
 * [B, 3 d + 3]. Numbers of a size near 1, in which a step of a tenth of the cube is plain to see.
 */
export function glimpse(memory: Tensor2D, x: Tensor2D, y: Tensor1D): Tensor2D {
  const [size, width] = memory.shape;
  const dim = width - 4;
  const inputs = glimpseWidth(dim);
  const steps = anchorSteps(dim);
  return loops<Rank.R2>([memory, x, y], [size, inputs], (memories, points, values) => {
    const out = new Float32Array(size * inputs);
    const scale = new Float32Array(size); // 1 / sigma; a single value has no spread, and no slope either
    for (let b = 0, at = 0, to = 0; b < size; b++, at += width, to += inputs) {
      const [t, mean, S, least] = [memories[at]!, memories[at + 1]!, memories[at + 2]!, memories[at + 3]!];
      const perSigma = t < 2 ? 0 : 1 / Math.sqrt(S / t + EPSILON);
      scale[b] = perSigma;
      for (let k = 0; k < dim; k++) {
        const best = memories[at + 4 + k]!;
        out[to + k] = 5 * (points[b * dim + k]! - best);
        out[to + dim + k] = 5 * (best - 0.5);
        out[to + 2 * dim + k] = 5 * (anchorAt(t, steps[k]!) - 0.5);
      }
      out[to + 3 * dim] = (values[b]! - mean) * perSigma;
      out[to + 3 * dim + 1] = (least - mean) * perSigma;
      out[to + 3 * dim + 2] = t / 100;
    }
    const counts = Float32Array.from({ length: size }, (_, b) => memories[b * width]!);
    return {
      out,
      backward(d) {
        const dMemory = new Float32Array(size * width);
        const dPoints = new Float32Array(size * dim);
        const dValues = new Float32Array(size);
        for (let b = 0, at = 0, to = 0; b < size; b++, at += width, to += inputs) {
          for (let k = 0; k < dim; k++) {
            dPoints[b * dim + k] = 5 * d[to + k]!;
            dMemory[at + 4 + k] = 5 * (d[to + dim + k]! - d[to + k]!);
          }
          const perSigma = scale[b]!;
          const [dSeen, dLeast] = [d[to + 3 * dim]! * perSigma, d[to + 3 * dim + 1]! * perSigma];
          dValues[b] = dSeen;
          dMemory[at + 3] = dLeast;
          dMemory[at + 1] = -dSeen - dLeast;
          const dSigma = -dSeen * out[to + 3 * dim]! - dLeast * out[to + 3 * dim + 1]!;
          dMemory[at + 2] = (dSigma * perSigma) / (2 * counts[b]!);
        }
        return [dMemory, dPoints, dValues];
      },
    };
  });
}
