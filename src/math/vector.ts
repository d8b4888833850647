/** A point or a gradient: n numbers in double precision. */
export type Vector = Float64Array;

/** a . b */
export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
