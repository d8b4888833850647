/**
 * Acquisition functions for minimisation; all of them are to be maximised. EI: Jones, Schonlau & Welch (1998), eq. 15. PI:
 * Kushner (1964). Confidence bound: Srinivas et al. (2010), eq. 6. log EI: Ament et al. (2023), eq. 9.
 *
 *   z        (best - mean) / std              phi, Phi   density and distribution of the standard normal
 *   h(z)     phi(z) + z Phi(z), EI / std      M(z)       Phi(z) / phi(z), the Mills ratio of -z
 *   t(z)     h(z) / phi(z) = 1 + z M(z)
 */
import { erfcx, logNormalCdf, logNormalPdf, normalCdf, normalPdf } from '../special.ts';
import type { Prediction } from './posterior.ts';

/** How much a point promises, and how that changes with the prediction's mean and standard deviation. */
export interface Merit {
  readonly value: number;
  readonly byMean: number;
  readonly byStd: number;
}

/** Judges a prediction against the best value so far. */
export interface Acquisition {
  readonly name: string;
  judge(prediction: Prediction, best: number): Merit;
}

/** Expected improvement: 0, with no slope, far from where improvement is likely. */
export const expectedImprovement: Acquisition = {
  name: 'ei',
  judge({ mean, std }, best) {
    const z = (best - mean) / std;
    const [pdf, cdf] = [normalPdf(z), normalCdf(z)];
    const value = z > -1 ? std * (pdf + z * cdf) : std * pdf * improvementPerDensity(z);
    return { value, byMean: -cdf, byStd: pdf };
  },
};

/** The logarithm of the expected improvement: finite and with a slope however unlikely an improvement is. */
export const logExpectedImprovement: Acquisition = {
  name: 'log-ei',
  judge({ mean, std }, best) {
    const z = (best - mean) / std;
    if (z > -1) {
      const [pdf, cdf] = [normalPdf(z), normalCdf(z)];
      const h = pdf + z * cdf;
      return { value: Math.log(h) + Math.log(std), byMean: -cdf / (std * h), byStd: pdf / (std * h) };
    }
    const t = improvementPerDensity(z);
    return {
      value: logNormalPdf(z) + Math.log(t) + Math.log(std),
      byMean: -mills(z) / (std * t),
      byStd: 1 / (std * t),
    };
  },
};

/** Probability of improvement. */
export const probabilityOfImprovement: Acquisition = {
  name: 'pi',
  judge({ mean, std }, best) {
    const z = (best - mean) / std;
    const pdf = normalPdf(z);
    return { value: normalCdf(z), byMean: -pdf / std, byStd: (-pdf * z) / std };
  },
};

/** The logarithm of the probability of improvement. */
export const logProbabilityOfImprovement: Acquisition = {
  name: 'log-pi',
  judge({ mean, std }, best) {
    const z = (best - mean) / std;
    const slope = 1 / mills(z);
    return { value: logNormalCdf(z), byMean: -slope / std, byStd: (-slope * z) / std };
  },
};

/** The lower confidence bound mean - kappa std, negated. */
export function lowerConfidenceBound(kappa: number): Acquisition {
  return {
    name: `lcb-${kappa}`,
    judge: ({ mean, std }) => ({ value: kappa * std - mean, byMean: -1, byStd: kappa }),
  };
}

/** M(z) */
function mills(z: number): number {
  return Math.sqrt(Math.PI / 2) * erfcx(-z * Math.SQRT1_2);
}

/** t(z) for z <= -1; below -50, where the difference would lose digits, its asymptotic series in 1 / z^2. */
function improvementPerDensity(z: number): number {
  if (z > -50) return 1 + z * mills(z);
  const q = 1 / (z * z);
  return q * (1 - 3 * q * (1 - 5 * q * (1 - 7 * q * (1 - 9 * q * (1 - 11 * q)))));
}
