/**
 * A small network that is applied to every coordinate by itself and says in which direction to go. After Celo2 (2026), the
 * base variant, in turn after small_fc of Metz et al. (2022).
 *
 *   a   = W3 relu(W2 relu(W1 s + b1) + b2) + b3      s  30 features (features.ts), each over its root mean square in the tensor
 *   p  <- p - alpha a / rms(a)                       rms over the tensor
 *
 *   30 -> 8 -> 8 -> 1, 329 weights
 *
 * No time, no schedule, no loss: how far to go is the learning rate's business, as with a hand-designed method.
 *
 * Deviation: one output. Celo2's network has three of which one is used.
 */
import type { Setup, Step } from 'optbench';
import { blocksOf, denseWeights, type LearnedDescent, type Weights } from 'optbench/learn';
import { FEATURES, Moments } from './features.ts';
import { direction, H } from './network.ts';

/** What is divided by is no less. */
const TINY = 1e-30;

/** Papers. */
export const source =
  'Celo2 (2026), the base variant; Metz et al. (2022), Practical Tradeoffs between Memory, Compute, and Performance, small_fc';

/** The rule at a learning rate, as it is trained. */
export function celoMlp(name: string, rate: number): LearnedDescent {
  return {
    name,
    source,
    weights(rng) {
      const one = denseWeights(FEATURES, H, rng.split('one'));
      const two = denseWeights(H, H, rng.split('two'));
      const out = denseWeights(H, 1, rng.split('out'));
      return { W1: one.W, b1: one.b, W2: two.W, b2: two.b, W3: out.W, b3: out.b };
    },
    rule(weights, setup) {
      const step = begin(() => weights, setup);
      let t = 0;
      return (x, gradient, _, next) => {
        step(x, gradient, next, rate, ++t);
        return next;
      };
    },
  };
}

/** The rule at work on one problem, at whatever learning rate. */
export function begin(weights: () => Weights, { blocks, x0 }: Pick<Setup, 'blocks' | 'x0'>): Step {
  const tensors = blocksOf(blocks, x0.length).map((block) => new Moments(block));
  return (x, gradient, next, rate) => {
    let from = 0;
    for (const moments of tensors) {
      const to = from + moments.size;
      direction(weights(), moments, x.subarray(from, to), gradient.subarray(from, to), next.subarray(from, to));
      let sum = 0;
      for (let e = from; e < to; e++) sum += next[e]! * next[e]!;
      const size = rate / (Math.sqrt(sum / moments.size) + TINY);
      for (let e = from; e < to; e++) next[e] = x[e]! - size * next[e]!;
      from = to;
    }
  };
}
