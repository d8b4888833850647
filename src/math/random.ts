/**
 * Random numbers that are named, not shared: every stream is addressed by a path of labels, so what one part of a program
 * draws never depends on what another part drew, or on the order in which they ran.
 *
 * Generator: sfc32 (Doty-Humphrey, PractRand), 128 bits of state, seeded by the SHA-256 of the path.
 */
import { createHash } from 'node:crypto';

/** One part of a stream's address. */
export type Label = string | number;

/** A stream of random numbers. */
export interface Rng {
  /** Uniform on [0, 1), 53 random bits. */
  next(): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** Uniform on 0, 1, ..., n - 1. */
  integer(n: number): number;
  /** A new stream named after this one; it does not depend on what has been drawn here. */
  split(...path: readonly Label[]): Rng;
}

/** Opens the stream with this address: `stream('gp', 'test', 3)`. The same address always gives the same numbers. */
export function stream(...path: readonly Label[]): Rng {
  const digest = createHash('sha256').update(JSON.stringify(path)).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = digest.readInt32LE(12);
  let spare = Number.NaN;

  const bits = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  const next = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;

  return {
    next,
    normal() {
      if (!Number.isNaN(spare)) {
        const value = spare;
        spare = Number.NaN;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      const angle = 2 * Math.PI * next();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    integer: (n) => Math.floor(next() * n),
    split: (...labels) => stream(...path, ...labels),
  };
}

/** Shuffles a copy of the items (Fisher-Yates). */
export function shuffled<Item>(items: readonly Item[], rng: Rng): Item[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [result[i], result[j]] = [result[j] as Item, result[i] as Item];
  }
  return result;
}
