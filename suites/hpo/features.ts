/** What a linear model is given: the inputs themselves, or random Fourier features of them; and a constant. */
import type { Rng } from 'optbench';
import type { Matrix } from './learner.ts';

/** Makes other columns of a sample's columns. */
export type FeatureMap = (x: Matrix) => Matrix;

/** The inputs with a column of ones behind them. */
export const withConstant: FeatureMap = ({ rows, columns, data }) => {
  const out = new Float64Array(rows * (columns + 1)).fill(1);
  for (let i = 0; i < rows; i++) out.set(data.subarray(i * columns, (i + 1) * columns), i * (columns + 1));
  return { rows, columns: columns + 1, data: out };
};

/**
 * Columns z with z(u).z(v) = exp(-gamma |u - v|^2) on average, and ones behind them. Rahimi & Recht (2007), Random Features
 * for Large-Scale Kernel Machines, Algorithm 1:
 *
 *   z_f(u) = sqrt(2 / size) cos(omega_f.u + phase_f),  omega_f ~ N(0, 2 gamma I),  phase_f ~ U(0, 2 pi)
 */
export function fourierFeatures(columns: number, size: number, gamma: number, rng: Rng): FeatureMap {
  const deviation = Math.sqrt(2 * gamma);
  // A wave's numbers are drawn together, so that more waves keep the ones that fewer had.
  const waves = Array.from({ length: size }, () => ({
    phase: 2 * Math.PI * rng.next(),
    omega: Float64Array.from({ length: columns }, () => deviation * rng.normal()),
  }));
  const height = Math.sqrt(2 / size);
  return ({ rows, data }) => {
    const out = new Float64Array(rows * (size + 1)).fill(1);
    for (let i = 0; i < rows; i++) {
      waves.forEach(({ omega, phase }, f) => {
        let angle = phase;
        for (let j = 0; j < columns; j++) angle += omega[j]! * data[i * columns + j]!;
        out[i * (size + 1) + f] = height * Math.cos(angle);
      });
    }
    return { rows, columns: size + 1, data: out };
  };
}
