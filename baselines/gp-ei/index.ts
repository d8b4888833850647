/**
 * GP-EI: Bayesian optimisation with a Matern-5/2 Gaussian process with a length-scale per coordinate, hyper-parameters by
 * maximum a posteriori, and the logarithm of the expected improvement.
 */
import { logExpectedImprovement, matern52, type Optimizer } from 'optbench';
import { bayesian } from './bayesian.ts';
import { maximumAPosteriori } from './map.ts';

const gpEi: Optimizer = bayesian({
  name: 'gp-ei',
  source: 'Snoek, Larochelle & Adams (2012), section 3; Hvarfner et al. (2024), priors; Ament et al. (2023), log EI',
  kernel: matern52,
  treatment: maximumAPosteriori(matern52),
  acquisition: logExpectedImprovement,
});

export default gpEi;
