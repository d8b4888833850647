/**
 * Speed-up over a tuned reference by inverting curves, as in the evaluations of google/learned_optimization: at the lowest loss
 * that both reach, the steps that the reference needs over the steps that the method needs.
 *
 * Deviation: there, the reference's curve is ten times longer than anybody's run, so that only that curve need be inverted, at the
 * loss that the method ends with. Here both have one budget, and a method may end below the reference.
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
  const loss = Math.max(end, goal);
  return stepsUntil(marks, theirs, loss)! / stepsUntil(marks, mine, loss)!;
}
