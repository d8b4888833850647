/**
 * Where a network begins.
 *
 *   normal   N(0, sigma^2), weights and biases alike: sigma = 0.01 in the code of Andrychowicz et al. (2016), 0.1 in that of
 *            Lv et al. (2017)
 *   glorot   uniform on +-sqrt(6 / (fan in + fan out)), biases 0: Glorot & Bengio (2010), equation 16
 *   he       N(0, 2 / fan in), biases 0: He et al. (2015), equation 10
 */
import { type Rng, sizeOf, type Vector } from 'optbench';
import type { Tensor } from './layers/layer.ts';

/** How first values are drawn: sigma of a normal distribution, or by fan-in and fan-out. */
export type Initial = number | 'glorot' | 'he';

/** First values of all tensors, in order. */
export function initialValues(tensors: readonly Tensor[], initial: Initial, rng: Rng): Vector {
  const parts = tensors.map((tensor) => Float64Array.from({ length: sizeOf(tensor) }, drawer(tensor, initial, rng)));
  const theta = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    theta.set(part, offset);
    offset += part.length;
  }
  return theta;
}

function drawer({ bias, fanIn, fanOut }: Tensor, initial: Initial, rng: Rng): () => number {
  if (typeof initial === 'number') return () => initial * rng.normal();
  if (bias) return () => 0;
  if (initial === 'he') return () => Math.sqrt(2 / fanIn) * rng.normal();
  return () => Math.sqrt(6 / (fanIn + fanOut)) * (2 * rng.next() - 1);
}
