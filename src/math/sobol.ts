/**
 * Sobol sequences: points that fill [0,1)^n evenly. Sobol (1967), in the Gray-code order of Antonov & Saleev (1979), with
 * the direction numbers of Joe & Kuo (2008). Scrambled, if wanted, by a random linear matrix and a digital shift (Matousek
 * 1998, On the L2-discrepancy for anchored boxes): every point is then uniform, and the net property remains.
 *
 *   v  n x 32   direction numbers, one row a dimension, 32 binary digits each, the most significant first
 *   x  n        the current point, as 32 binary digits
 */
import { joeKuo } from './joe-kuo.ts';
import type { Rng } from './random.ts';
import type { Vector } from './vector.ts';

/** How many dimensions there are direction numbers for. */
export const sobolDimensions = joeKuo.length + 1;

/** A sequence of points in [0,1)^n. */
export interface Sobol {
  readonly dim: number;
  /** The next point. Unscrambled, the first one is 0. */
  next(): Vector;
  /** Passes over this many points, in time that does not depend on how many. */
  skip(count: number): void;
}

const digits = 32;
/** Unscrambled direction numbers, computed when first asked for. */
const known: Uint32Array[] = [];

/** Opens a Sobol sequence: `sobol(6, { scramble: rng })`. Any 2^k points from its start are a (t, k, n)-net. */
export function sobol(dim: number, options: { readonly scramble?: Rng } = {}): Sobol {
  if (!Number.isInteger(dim) || dim < 1 || dim > sobolDimensions) {
    throw new Error(`sobol: dim must be a whole number in [1, ${sobolDimensions}], got ${dim}`);
  }
  const { scramble } = options;
  const v = Array.from({ length: dim }, (_, d) => {
    known[d] ??= directions(d);
    return scramble === undefined ? known[d] : lowerTriangular(known[d], scramble);
  });
  const shift = Uint32Array.from(v, () => (scramble === undefined ? 0 : word(scramble)));
  const x = shift.slice();
  let index = 0;
  return {
    dim,
    next() {
      const point = Float64Array.from(x, (bits) => bits / 2 ** digits);
      // The Gray codes of neighbours differ in one digit: the lowest 0 of the index.
      const c = 31 - Math.clz32(~index & (index + 1));
      for (let d = 0; d < dim; d++) x[d]! ^= v[d]![c]!;
      index++;
      return point;
    },
    skip(count) {
      index += count;
      const gray = index ^ (index >>> 1);
      for (let d = 0; d < dim; d++) {
        x[d] = shift[d]!;
        for (let c = 0; c < digits; c++) if ((gray >>> c) & 1) x[d]! ^= v[d]![c]!;
      }
    },
  };
}

/** v_k = m_k / 2^k, as digits. Joe & Kuo (2008), eq. 2 and 3. */
function directions(d: number): Uint32Array {
  const v = new Uint32Array(digits);
  // The first dimension is van der Corput's sequence: every m is 1.
  const { polynomial, initial } = joeKuo[d - 1] ?? { polynomial: 1, initial: [] };
  const s = initial.length;
  for (let k = 0; k < digits; k++) {
    if (d === 0 || k < s) {
      v[k] = (initial[k] ?? 1) << (digits - 1 - k);
      continue;
    }
    // m_k = 2 a_1 m_{k-1} + ... + 2^{s-1} a_{s-1} m_{k-s+1} + 2^s m_{k-s} + m_{k-s}, where + is exclusive or
    let bits = v[k - s]! ^ (v[k - s]! >>> s);
    for (let i = 1; i < s; i++) if ((polynomial >>> (s - i)) & 1) bits ^= v[k - i]!;
    v[k] = bits;
  }
  return v;
}

/** L v for each v, where L is a random 32 x 32 binary matrix, lower triangular with ones on its diagonal. */
function lowerTriangular(v: Uint32Array, rng: Rng): Uint32Array {
  const result = new Uint32Array(digits);
  for (let row = 0; row < digits; row++) {
    const place = digits - 1 - row;
    const mask = (((word(rng) >>> place) | 1) << place) >>> 0;
    for (let k = 0; k < digits; k++) result[k]! |= parity(v[k]! & mask) << place;
  }
  return result;
}

function parity(bits: number): number {
  let folded = bits ^ (bits >>> 16);
  folded ^= folded >>> 8;
  folded ^= folded >>> 4;
  return (0x6996 >>> (folded & 15)) & 1;
}

function word(rng: Rng): number {
  return Math.floor(rng.next() * 2 ** digits);
}
