/**
 * Sines to be continued: Lv et al. (2017), Learning Gradient Descent: Better Generalization and Longer Horizons.
 * A sin(w t) + noise at t = 0, ..., 9 is shown, and the value at t = 10 asked for; A from U(0, 10), w from U(0, pi / 2), noise from
 * N(0, 0.1^2), in what is asked for too. Every minibatch is drawn anew.
 */
import { type Rng, stream } from 'optbench';
import { type Examples, emptyBatch } from './examples.ts';
import type { Batch } from './losses/loss.ts';
import type { Split } from './splits.ts';

/** Points that are shown. */
export const sinePoints = 10;
const heldOut = 512;

/** Series of one split: what is held out is drawn once. */
export function sines(split: Split): Examples {
  const fill = ({ rows, x, target }: Batch, rng: Rng): void => {
    for (let i = 0; i < rows; i++) {
      const [A, w] = [10 * rng.next(), (Math.PI / 2) * rng.next()];
      const at = (t: number): number => A * Math.sin(w * t) + 0.1 * rng.normal();
      for (let t = 0; t < sinePoints; t++) x[i * sinePoints + t] = at(t);
      target[i] = at(sinePoints);
    }
  };
  return {
    rows: Number.POSITIVE_INFINITY,
    fill: (batch, rng) => fill(batch, rng!),
    *heldOut() {
      const batch = emptyBatch(heldOut, sinePoints);
      fill(batch, stream('networks', 'sine', split, 'held-out'));
      yield batch;
    },
  };
}
