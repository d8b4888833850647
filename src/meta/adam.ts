/**
 * Adam. Kingma & Ba (2015), Algorithm 1 in the order of computation of section 2, after clipping the gradient's norm (Pascanu et al. 2013, Algorithm 1).
 *
 *   m, v   moment estimates, one number per weight      t   steps taken
 */
import type { Weights } from '../tensor/weights.ts';

/** What Adam remembers; it is part of every checkpoint. */
export interface AdamState {
  readonly t: number;
  readonly m: Weights;
  readonly v: Weights;
}

/** One step's settings. */
export interface AdamStep {
  readonly rate: number;
  /** The largest norm of the whole gradient that is followed as it is. */
  readonly clip: number;
}

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** Adam before its first step. */
export function adamStart(weights: Weights): AdamState {
  const zeros = (): Weights => {
    const same = copy(weights);
    for (const { data } of Object.values(same)) data.fill(0);
    return same;
  };
  return { t: 0, m: zeros(), v: zeros() };
}

/** The weights and the state after one step. */
export function adamStep(
  weights: Weights,
  adam: AdamState,
  gradient: Readonly<Record<string, Float32Array>>,
  { rate, clip }: AdamStep,
): { readonly weights: Weights; readonly adam: AdamState } {
  const factor = Math.min(1, clip / norm(gradient));
  const t = adam.t + 1;
  const size = (rate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
  const next = { weights: copy(weights), adam: { t, m: copy(adam.m), v: copy(adam.v) } };
  for (const name of Object.keys(weights)) {
    const [g, w] = [gradient[name]!, next.weights[name]!.data];
    const [m, v] = [next.adam.m[name]!.data, next.adam.v[name]!.data];
    for (let i = 0; i < w.length; i++) {
      const slope = g[i]! * factor;
      m[i] = BETA1 * m[i]! + (1 - BETA1) * slope;
      v[i] = BETA2 * v[i]! + (1 - BETA2) * slope * slope;
      w[i]! -= (size * m[i]!) / (Math.sqrt(v[i]!) + EPSILON);
    }
  }
  return next;
}

function copy(weights: Weights): Weights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
  );
}

/** The norm of the whole gradient; NaN or Infinity where any part of it is. */
export function norm(gradient: Readonly<Record<string, Float32Array>>): number {
  let sum = 0;
  for (const part of Object.values(gradient)) for (const g of part) sum += g * g;
  return Math.sqrt(sum);
}
