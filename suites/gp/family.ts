/**
 * The functions of this suite as a family for meta-training: random waves, batched and differentiable, drawn from the
 * streams of the training splits. The suite's own problems come from the test stream and never from here.
 *
 * Beyond what the suite draws, a function's kernel and length-scale may vary, and its length-scale may differ from one
 * coordinate to the next: an optimizer that has met only one prior overfits to it.
 */

import type { Rank, Tensor2D } from '@tensorflow/tfjs';
import { box, formula, type Label, type Problem, type Vector } from 'optbench';
import { type Batch, type Family, loops, type TrainingSplit } from 'optbench/learn';
import { type Draw, draw, sampleFeatures } from './features.ts';
import type { KernelName } from './kernels.ts';
import { splitStream } from './splits.ts';

/** Which functions. */
export interface FamilySettings {
  readonly split: TrainingSplit;
  readonly dim: number;
  /** Each function has one of these, all as likely. */
  readonly kernels: readonly KernelName[];
  /** Each function's length-scale is drawn from this range, uniformly on a log scale. */
  readonly lengthScale: readonly [number, number];
  /** Standard deviation of the logarithm by which a coordinate's length-scale differs; 0 for isotropic functions. */
  readonly anisotropy?: number;
  /** Waves per function. */
  readonly features: number;
}

/** The family with these settings. */
export default function family(settings: FamilySettings): Family {
  const { split, dim } = settings;
  const space = box(new Array(dim).fill([0, 1]));
  return {
    name: 'gp',
    split,
    space,
    batch(address, size) {
      const functions = Array.from({ length: size }, (_, b) => sampled(settings, [...address, b]));
      return { space, size, value: (x) => values(functions, x) } satisfies Batch;
    },
    sample(address) {
      const f = sampled(settings, address);
      return formula<Vector>({
        id: `${split}-${address.join('-')}`,
        space,
        source: 'A draw from a Gaussian-process prior by Rahimi & Recht (2007), Algorithm 1',
        value: (x) => f.value(x),
        gradient(x) {
          const gradient = new Float64Array(dim);
          f.valueAndGradient(x, gradient);
          return gradient;
        },
      }) as Problem;
    },
  };
}

function sampled(
  { split, dim, kernels, lengthScale, anisotropy = 0, features }: FamilySettings,
  address: readonly Label[],
): Draw {
  const rng = splitStream(split, ...address);
  const kernel = kernels[rng.integer(kernels.length)]!;
  const [low, high] = lengthScale;
  const waves = sampleFeatures(rng, {
    dim,
    kernel,
    lengthScale: low * (high / low) ** rng.next(),
    count: features,
  });
  if (anisotropy === 0) return draw(waves);
  const stretch = Array.from({ length: dim }, () => Math.exp(-anisotropy * rng.normal()));
  return draw({ ...waves, omega: waves.omega.map((w, at) => w * stretch[Math.floor(at / features)]!) });
}

/** f_b(x_b) for every row, with its gradient found on the way there: a row costs its waves once. */
function values(functions: readonly Draw[], x: Tensor2D) {
  const [size, dim] = x.shape;
  return loops<Rank.R1>([x], [size], (points) => {
    const out = new Float32Array(size);
    const slopes = new Float32Array(size * dim);
    const point = new Float64Array(dim);
    const gradient = new Float64Array(dim);
    functions.forEach((f, b) => {
      for (let k = 0; k < dim; k++) point[k] = points[b * dim + k]!;
      out[b] = f.valueAndGradient(point, gradient);
      slopes.set(gradient, b * dim);
    });
    return { out, backward: (d) => [slopes.map((slope, at) => slope * d[Math.floor(at / dim)]!)] };
  });
}
