/** Where a term lies and along what: its centre, and its directions, one row of d numbers each. */
import type { Rng } from 'optbench';
import type { Reading } from './term.ts';

/** A centre and n directions. */
export interface Frame {
  readonly dim: number;
  readonly count: number;
  readonly centre: Float64Array;
  /** count x dim */
  readonly directions: Float64Array;
}

/** A point of the cube; in a third of the cases with coordinates at a face or a little beyond it. */
export function drawCentre(rng: Rng, dim: number): Float64Array {
  const outward = rng.next() < 1 / 3 ? 0.5 : 0;
  return Float64Array.from({ length: dim }, () => {
    const inside = 0.05 + 0.9 * rng.next();
    if (rng.next() >= outward) return inside;
    const beyond = -0.1 + 0.15 * rng.next();
    return inside < 0.5 ? beyond : 1 - beyond;
  });
}

/** Directions along the relevant coordinates, one each, or as many random ones among them. */
export function drawFrame(rng: Rng, relevant: readonly boolean[]): Frame {
  const dim = relevant.length;
  const axes = relevant.flatMap((is, k) => (is ? [k] : []));
  const count = axes.length;
  const turned = rng.next() < 0.5;
  const directions = new Float64Array(count * dim);
  axes.forEach((axis, j) => {
    if (turned) for (const k of axes) directions[j * dim + k] = rng.normal() / Math.sqrt(count);
    else directions[j * dim + axis] = 1;
  });
  return { dim, count, centre: drawCentre(rng, dim), directions };
}

/** t_j = direction_j . (u - centre) */
export function along({ dim, centre, directions }: Frame, j: number, u: Reading, at: number): number {
  let t = 0;
  for (let k = 0; k < dim; k++) t += directions[j * dim + k]! * (u[at + k]! - centre[k]!);
  return t;
}

/** (u - centre)^2, over the relevant coordinates. */
export function squaredDistance(centre: Reading, relevant: readonly boolean[], u: Reading, at: number): number {
  let sum = 0;
  for (let k = 0; k < relevant.length; k++) if (relevant[k]) sum += (u[at + k]! - centre[k]!) ** 2;
  return sum;
}
