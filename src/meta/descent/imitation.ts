/**
 * Imitation: an episode that goes where Adam goes, while the rule learns to step as Adam does.
 * Chen et al. (2020), Training Stronger Baselines for Learning to Optimize.
 *
 *   miss_b = mean_i ((z_i' - z_i^Adam) / rate)^2     in units of Adam's rate
 */
import type { Revealed } from '../../learned-descent.ts';
import type { Node, Tape } from '../../tensor/tape.ts';
import { plainAdam } from './adam.ts';

/** Adam over so many coordinates; its steps, and how far the rule's are from them. */
export function teacher(
  count: number,
  rate: number,
): (tape: Tape, revealed: Revealed, proposed: Node) => { readonly next: Node; readonly miss: Node } {
  const adam = plainAdam(count, rate);
  return (tape, { x, gradient }, proposed) => {
    const to = Float32Array.from(adam(tape.numbers(x), tape.numbers(gradient)));
    const [B, n] = [x.rows, x.cols];
    const off = new Float32Array(count);
    const miss = tape.loops({
      inputs: [proposed],
      rows: B,
      cols: 1,
      forward(out, z) {
        for (let i = 0; i < count; i++) {
          off[i] = (z![i]! - to[i]!) / rate;
          out[Math.floor(i / n)]! += off[i]! ** 2 / n;
        }
      },
      backward(d, dz) {
        if (dz) for (let i = 0; i < count; i++) dz[i]! += (d[Math.floor(i / n)]! * 2 * off[i]!) / (n * rate);
      },
    });
    return { next: tape.constant(to, B, n), miss };
  };
}
