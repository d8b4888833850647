/** One part of a landscape: a function of u in [0, 1]^d, with its slope. */

/** Numbers to read, and numbers to add to. */
export type Reading = ArrayLike<number>;
export type Writing = Float32Array<ArrayBufferLike> | Float64Array;

/** A part, looked at in place: its point is u[at], ..., u[at + d - 1]. */
export interface Term {
  value(u: Reading, at: number): number;
  /** Adds `scale` times the slope to du[at], ..., du[at + d - 1]. */
  slope(u: Reading, at: number, scale: number, du: Writing): void;
}
