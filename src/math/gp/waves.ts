/**
 * A function drawn from a Gaussian-process prior, written as a sum of random waves: random Fourier features.
 * Rahimi & Recht (2007), Random Features for Large-Scale Kernel Machines, Algorithm 1.
 *
 *   f(x) = sum_j weight_j cos(omega_j . x + phase_j)
 *
 *   m       count of waves           omega   d x m, row by row, angular frequencies
 *   d       dimension of x           phase   m, uniform on [0, 2 pi)
 *                                    weight  m, Rayleigh / sqrt(m)
 *
 * Deviation: the paper's features have equal amplitudes and random phases, sqrt(2 / m) cos(...), under normal weights.
 * Here each wave is a cos + b sin with a, b ~ N(0, 1), which is a wave of Rayleigh amplitude and uniform phase: it costs
 * one cosine as well, and given its frequencies f is exactly Gaussian, exactly stationary and exactly of unit variance.
 */
import { cosine } from '../cosine.ts';
import type { Rng } from '../random.ts';
import type { Vector } from '../vector.ts';

/** What a function is drawn from: a stationary kernel of unit variance. */
export interface WavePrior {
  readonly dim: number;
  /** In units of the box [0, 1]^d. */
  readonly lengthScale: number;
  /** Waves per function. */
  readonly count: number;
  /** By how much a standard normal frequency is stretched, which makes the kernel; without it: the RBF kernel's, 1. */
  stretch?(rng: Rng): number;
}

/** The waves of one function. */
export interface Waves {
  readonly dim: number;
  readonly count: number;
  /** dim x count, row by row. */
  readonly omega: Float64Array;
  readonly phase: Float64Array;
  readonly weight: Float64Array;
}

/** Draws a function's waves. */
export function sampleWaves(rng: Rng, { dim, lengthScale, count, stretch = () => 1 }: WavePrior): Waves {
  const omega = new Float64Array(count * dim);
  const phase = new Float64Array(count);
  const weight = new Float64Array(count);
  for (let j = 0; j < count; j++) {
    const scale = stretch(rng) / lengthScale;
    for (let k = 0; k < dim; k++) omega[k * count + j] = rng.normal() * scale;
    phase[j] = 2 * Math.PI * rng.next();
    weight[j] = Math.sqrt((-2 * Math.log(1 - rng.next())) / count);
  }
  return { dim, count, omega, phase, weight };
}

const HALF_PI = Math.PI / 2;

/** A function that can be looked at. */
export interface Draw {
  value(x: Vector): number;
  /** f(x), and its gradient written into `gradient`. */
  valueAndGradient(x: Vector, gradient: Vector): number;
}

/** The function that is the sum of these waves. */
export function sumOfWaves({ dim, count, omega, phase, weight }: Waves): Draw {
  const angle = new Float64Array(count);
  const slope = new Float64Array(count); // of each wave, by its angle
  const rows = Array.from({ length: dim }, (_, k) => omega.subarray(k * count, (k + 1) * count));

  const turn = (x: Vector): void => {
    angle.set(phase);
    let k = 0;
    for (; k + 2 < dim; k += 3) {
      add3(angle, rows[k]!, x[k]!, rows[k + 1]!, x[k + 1]!, rows[k + 2]!, x[k + 2]!);
    }
    for (; k < dim; k++) add(angle, rows[k]!, x[k]!);
  };
  return {
    value(x) {
      turn(x);
      return wave(angle, weight);
    },
    valueAndGradient(x, gradient) {
      turn(x);
      const value = waveAndSlope(angle, weight, slope);
      for (let k = 0; k < dim; k++) gradient[k] = dot(slope, rows[k]!);
      return value;
    },
  };
}

function wave(angle: Float64Array, weight: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < angle.length; j++) sum += weight[j]! * cosine(angle[j]!);
  return sum;
}

function waveAndSlope(angle: Float64Array, weight: Float64Array, slope: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < angle.length; j++) {
    sum += weight[j]! * cosine(angle[j]!);
    slope[j] = weight[j]! * cosine(angle[j]! + HALF_PI);
  }
  return sum;
}

/** a += f b */
function add(a: Float64Array, b: Float64Array, f: number): void {
  for (let j = 0; j < a.length; j++) a[j]! += b[j]! * f;
}

/** The same for three rows in one pass, rounded alike: the angles are read and written a third as often. */
function add3(
  a: Float64Array,
  b: Float64Array,
  f: number,
  c: Float64Array,
  g: number,
  d: Float64Array,
  h: number,
): void {
  for (let j = 0; j < a.length; j++) a[j] = a[j]! + b[j]! * f + c[j]! * g + d[j]! * h;
}

/** Four sums at a time, so that each addition need not wait for the one before. */
function dot(a: Float64Array, b: Float64Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let j = 0; j < whole; j += 4) {
    s0 += a[j]! * b[j]!;
    s1 += a[j + 1]! * b[j + 1]!;
    s2 += a[j + 2]! * b[j + 2]!;
    s3 += a[j + 3]! * b[j + 3]!;
  }
  for (let j = whole; j < a.length; j++) s0 += a[j]! * b[j]!;
  return s0 + s1 + (s2 + s3);
}
