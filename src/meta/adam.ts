/**
 * Adam. Kingma & Ba (2015), Algorithm 1, after clipping the gradient's norm (Pascanu et al. 2013, Algorithm 1).
 *
 *   m, v   moment estimates, one number per weight      t   steps taken
 */
import type { Weights } from '../learned.ts';

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
  const zeros = (): Weights =>
    Object.fromEntries(
      Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
    );
  return { t: 0, m: zeros(), v: zeros() };
}

/** The weights and the state after one step. */
export function adamStep(
  weights: Weights,
  state: AdamState,
  gradient: Readonly<Record<string, Float32Array>>,
  { rate, clip }: AdamStep,
): { readonly weights: Weights; readonly state: AdamState } {
  const factor = Math.min(1, clip / norm(gradient));
  const t = state.t + 1;
  const size = (rate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
  const next = { weights: {} as Record<string, Weights[string]>, m: {} as typeof weights, v: {} as typeof weights };
  const [m2, v2]: [Record<string, Weights[string]>, Record<string, Weights[string]>] = [{}, {}];
  for (const [name, { shape, data }] of Object.entries(weights)) {
    const g = gradient[name]!;
    const m = state.m[name]!.data.slice();
    const v = state.v[name]!.data.slice();
    const w = data.slice();
    for (let i = 0; i < w.length; i++) {
      const slope = g[i]! * factor;
      m[i] = BETA1 * m[i]! + (1 - BETA1) * slope;
      v[i] = BETA2 * v[i]! + (1 - BETA2) * slope * slope;
      w[i]! -= (size * m[i]!) / (Math.sqrt(v[i]!) + EPSILON);
    }
    next.weights[name] = { shape, data: w };
    m2[name] = { shape, data: m };
    v2[name] = { shape, data: v };
  }
  return { weights: next.weights, state: { t, m: m2, v: v2 } };
}

/** The norm of the whole gradient; NaN or Infinity where any part of it is. */
export function norm(gradient: Readonly<Record<string, Float32Array>>): number {
  let sum = 0;
  for (const part of Object.values(gradient)) for (const g of part) sum += g * g;
  return Math.sqrt(sum);
}
