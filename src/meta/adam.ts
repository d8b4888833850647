/**
 * Adam. Kingma & Ba (2015), Algorithm 1 in the order of computation of section 2, after clipping the gradient's norm (Pascanu et al. 2013, Algorithm 1).
 *
 *   m, v   moment estimates, one number per weight      t   steps taken
 */
import { type Address, type Arena, arena } from '../tensor/kernels.ts';
import type { Weight, Weights } from '../tensor/weights.ts';

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

/** The settings that its authors recommend. */
export const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** The rate with both corrections for the moments' start at zero, at step t, from 1. */
export function stepSize(rate: number, t: number): number {
  return (rate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
}

/** Adam before its first step. */
export function adamStart(weights: Weights): AdamState {
  const zeros = (): Weights =>
    Object.fromEntries(
      Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
    );
  return { t: 0, m: zeros(), v: zeros() };
}

/** The weights and the state after one step; undefined where the gradient is not finite, which teaches nothing. */
export function adamStep(
  weights: Weights,
  adam: AdamState,
  gradient: Readonly<Record<string, Float32Array>>,
  { rate, clip }: AdamStep,
): { readonly weights: Weights; readonly adam: AdamState } | undefined {
  const length = norm(gradient);
  if (!Number.isFinite(length)) return undefined;
  const factor = Math.min(1, clip / length);
  const t = adam.t + 1;
  const size = stepSize(rate, t);
  memory ??= arena();
  const { kernels } = memory;
  const next: Record<'w' | 'm' | 'v', Record<string, Weight>> = { w: {}, m: {}, v: {} };
  for (const [name, { shape, data }] of Object.entries(weights)) {
    const mark = memory.mark();
    const placed = [data, adam.m[name]!.data, adam.v[name]!.data, gradient[name]!].map((numbers) => put(numbers));
    const [w, m, v, g] = placed as [Address, Address, Address, Address];
    kernels.adam(w, m, v, g, Math.ceil(data.length / 4) * 4, factor, size, BETA1, BETA2, EPSILON);
    next.w[name] = { shape, data: got(w, data.length) };
    next.m[name] = { shape, data: got(m, data.length) };
    next.v[name] = { shape, data: got(v, data.length) };
    memory.release(mark);
  }
  return { weights: next.w, adam: { t, m: next.m, v: next.v } };
}

let memory: Arena | undefined;

function put(numbers: Float32Array): Address {
  const at = memory!.take(numbers.length);
  memory!.numbers(at, numbers.length).set(numbers);
  return at;
}

function got(at: Address, count: number): Float32Array {
  return new Float32Array(memory!.numbers(at, count));
}

/** The norm of the whole gradient; NaN or Infinity where any part of it is. */
function norm(gradient: Readonly<Record<string, Float32Array>>): number {
  let sum = 0;
  for (const part of Object.values(gradient)) for (const g of part) sum += g * g;
  return Math.sqrt(sum);
}
