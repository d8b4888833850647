/**
 * Schedule-free methods: Defazio et al. (2024), The Road Less Scheduled: on AdamW (Algorithm 1), and on SGD (eq. 3 to 5).
 * Gradients are taken at y; the method stands on x, the average of the points z.
 *
 *   gamma  learning rate     beta  0.9, interpolation      beta2  0.999       eps  1e-8
 *   x  n   average           z  n  base sequence           y = (1 - beta) z + beta x
 *   v  n   second moment     c     weight of the latest z  t    step, from 1
 *
 * Deviation: the second moment is corrected for its start, as in the authors' later code; no warm-up and no weight decay. In
 * a box z is projected, as gradient descent would be.
 */
import { gradientMethod, type Setup, settings, type Vector } from 'optbench';

const [beta, beta2, eps] = [0.9, 0.999, 1e-8];

/** The three sequences; `descend` takes z from where it is along the gradient, scaled or not. */
function scheduleFree(
  { space: { dim, bounded } }: Setup,
  descend: (z: Vector, g: Vector, gamma: number, t: number) => void,
) {
  let x = new Float64Array(dim);
  let before = new Float64Array(dim);
  const z = new Float64Array(dim);
  let largest = 0;
  let weights = 0;
  return {
    step(y: Vector, g: Vector, next: Vector, gamma: number, t: number): void {
      if (t === 1) {
        x.set(y);
        z.set(y);
      }
      descend(z, g, gamma, t);
      largest = Math.max(largest, gamma);
      weights += largest ** 2;
      const c = largest ** 2 / weights;
      [x, before] = [before, x];
      for (let i = 0; i < dim; i++) {
        const zi = bounded ? Math.min(1, Math.max(0, z[i]!)) : z[i]!;
        const average = (1 - c) * before[i]! + c * zi;
        z[i] = zi;
        x[i] = average;
        next[i] = (1 - beta) * zi + beta * average;
      }
    },
    // As others stand on the point where they had their last gradient: on the average that belongs to it.
    stands: () => before,
  };
}

const adamw = gradientMethod({
  name: 'schedule-free',
  source: 'Defazio et al. (2024), The Road Less Scheduled, Algorithm 1',
  rate: 0.0025,
  tuned: 0.1,
  begin(setup) {
    const v = new Float64Array(setup.space.dim);
    return scheduleFree(setup, (z, g, gamma, t) => {
      const debias2 = 1 - beta2 ** t;
      for (let i = 0; i < v.length; i++) {
        const gi = g[i]!;
        const square = beta2 * v[i]! + (1 - beta2) * gi * gi;
        v[i] = square;
        z[i]! -= (gamma * gi) / (Math.sqrt(square / debias2) + eps);
      }
    });
  },
});

const sgd = gradientMethod({
  name: 'schedule-free-sgd',
  source: 'Defazio et al. (2024), The Road Less Scheduled, eq. 3-5',
  rate: 1,
  tuned: 1,
  begin: (setup) =>
    scheduleFree(setup, (z, g, gamma) => {
      for (let i = 0; i < z.length; i++) z[i]! -= gamma * g[i]!;
    }),
});

export default settings(adamw, sgd);
