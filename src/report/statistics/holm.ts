/** Probabilities adjusted for their number, step down: Holm (1979). The order of the input is kept. */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, i) => i).sort((i, j) => probabilities[i]! - probabilities[j]!);
  const adjusted = new Array<number>(probabilities.length);
  let largest = 0;
  order.forEach((i, place) => {
    largest = Math.max(largest, Math.min(1, (probabilities.length - place) * probabilities[i]!));
    adjusted[i] = largest;
  });
  return adjusted;
}
