/**
 * A mixture of Gaussians fitted by expectation maximisation, and what it says of a few points: the prior of the local fits
 * of guided policy search. Levine & Abbeel (2014), appendix A.3.
 *
 *   X  N x D   points      w_k, mu_k, S_k   weights, means, covariances, k = 1, ..., K      r_ik   responsibilities
 *
 * The components begin as equal stretches of the points in their order: for transitions, stretches of time.
 */
import { choleskyLogDet, type Dense, dense, identity } from '../../math/dense.ts';
import { factored } from './linear-gaussian.ts';

/** A mixture. */
export interface Mixture {
  readonly weights: Float64Array;
  readonly means: readonly Float64Array[];
  readonly covariances: readonly Dense[];
  /** The mean log density of the points it was fitted to, before the last step. */
  readonly logLikelihood: number;
}

/** What is added to the variances, in units of the points' coordinates. */
const RIDGE = 1e-4;
/** Responsibilities below this are none. */
const NOTHING = 1e-6;

/** Fits K Gaussians to points in so many steps of expectation maximisation. */
export function fitMixture(points: readonly Float64Array[], count: number, steps: number): Mixture {
  const K = Math.max(1, Math.min(count, points.length));
  let r: Float64Array[] = points.map((_, i) => {
    const row = new Float64Array(K);
    row[Math.floor((i * K) / points.length)] = 1;
    return row;
  });
  let mixture = maximised(points, r, K, Number.NEGATIVE_INFINITY);
  for (let step = 0; step < steps; step++) {
    const expected = responsibilities(mixture, points);
    r = expected.r;
    mixture = maximised(points, r, K, expected.logLikelihood);
  }
  return mixture;
}

/** r_ik, and the mean log density. */
export function responsibilities(
  { weights, means, covariances }: Mixture,
  points: readonly Float64Array[],
): { readonly r: Float64Array[]; readonly logLikelihood: number } {
  const K = weights.length;
  const D = points[0]!.length;
  const r = points.map(() => new Float64Array(K));
  for (let k = 0; k < K; k++) {
    if (weights[k] === 0) {
      for (const row of r) row[k] = Number.NEGATIVE_INFINITY;
      continue;
    }
    const factor = factored(covariances[k]!, 'a covariance of the mixture');
    const L = factor.data;
    const constant = Math.log(weights[k]!) - 0.5 * (choleskyLogDet(factor) + D * Math.log(2 * Math.PI));
    const z = new Float64Array(D);
    const mean = means[k]!;
    points.forEach((point, i) => {
      let square = 0;
      for (let a = 0; a < D; a++) {
        let rest = point[a]! - mean[a]!;
        for (let b = 0; b < a; b++) rest -= L[a * D + b]! * z[b]!;
        z[a] = rest / L[a * D + a]!;
        square += z[a]! * z[a]!;
      }
      r[i]![k] = constant - 0.5 * square;
    });
  }
  let sum = 0;
  for (const row of r) {
    const most = row.reduce((a, b) => Math.max(a, b));
    let total = 0;
    for (let k = 0; k < K; k++) {
      row[k] = Math.exp(row[k]! - most);
      total += row[k]!;
    }
    for (let k = 0; k < K; k++) row[k]! /= total;
    sum += most + Math.log(total);
  }
  return { r, logLikelihood: sum / points.length };
}

/** The mean and the covariance that a mixture leads one to expect around points with these responsibilities. */
export function expectation(
  { means, covariances }: Mixture,
  r: readonly Float64Array[],
): { readonly mean: Float64Array; readonly covariance: Dense } {
  const K = means.length;
  const D = means[0]!.length;
  const share = new Float64Array(K);
  for (const row of r) for (let k = 0; k < K; k++) share[k]! += row[k]! / r.length;
  const mean = new Float64Array(D);
  for (let k = 0; k < K; k++) for (let a = 0; a < D; a++) mean[a]! += share[k]! * means[k]![a]!;
  const covariance = dense(D, D);
  for (let k = 0; k < K; k++) {
    if (share[k]! < NOTHING) continue;
    const off = means[k]!.map((v, a) => v - mean[a]!);
    for (let a = 0; a < D; a++) {
      for (let b = 0; b < D; b++) {
        covariance.data[a * D + b]! += share[k]! * (covariances[k]!.data[a * D + b]! + off[a]! * off[b]!);
      }
    }
  }
  return { mean, covariance };
}

function maximised(
  points: readonly Float64Array[],
  r: readonly Float64Array[],
  K: number,
  logLikelihood: number,
): Mixture {
  const D = points[0]!.length;
  const weights = new Float64Array(K);
  const means = Array.from({ length: K }, () => new Float64Array(D));
  const covariances = Array.from({ length: K }, () => identity(D, RIDGE));
  for (let k = 0; k < K; k++) {
    let total = 0;
    const mean = means[k]!;
    points.forEach((point, i) => {
      const part = r[i]![k]!;
      if (part < NOTHING) return;
      total += part;
      for (let a = 0; a < D; a++) mean[a]! += part * point[a]!;
    });
    if (total === 0) continue;
    for (let a = 0; a < D; a++) mean[a]! /= total;
    const sums = new Float64Array(D * D);
    const off = new Float64Array(D);
    points.forEach((point, i) => {
      const part = r[i]![k]!;
      if (part < NOTHING) return;
      for (let a = 0; a < D; a++) off[a] = point[a]! - mean[a]!;
      for (let a = 0; a < D; a++) {
        const scaled = (part / total) * off[a]!;
        for (let b = 0; b <= a; b++) sums[a * D + b]! += scaled * off[b]!;
      }
    });
    const { data } = covariances[k]!;
    for (let a = 0; a < D; a++) {
      for (let b = 0; b <= a; b++) {
        const value = sums[a * D + b]! + (a === b ? RIDGE : 0);
        data[a * D + b] = value;
        data[b * D + a] = value;
      }
    }
    weights[k] = total / points.length;
  }
  return { weights, means, covariances, logLikelihood };
}
