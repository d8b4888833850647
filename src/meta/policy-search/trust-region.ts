/**
 * The best controllers within a trust region: at most so much divergence from the reference, summed over the steps.
 * Levine & Abbeel (2014), section 3.2: dual descent in eta; the divergence falls as eta grows, so it is found by bisection.
 */
import type { LinearGaussian } from './linear-gaussian.ts';
import { backward, divergence, type Surroundings } from './lqg.ts';

/** Controllers, what they cost in divergence, and the price that was put on it. */
export interface Constrained {
  readonly controllers: readonly LinearGaussian[];
  readonly divergence: number;
  readonly eta: number;
}

const [CHEAPEST, DEAREST] = [1e-8, 1e16];
const LOOKS = 40;
/** How much of the room may be left unused. */
const SLACK = 0.1;

/** The controllers of least cost with a divergence of at most `most`, if any are found; the search begins at `eta`. */
export function withinTrust(surroundings: Surroundings, most: number, eta = 1): Constrained | undefined {
  const at = (price: number): Constrained | undefined => {
    const controllers = backward(surroundings, price);
    return controllers && { controllers, divergence: divergence(controllers, surroundings), eta: price };
  };
  let [low, high] = [CHEAPEST, DEAREST];
  let best: Constrained | undefined;
  let price = Math.min(high, Math.max(low, eta));
  let factor = 4;
  for (let look = 0; look < LOOKS; look++) {
    const here = at(price);
    const trusted = here !== undefined && here.divergence <= most;
    if (trusted) {
      best = here;
      high = price;
      if (here.divergence >= (1 - SLACK) * most || price === CHEAPEST) break;
    } else low = price;
    if (high / low < 1.001) break;
    // Strides that grow until both sides are known, halves of the way from then on.
    const bracketed = low > CHEAPEST && high < DEAREST;
    if (bracketed) price = Math.sqrt(low * high);
    else {
      price = trusted ? Math.max(low, price / factor) : Math.min(high, price * factor);
      factor *= factor;
    }
  }
  return best;
}
