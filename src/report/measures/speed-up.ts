/**
 * Speed-up over a tuned reference by inverting its curve, as in the evaluations of google/learned_optimization: the steps that the
 * reference needs for the loss that a method ends with, over the steps that the method took.
 *
 * Deviation: there, the reference's curve is ten times longer than anybody's run. Here both have one budget; where a method ends below
 * the reference, both curves are inverted at the loss that the reference ends with.
 */

/** The running minimum of a curve. */
export function monotone(curve: readonly number[]): number[] {
  let least = Number.POSITIVE_INFINITY;
  return curve.map((value) => {
    if (value < least) least = value;
    return least;
  });
}

/** The lowest of several curves, step by step, made monotone: the reference at its best rate for every step. */
export function envelope(curves: readonly (readonly number[])[]): number[] {
  return monotone(curves[0]!.map((_, step) => Math.min(...curves.map((curve) => curve[step]!))));
}

/** Steps (a place between two marks) at which a monotone curve comes down to `loss`; undefined where it never does. */
export function stepsUntil(marks: readonly number[], curve: readonly number[], loss: number): number | undefined {
  const first = curve.findIndex((value) => value <= loss);
  if (first < 0) return undefined;
  const [above, below] = [curve[first - 1], curve[first]!];
  if (above === undefined || !Number.isFinite(above)) return marks[first]!;
  const share = (above - loss) / (above - below);
  return marks[first - 1]! + share * (marks[first]! - marks[first - 1]!);
}

/** How many times faster `own` is than `reference`, both over the same marks; 0 for who has no loss at all. */
export function speedUp(marks: readonly number[], own: readonly number[], reference: readonly number[]): number {
  const [mine, theirs] = [monotone(own), monotone(reference)];
  const [end, goal] = [mine.at(-1)!, theirs.at(-1)!];
  if (end === goal && end === Number.POSITIVE_INFINITY) return 1;
  if (end === Number.POSITIVE_INFINITY) return 0;
  if (goal === Number.POSITIVE_INFINITY) return goal;
  return end <= goal
    ? stepsUntil(marks, theirs, goal)! / stepsUntil(marks, mine, goal)!
    : stepsUntil(marks, theirs, end)! / marks.at(-1)!;
}
