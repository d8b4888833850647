/**
 * The two stationary kernels of the suite, each with unit variance, and the frequencies that make them up.
 * Rasmussen & Williams (2006), section 4.2.1; Bochner's theorem: k(r) = E[cos(w r)] over frequencies w.
 *
 *   r   distance in length-scales, |x - x'| / l
 *   w   d, angular frequency:  z * stretch / l,  z ~ N(0, I_d)
 *
 * RBF: w is normal, so the stretch is 1. Matern-5/2: the spectral density is proportional to
 * (2 nu / l^2 + |w|^2)^-(nu + d/2), eq (4.15) with 2 pi s = w, which is the multivariate Student-t density with 2 nu = 5
 * degrees of freedom and scale 1 / l; so the stretch is sqrt(5 / c), c ~ chi-square with 5 degrees of freedom.
 */
import type { Rng } from 'optbench';

/** A unit-variance, isotropic kernel. */
export interface Kernel {
  /** The correlation of two points r length-scales apart. */
  correlation(r: number): number;
  /** Draws by how much a standard normal frequency is stretched. */
  stretch(rng: Rng): number;
}

/** The kernels of the suite by the names that problem ids use. */
export const kernels = {
  rbf: {
    correlation: (r) => Math.exp(-0.5 * r * r),
    stretch: () => 1,
  },
  matern52: {
    correlation: (r) => {
      const s = Math.sqrt(5) * r;
      return (1 + s + (s * s) / 3) * Math.exp(-s);
    },
    stretch: (rng) => {
      let c = 0;
      for (let i = 0; i < 5; i++) c += rng.normal() ** 2;
      return Math.sqrt(5 / c);
    },
  },
} as const satisfies Readonly<Record<string, Kernel>>;

/** The name of a kernel. */
export type KernelName = keyof typeof kernels;
