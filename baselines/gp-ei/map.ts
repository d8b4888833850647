/**
 * Hyper-parameters by maximum a posteriori: the log marginal likelihood plus log priors, by projected L-BFGS with analytic
 * gradients from several starts. Length-scales and noise have the priors of Hvarfner, Hellsten & Nardi (2024), Vanilla
 * Bayesian Optimization Performs Great in High Dimensions; values are standardised.
 *
 *   theta      d + 2   log signal variance, log length-scales, log noise variance
 *   m, s               location and scale of a log-normal prior
 */
import {
  fromTheta,
  type Kernel,
  type LogLikelihood,
  lbfgs,
  logLikelihood,
  type Minimum,
  type Rng,
  type Vector,
} from 'optbench';
import { standardise } from './outputs.ts';
import type { Treatment } from './treatment.ts';

/** A log-normal density, and the range in which its parameter is sought. */
interface Prior {
  readonly m: number;
  readonly s: number;
  readonly low: number;
  readonly high: number;
}

const SIGNAL: Prior = { m: 1, s: 1, low: 1e-3, high: 1e3 };
const NOISE: Prior = { m: -4, s: 1, low: 1e-8, high: 1 };
/** The prior mean is a constant, itself normal with mean 0. */
const MEAN_STD = 1;
/** A unit cube's diagonal grows with sqrt(d), and so do the length-scales expected in it. */
const lengthScale = (d: number): Prior => ({
  m: Math.SQRT2 + 0.5 * Math.log(d),
  s: Math.sqrt(3),
  low: 1e-2,
  high: 1e3,
});

/** Maximum a posteriori. */
export function maximumAPosteriori(kernel: Kernel): Treatment {
  return {
    name: 'map',
    open(rng) {
      let last: Vector | undefined;
      let fits = 0;
      return ({ points, values, unordered }) => {
        const y = standardise(values);
        const d = points[0]!.length;
        const priors = [SIGNAL, ...new Array<Prior>(d).fill(lengthScale(d)), NOISE];
        const starts = startingPoints(priors, last, points.length, rng.split('fit', fits++));
        const likelihood = logLikelihood(kernel, points, y, { unordered, meanStd: MEAN_STD });
        last = best(likelihood, priors, starts);
        likelihood.value(last);
        return { y, mean: likelihood.mean(), hyperparameters: fromTheta(last) };
      };
    },
  };
}

/** The last fit, and now and then the mode of the prior and two draws from it. */
function startingPoints(priors: readonly Prior[], last: Vector | undefined, n: number, rng: Rng): readonly Vector[] {
  if (last !== undefined && n > 20 && n % 10 !== 0) return [last];
  const mode = Float64Array.from(priors, ({ m, s }) => m - s * s);
  const drawn = [0, 1].map(() => mode.map((centre) => centre + rng.normal()));
  return [...(last === undefined ? [] : [last]), mode, ...drawn];
}

function best(likelihood: LogLikelihood, priors: readonly Prior[], starts: readonly Vector[]): Vector {
  const low = Float64Array.from(priors, (prior) => Math.log(prior.low));
  const high = Float64Array.from(priors, (prior) => Math.log(prior.high));
  const loss = (theta: Vector, gradient: Vector): number => {
    let value = -likelihood.value(theta, gradient);
    priors.forEach(({ m, s }, i) => {
      // -log of the log-normal density at exp(theta), without constants
      const z = (theta[i]! - m) / s;
      value += 0.5 * z * z + theta[i]!;
      gradient[i] = -gradient[i]! + z / s + 1;
    });
    return value;
  };
  const settings = { low, high, iterations: 50, gradientTolerance: 1e-2, valueTolerance: 1e-5 };
  const minima = starts.map((start) => lbfgs(loss, start, settings));
  return minima.reduce((a: Minimum, b: Minimum) => (b.value < a.value ? b : a)).x;
}
