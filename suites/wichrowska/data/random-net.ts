/**
 * Data whose two classes a random network tells apart: six layers of 20 rectified units, inputs from N(0, I), class 1 where the
 * first unit of the last layer is above 0. Wichrowska et al. (2017), released code: weights from N(0, 2 / d) in all layers, d the
 * number of inputs.
 */
import type { Rng } from 'optbench';
import type { LabelledRows } from './classification.ts';

const layers = 6;
const width = 20;

/** Draws such data. */
export function randomNet(features: number, count: number, rng: Rng): LabelledRows {
  const x = Float64Array.from({ length: count * features }, () => rng.normal());
  const scale = Math.sqrt(2 / features);
  let activations = x;
  let inputs = features;
  for (let layer = 0; layer < layers; layer++) {
    const weights = Float64Array.from({ length: inputs * width }, () => scale * rng.normal());
    const next = new Float64Array(count * width);
    for (let row = 0; row < count; row++) {
      for (let i = 0; i < inputs; i++) {
        const a = activations[row * inputs + i]!;
        if (a === 0) continue;
        for (let j = 0; j < width; j++) next[row * width + j]! += a * weights[i * width + j]!;
      }
    }
    for (let i = 0; i < next.length; i++) if (next[i]! < 0) next[i] = 0;
    activations = next;
    inputs = width;
  }
  return {
    features,
    count,
    x,
    labels: Int32Array.from({ length: count }, (_, row) => (activations[row * width]! > 0 ? 1 : 0)),
  };
}
