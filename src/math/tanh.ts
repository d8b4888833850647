/**
 * The hyperbolic tangent and the logistic function by sums, products and one quotient: three times as fast as Math.tanh
 * and the same to the last bit on every machine, so that a network's proposals are too.
 *
 *   tanh x = x P(x^2) / Q(x^2) on [-8, 8], constant beyond      absolute error below 3e-7 (6e-9 inside)
 *
 * P and Q, both of degree 4, were fitted to tanh by iteratively reweighted least squares on 800 Chebyshev points.
 */

/** tanh x, to single precision. */
export function tanh(x: number): number {
  const v = x > 8 ? 8 : x < -8 ? -8 : x;
  const q = v * v;
  return (
    (v *
      (0.9999999700443835 +
        q *
          (0.13438234978356156 +
            q * (0.0035642081242781877 + q * (2.1774102832288598e-5 + q * 1.5063010501648643e-8))))) /
    (1 +
      q * (0.46771555779007934 + q * (0.026136213641982823 + q * (0.00033992644282480737 + q * 8.454149803933391e-7))))
  );
}

/** 1 / (1 + e^-x), to single precision. */
export function sigmoid(x: number): number {
  return 0.5 + 0.5 * tanh(0.5 * x);
}
