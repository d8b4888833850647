import { matern52, type Optimizer, rbf } from 'optbench';
import { oracle } from './oracle.ts';

const oracles: readonly Optimizer[] = [
  oracle('gp-oracle', { kernel: rbf, lengthScale: 0.2 }),
  oracle('gp-oracle-matern52-0.25', { kernel: matern52, lengthScale: 0.25 }),
];
export default oracles;
