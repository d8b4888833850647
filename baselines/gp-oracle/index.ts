/**
 * GP-EI with known priors, for the functions drawn from them: `gp-oracle` for RBF draws and `gp-oracle-matern52` for
 * Matern-5/2 draws, with the length-scales of the suite gp; `gp-oracle-rbf-0.44` for the smoother RBF draws of chen2017 in
 * nine dimensions. The standardised one does what the published curve seems to have
 * been made with (docs/optimizers.md, gp-oracle).
 */
import { matern52, type Optimizer, rbf } from 'optbench';
import { oracle } from './oracle.ts';

const oracles: readonly Optimizer[] = [
  oracle('gp-oracle', { kernel: rbf, lengthScale: 0.2 }),
  oracle('gp-oracle-rbf-0.44', { kernel: rbf, lengthScale: 0.44 }),
  oracle('gp-oracle-matern52', { kernel: matern52, lengthScale: 0.25 }),
  oracle('gp-oracle-matern52-standardised', { kernel: matern52, lengthScale: 0.25, standardised: true }),
];

export default oracles;
