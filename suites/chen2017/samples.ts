/**
 * The functions of section 3.1: draws from a Gaussian-process prior of zero mean and unit variance on the unit box, as sums of
 * random waves. The paper prints neither kernel nor length-scale; these are calibrated on its curves.
 */
import { type Draw, sampleWaves, stream, sumOfWaves } from 'optbench';

/** The RBF length-scale in units of the box, by dimension. */
export const lengthScales: Readonly<Record<number, number>> = { 1: 0.2, 3: 0.2, 6: 0.2, 9: 0.2 };

/** Waves per function. The kernel that a function then has differs from the RBF kernel by 1 / sqrt(2 * 1024) = 0.022 at most. */
export const waves = 1024;

/** A function; no other suite and no training draws from this stream. */
export function sample(dim: number, instance: number): Draw {
  const prior = { dim, lengthScale: lengthScales[dim]!, count: waves };
  return sumOfWaves(sampleWaves(stream('chen2017', 'gp', dim, instance), prior));
}
