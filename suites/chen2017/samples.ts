/**
 * The functions of section 3.1: draws from a Gaussian-process prior of zero mean and unit variance on the unit box, as sums of
 * random waves. The paper prints neither kernel nor length-scale; these are calibrated on its curves, and two further priors are
 * here for what the calibration leaves open (docs/reproductions.md).
 */
import { type Draw, type Rng, sampleWaves, stream, sumOfWaves } from 'optbench';

/** What one kind of function is drawn from. */
export interface SamplePrior {
  readonly dim: number;
  readonly kernel: 'rbf' | 'matern52';
  /** In units of the box. */
  readonly lengthScale: number;
}

/** The priors, by the name that problem ids begin with. */
export const priors: Readonly<Record<string, SamplePrior>> = {
  'gp-d1': { dim: 1, kernel: 'rbf', lengthScale: 0.2 },
  'gp-d3': { dim: 3, kernel: 'rbf', lengthScale: 0.2 },
  'gp-d6': { dim: 6, kernel: 'rbf', lengthScale: 0.2 },
  'gp-d6-matern52': { dim: 6, kernel: 'matern52', lengthScale: 0.25 },
  'gp-d9': { dim: 9, kernel: 'rbf', lengthScale: 0.44 },
  'gp-d9-short': { dim: 9, kernel: 'rbf', lengthScale: 0.2 },
};

/** Waves per function. The kernel that a function then has differs from its prior's by 1 / sqrt(2 * 1024) = 0.022 at most. */
export const waves = 1024;

/**
 * By how much normal frequencies are stretched for Matern-5/2: its spectral density is Student's t of 5 degrees of freedom
 * (Rasmussen & Williams 2006, eq. 4.15).
 */
function student5(rng: Rng): number {
  let c = 0;
  for (let i = 0; i < 5; i++) c += rng.normal() ** 2;
  return Math.sqrt(5 / c);
}

/** A function; no other suite and no training draws from this stream. RBF functions of one instance differ in scale alone. */
export function sample(name: string, instance: number): Draw {
  const { dim, kernel, lengthScale } = priors[name]!;
  const rng = stream('chen2017', 'gp', dim, ...(kernel === 'rbf' ? [] : [kernel]), instance);
  const stretch = kernel === 'rbf' ? {} : { stretch: student5 };
  return sumOfWaves(sampleWaves(rng, { dim, lengthScale, count: waves, ...stretch }));
}
