/**
 * A function drawn from a Gaussian-process prior, written as a sum of random waves: random Fourier features.
 * Rahimi & Recht (2007), Random Features for Large-Scale Kernel Machines, Algorithm 1.
 *
 *   f(x) = sum_j weight_j cos(omega_j . x + phase_j)
 *
 *   m       count of features        omega   m x d, row by row, angular frequencies
 *   d       dimension of x           phase   m, uniform on [0, 2 pi)
 *                                    weight  m, Rayleigh / sqrt(m)
 *
 * Deviation: the paper's features have equal amplitudes and random phases, sqrt(2 / m) cos(...), under normal weights.
 * Here each wave is a cos + b sin with a, b ~ N(0, 1), which is a wave of Rayleigh amplitude and uniform phase: it costs
 * one cosine as well, and given its frequencies f is exactly Gaussian, exactly stationary and exactly of unit variance.
 */
import type { Rng, Vector } from 'optbench';
import { type KernelName, kernels } from './kernels.ts';

/** What a function is drawn from. */
export interface Prior {
  readonly dim: number;
  readonly kernel: KernelName;
  /** In units of the box [0, 1]^d. */
  readonly lengthScale: number;
  /** Features per function. */
  readonly count: number;
}

/** The waves of one function. */
export interface Features {
  readonly dim: number;
  readonly count: number;
  /** count x dim, row by row. */
  readonly omega: Float64Array;
  readonly phase: Float64Array;
  readonly weight: Float64Array;
}

/** Draws a function. */
export function sampleFeatures(rng: Rng, { dim, kernel, lengthScale, count }: Prior): Features {
  const omega = new Float64Array(count * dim);
  const phase = new Float64Array(count);
  const weight = new Float64Array(count);
  const { stretch } = kernels[kernel];
  for (let j = 0; j < count; j++) {
    const scale = stretch(rng) / lengthScale;
    for (let k = 0; k < dim; k++) omega[j * dim + k] = rng.normal() * scale;
    phase[j] = 2 * Math.PI * rng.next();
    weight[j] = Math.sqrt((-2 * Math.log(1 - rng.next())) / count);
  }
  return { dim, count, omega, phase, weight };
}

/** f(x). */
export function value({ dim, count, omega, phase, weight }: Features, x: Vector): number {
  let sum = 0;
  for (let j = 0, at = 0; j < count; j++) {
    let angle = phase[j]!;
    for (let k = 0; k < dim; k++, at++) angle += omega[at]! * x[k]!;
    sum += weight[j]! * Math.cos(angle);
  }
  return sum;
}

/** f(x), and its gradient written into `gradient`. */
export function valueAndGradient(features: Features, x: Vector, gradient: Vector): number {
  const { dim, count, omega, phase, weight } = features;
  gradient.fill(0);
  let sum = 0;
  for (let j = 0, row = 0; j < count; j++, row += dim) {
    let angle = phase[j]!;
    for (let k = 0; k < dim; k++) angle += omega[row + k]! * x[k]!;
    sum += weight[j]! * Math.cos(angle);
    const slope = -weight[j]! * Math.sin(angle);
    for (let k = 0; k < dim; k++) gradient[k]! += slope * omega[row + k]!;
  }
  return sum;
}
