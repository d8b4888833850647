/**
 * The random numbers behind every BBOB instance, bit for bit.
 *
 * Uniforms: Park & Miller (1988), "minimal standard" a = 16807, m = 2^31 - 1, by Schrage's method, behind a Bays-Durham
 * shuffle of 32 entries (Press et al., Numerical Recipes in C, section 7.1, `ran1`). Gaussians: Box & Muller (1958), the
 * cosine branch only. All integers stay below 2^53, so doubles hold them exactly.
 */
import type { Vector } from 'optbench';
import { cosine, logarithm } from './correctly-rounded.ts';

const MODULUS = 2147483647;

/** Park and Miller's next state. */
function next(state: number): number {
  const quotient = Math.floor(state / 127773);
  const result = 16807 * (state - quotient * 127773) - 2836 * quotient;
  return result < 0 ? result + MODULUS : result;
}

/** `count` uniform numbers in (0, 1). */
export function uniforms(count: number, seed: number): Vector {
  let state = Math.max(1, Math.abs(seed));
  const table = new Float64Array(32);
  for (let i = 39; i >= 0; i--) {
    state = next(state);
    if (i < 32) table[i] = state;
  }
  let drawn = table[0]!;
  return new Float64Array(count).map(() => {
    state = next(state);
    const entry = Math.floor(drawn / 67108865);
    drawn = table[entry]!;
    table[entry] = state;
    return drawn / MODULUS || 1e-99;
  });
}

/** `count` standard normal numbers. */
export function gaussians(count: number, seed: number): Vector {
  const u = uniforms(2 * count, seed);
  return new Float64Array(count).map(
    (_, i) => Math.sqrt(-2 * logarithm(u[i]!)) * cosine(2 * Math.PI * u[count + i]!) || 1e-99,
  );
}
