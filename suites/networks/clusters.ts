/**
 * The data of the tiny networks: Li & Malik (2016), Learning to Optimize, the neural net classifier. Four Gaussians in the plane with random
 * means and covariances, 25 points of each; every Gaussian has a random label, 0 or 1, not all of them the same.
 *
 * The paper does not say how means and covariances are drawn. Here: m ~ N(0, 2^2 I), covariance L L^T, entries of L ~ N(0, 1).
 */
import type { Rng } from 'optbench';
import type { Examples } from './examples.ts';

const gaussians = 4;
const points = 25;

/** 100 labelled points in the plane. */
export function clusters(rng: Rng): Examples {
  let labels: number[];
  do labels = Array.from({ length: gaussians }, () => rng.integer(2));
  while (labels.every((label) => label === labels[0]));
  const x: number[] = [];
  for (let k = 0; k < gaussians; k++) {
    const [m1, m2] = [2 * rng.normal(), 2 * rng.normal()];
    const L = [rng.normal(), rng.normal(), rng.normal(), rng.normal()] as const;
    for (let i = 0; i < points; i++) {
      const [u, v] = [rng.normal(), rng.normal()];
      x.push(m1 + L[0] * u + L[1] * v, m2 + L[2] * u + L[3] * v);
    }
  }
  return {
    rows: gaussians * points,
    fill(batch) {
      batch.x.set(x);
      for (let i = 0; i < gaussians * points; i++) batch.target[i] = labels[Math.floor(i / points)]!;
    },
  };
}
