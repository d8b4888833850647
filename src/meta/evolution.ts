/**
 * A loss's gradient from its values alone, for rules that backpropagation does not see through: evolution strategies.
 * Salimans et al. (2017), Evolution strategies as a scalable alternative to reinforcement learning, Algorithm 1, in pairs:
 *
 *   g = 1 / (2 sigma P) sum_p (L(theta + sigma e_p) - L(theta - sigma e_p)) e_p,  e_p ~ N(0, I)
 *
 * an unbiased estimate of the gradient of L blurred by sigma. All 2 P losses are of the same functions, so that what one
 * function differs from another cancels. Shares of a batch that draw the same e_p may be summed.
 */
import type { Rng } from '../math/random.ts';
import type { FusedEngine } from '../tensor/fused.ts';
import type { Objective, Slope } from '../tensor/tape.ts';
import type { Weights } from '../tensor/weights.ts';

/** How a gradient is estimated. */
export interface Evolution {
  readonly pairs: number;
  readonly sigma: number;
}

/** The mean of the losses, and the estimate. */
export function evolutionSlope(
  engine: FusedEngine,
  weights: Weights,
  objective: Objective,
  { pairs, sigma }: Evolution,
  rng: Rng,
): Slope {
  const names = Object.keys(weights);
  const gradient = Object.fromEntries(names.map((name) => [name, new Float32Array(weights[name]!.data.length)]));
  const lossOf = (theta: Weights): number =>
    engine.evaluate(theta, (tape, nodes) => tape.numbers(objective(tape, nodes))[0]!);
  let sum = 0;
  for (let p = 0; p < pairs; p++) {
    const noise = names.map((name) => Float32Array.from(weights[name]!.data, () => rng.normal()));
    const moved = (by: number): Weights =>
      Object.fromEntries(
        names.map((name, i) => {
          const { shape, data } = weights[name]!;
          return [name, { shape, data: data.map((value, j) => value + by * noise[i]![j]!) }];
        }),
      );
    const [up, down] = [lossOf(moved(sigma)), lossOf(moved(-sigma))];
    sum += up + down;
    const scale = (up - down) / (2 * sigma * pairs);
    names.forEach((name, i) => {
      const slope = gradient[name]!;
      for (let j = 0; j < slope.length; j++) slope[j]! += scale * noise[i]![j]!;
    });
  }
  return { loss: sum / (2 * pairs), gradient };
}
