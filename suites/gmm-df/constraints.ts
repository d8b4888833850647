/**
 * Constraints c_j(x) <= 0 on [-4, 4]^d, for functions that are to be minimised where all of them hold: a half-space, the inside of
 * a ball or the outside of one, each c_j a distance.
 *
 *   half-space   n . x - b          |n| = 1
 *   inside       |x - m| - r
 *   outside      r - |x - m|
 *
 * TV et al. (2019) treat constraints that are told by how much they are violated, sum_j max(c_j(x), 0); their own constrained
 * problem is not public. Drawn here are one to three, again and again until between 30 and 70 % of the box is feasible.
 */
import { type Rng, sobol } from 'optbench';
import { REACH, type Slope } from './mixture.ts';

/** One constraint; `normal` is n of a half-space, or m of a ball. */
interface Constraint {
  readonly kind: 'half-space' | 'inside' | 'outside';
  readonly normal: Float64Array;
  /** b, or r. */
  readonly size: number;
}

/** All constraints of a function. */
export type Constraints = readonly Constraint[];

const kinds = ['half-space', 'inside', 'outside'] as const;
const POINTS = 128;

/** Draws constraints that leave 30 to 70 % of the box. */
export function drawConstraints(rng: Rng, dim: number): Constraints {
  for (;;) {
    const constraints = Array.from({ length: 1 + rng.integer(3) }, () => drawConstraint(rng, dim));
    const share = feasibleShare(constraints, dim);
    if (share >= 0.3 && share <= 0.7) return constraints;
  }
}

function drawConstraint(rng: Rng, dim: number): Constraint {
  const kind = kinds[rng.integer(kinds.length)]!;
  const draw = (): Float64Array => Float64Array.from({ length: dim }, () => rng.normal());
  if (kind === 'half-space') {
    const n = draw();
    const length = Math.hypot(...n);
    return { kind, normal: n.map((v) => v / length), size: REACH * (rng.next() - 0.25) };
  }
  const normal = Float64Array.from({ length: dim }, () => 0.75 * REACH * (2 * rng.next() - 1));
  // Of the typical distance of two points in the box, 2 REACH sqrt(d / 6).
  return { kind, normal, size: 2 * REACH * Math.sqrt(dim / 6) * (0.3 + 0.9 * rng.next()) };
}

/** The share of the box in which no constraint is violated, over a set of Sobol points. */
export function feasibleShare(constraints: Constraints, dim: number, points: number = POINTS): number {
  const even = sobol(dim);
  even.skip(1);
  let feasible = 0;
  for (let i = 0; i < points; i++) {
    const x = even.next().map((u) => REACH * (2 * u - 1));
    if (violationAt(constraints, x, 0) === 0) feasible++;
  }
  return feasible / points;
}

/** sum_j max(c_j(x), 0) at x[at], ..., x[at + d - 1]; with `slope`, its gradient is added to the same places there. */
export function violationAt(constraints: Constraints, x: ArrayLike<number>, at: number, slope?: Slope): number {
  let sum = 0;
  for (const { kind, normal, size } of constraints) {
    let [dot, square] = [0, 0];
    for (let k = 0; k < normal.length; k++) {
      dot += normal[k]! * x[at + k]!;
      square += (x[at + k]! - normal[k]!) ** 2;
    }
    const distance = Math.sqrt(square);
    const c = kind === 'half-space' ? dot - size : kind === 'inside' ? distance - size : size - distance;
    if (c <= 0) continue;
    sum += c;
    if (slope === undefined) continue;
    const outward = kind === 'inside' ? 1 : -1;
    for (let k = 0; k < normal.length; k++) {
      const direction =
        kind === 'half-space' ? normal[k]! : distance === 0 ? 0 : (outward * (x[at + k]! - normal[k]!)) / distance;
      slope.to[at + k]! += slope.scale * direction;
    }
  }
  return sum;
}
