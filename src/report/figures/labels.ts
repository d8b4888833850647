/**
 * Moves labels apart: positions as near as possible to the wished ones (least squares) with a gap between neighbours. Pool
 * adjacent violators, the algorithm of isotonic regression: neighbours that collide become one block around their mean.
 */
export function spread(wished: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wished.map((_, i) => i).sort((i, j) => wished[i]! - wished[j]!);
  const blocks: { sum: number; items: number[] }[] = [];
  const start = ({ sum, items }: { sum: number; items: number[] }): number => {
    const length = (items.length - 1) * gap;
    return Math.max(low, Math.min(high - length, sum / items.length - length / 2));
  };
  for (const i of order) {
    blocks.push({ sum: wished[i]!, items: [i] });
    for (;;) {
      const [above, below] = [blocks.at(-2), blocks.at(-1)!];
      if (above === undefined || start(above) + above.items.length * gap <= start(below)) break;
      blocks.splice(-2, 2, { sum: above.sum + below.sum, items: [...above.items, ...below.items] });
    }
  }
  const places = new Array<number>(wished.length);
  for (const block of blocks) {
    block.items.forEach((i, place) => {
      places[i] = start(block) + place * gap;
    });
  }
  return places;
}
