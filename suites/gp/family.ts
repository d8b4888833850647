/**
 * The functions of this suite as a family for meta-training: random waves, batched and differentiable, drawn from the
 * streams of the training splits. The suite's own problems come from the test stream and never from here.
 *
 * Beyond what the suite draws, a function's kernel and length-scale may vary, and its length-scale may differ from one
 * coordinate to the next: an optimizer that has met only one prior overfits to it.
 */
import { box, formula, type Label, type Problem, sumOfWaves, type Vector } from 'optbench';
import { type Batch, drawWaves, type Family, type Numbers, type Rows, type TrainingSplit } from 'optbench/learn';
import { z } from 'zod';
import { type KernelName, kernels as known } from './kernels.ts';
import { splitStream } from './splits.ts';

const positive = z.number().positive();
const shape = z.strictObject({
  split: z.enum(['train', 'validation']),
  dim: z.int().min(1),
  kernels: z.array(z.enum(Object.keys(known))).min(1),
  lengthScale: z.tuple([positive, positive]),
  anisotropy: z.number().min(0).optional(),
  features: z.int().min(1).multipleOf(8),
});

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
  /** Waves per function; a multiple of eight. */
  readonly features: number;
}

/** The family with these settings. */
export default function family(settings: FamilySettings): Family {
  const { error } = shape.safeParse(settings);
  if (error !== undefined) throw new Error(`gp: the family's settings are wrong:\n${z.prettifyError(error)}`);
  const { split, dim, features, anisotropy = 0 } = settings;
  const space = box(new Array(dim).fill([0, 1]));
  return {
    name: 'gp',
    split,
    space,
    batch(address, rows) {
      const { omega, phase, weight, priors } = drawn(settings, address, rows);
      const size = rows.to - rows.from;
      return {
        space,
        size,
        ...(anisotropy === 0 && { priors }),
        on(tape) {
          const waves = {
            omega: tape.constant(omega, size, dim * features),
            phase: tape.constant(phase, size, features),
            weight: tape.constant(weight, size, features),
          };
          return { value: (x) => tape.waves(x, waves) };
        },
      } satisfies Batch;
    },
    sample(address) {
      const { omega, phase, weight } = drawn(settings, address.slice(0, -1), {
        from: Number(address.at(-1)),
        to: Number(address.at(-1)) + 1,
      });
      const double = (numbers: Numbers): Float64Array => Float64Array.from(numbers);
      const f = sumOfWaves({
        dim,
        count: features,
        omega: double(omega),
        phase: double(phase),
        weight: double(weight),
      });
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

/** The waves of some rows of a batch, row by row, and what each was drawn from. */
function drawn(
  { split, dim, kernels, lengthScale: [low, high], anisotropy = 0, features }: FamilySettings,
  address: readonly Label[],
  { from, to }: Rows,
) {
  const omega = new Float32Array((to - from) * dim * features);
  const phase = new Float32Array((to - from) * features);
  const weight = new Float32Array((to - from) * features);
  const part = (numbers: Float32Array, row: number, width: number) => numbers.subarray(row * width, (row + 1) * width);
  const priors = Array.from({ length: to - from }, (_, row) => {
    const rng = splitStream(split, ...address, from + row);
    const kernel = kernels[rng.integer(kernels.length)]!;
    const lengthScale = low * (high / low) ** rng.next();
    drawWaves(
      rng,
      {
        kernel,
        lengthScales: Array.from({ length: dim }, () =>
          anisotropy === 0 ? lengthScale : lengthScale * Math.exp(anisotropy * rng.normal()),
        ),
        count: features,
      },
      {
        omega: part(omega, row, dim * features),
        phase: part(phase, row, features),
        weight: part(weight, row, features),
      },
    );
    return { kernel, lengthScale };
  });
  return { omega, phase, weight, priors };
}
