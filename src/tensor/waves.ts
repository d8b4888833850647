/**
 * Functions drawn from Gaussian-process priors for training: random waves as in src/math/gp/waves.ts, by the kernels, in
 * single precision and thirty times as fast. Rahimi & Recht (2007), Algorithm 1.
 *
 *   f(x) = sum_j weight_j cos(omega_j . x + phase_j)         m waves, d coordinates
 */
import type { Rng } from '../math/random.ts';
import { type Arena, arena } from './kernels.ts';
import type { Numbers } from './tape.ts';

/** One function's prior: a kernel of unit variance with a length-scale for each coordinate. */
export interface WaveSettings {
  readonly kernel: 'rbf' | 'matern52' | 'matern32';
  readonly lengthScales: readonly number[];
  /** Waves; a multiple of eight. */
  readonly count: number;
}

/** Room for one function: d lists of m frequencies, m phases, m weights. */
export interface WaveNumbers {
  readonly omega: Numbers;
  readonly phase: Numbers;
  readonly weight: Numbers;
}

let memory: Arena | undefined;

/** Twice the smoothness nu: the degrees of freedom of the spectrum, a multivariate Student-t; the RBF kernel's is normal. */
const freedom = { rbf: 0, matern52: 5, matern32: 3 } as const;

/** Draws a function and writes it to `to`. */
export function drawWaves(rng: Rng, { kernel, lengthScales, count: m }: WaveSettings, to: WaveNumbers): void {
  if (m % 8 !== 0) throw new Error(`waves: their count must be a multiple of eight, got ${m}`);
  memory ??= arena();
  const { kernels } = memory;
  const mark = memory.mark();
  const d = lengthScales.length;
  const state = memory.take(16);
  const words = new Uint32Array(memory.numbers(state, 16).buffer, state, 16);
  for (let i = 0; i < 16; i++) words[i] = rng.next() * 4294967296;
  const [perScale, chi] = [memory.take(d), memory.take(m)];
  memory.numbers(perScale, d).set(lengthScales.map((scale) => 1 / scale));
  const [omega, phase, weight] = [memory.take(d * m), memory.take(m), memory.take(m)];
  kernels.drawWaves(omega, phase, weight, perScale, chi, state, d, m, freedom[kernel]);
  to.omega.set(memory.numbers(omega, d * m));
  to.phase.set(memory.numbers(phase, m));
  to.weight.set(memory.numbers(weight, m));
  memory.release(mark);
}
