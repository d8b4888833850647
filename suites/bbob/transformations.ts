/**
 * The transformations that take the symmetry out of the functions: Hansen et al. (2009), section 0.2.
 *
 *   T_osz   `oscillate`     sign(x) exp(l + 0.049 (sin(c1 l) + sin(c2 l))),  l = log|x|; c1, c2 = 10, 7.9 or 5.5, 3.1
 *   T_asy   `asymmetric`    x^(1 + beta i/(D-1) sqrt(x)) where x > 0, else x
 *   Lambda  `powers`        alpha^(i/2(D-1)), i = 0, ..., D-1: a diagonal matrix
 *   f_pen   `penalty`       sum max(0, |x_i| - 5)^2
 *
 * Powers are written as exp(exponent * log), because the logarithm is often at hand; that moves values by some 1e-15.
 */
import type { Vector } from 'optbench';

/** log T_osz(x) for x > 0, from l = log x. */
function oscillatedLog(l: number): number {
  return l + 0.049 * (Math.sin(10 * l) + Math.sin(7.9 * l));
}

/** T_osz: small bumps on every scale, different ones left and right of 0. */
export function oscillate(x: number): number {
  if (x > 0) return Math.exp(oscillatedLog(Math.log(x)));
  if (x === 0) return 0;
  const l = Math.log(-x);
  return -Math.exp(l + 0.049 * (Math.sin(5.5 * l) + Math.sin(3.1 * l)));
}

/** T_osz(x)^power for x >= 0. */
export function oscillatedPower(x: number, power: number): number {
  return x === 0 ? 0 : Math.exp(power * oscillatedLog(Math.log(x)));
}

/** T_asy with slope = beta i/(D-1): positive coordinates grow faster than negative ones. */
export function asymmetric(x: number, slope: number): number {
  if (!(x > 0) || slope === 0) return x;
  return Math.exp(Math.log(x) * (1 + slope * Math.sqrt(x)));
}

/** T_asy(T_osz(x)), which shares the logarithm. */
export function asymmetricOscillate(x: number, slope: number): number {
  if (!(x > 0)) return oscillate(x);
  const l = oscillatedLog(Math.log(x));
  const oscillated = Math.exp(l);
  return slope === 0 ? oscillated : Math.exp(l * (1 + slope * Math.sqrt(oscillated)));
}

/** base^(i/(D-1)) for i = 0, ..., D-1. With base = sqrt(alpha) the diagonal of Lambda^alpha. */
export function powers(base: number, dim: number): Vector {
  return new Float64Array(dim).map((_, i) => base ** (i / (dim - 1)));
}

/** beta i/(D-1) for i = 0, ..., D-1: the slopes of T_asy^beta. */
export function slopes(beta: number, dim: number): Vector {
  return new Float64Array(dim).map((_, i) => (beta * i) / (dim - 1));
}

/** f_pen: the squared distance to the box [-5, 5]^D. */
export function penalty(x: Vector, dim: number): number {
  let sum = 0;
  for (let i = 0; i < dim; i++) {
    const beyond = Math.abs(x[i]!) - 5;
    if (beyond > 0) sum += beyond * beyond;
  }
  return sum;
}
