/**
 * A sequence that fills the cube evenly, without end and without memory: the additive recurrence of Weyl (1916) with the
 * steps of Roberts (2018), The unreasonable effectiveness of quasirandom sequences.
 *
 *   z_t = frac(1/2 + t a),  a_k = phi^-k,  k = 1..d        phi  the root above 1 of phi^(d+1) = phi + 1 (d = 1: golden ratio)
 */

/** The steps a of the sequence in d dimensions. */
export function recurrenceSteps(dim: number): Float64Array {
  let phi = 1.5;
  for (let i = 0; i < 64; i++) phi = (1 + phi) ** (1 / (dim + 1)); // a contraction: exact after some thirty rounds
  return Float64Array.from({ length: dim }, (_, k) => phi ** -(k + 1));
}

/** One coordinate of z_t; z_0 is the cube's centre. */
export function recurrenceAt(t: number, step: number): number {
  const z = 0.5 + t * step;
  return z - Math.floor(z);
}
