/** A point or a gradient: n numbers in double precision. */
export type Vector = Float64Array;
