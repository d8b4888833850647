/**
 * Imitation: an episode that goes where Adam goes, while the rule learns to step as Adam does.
 * Chen et al. (2020), Training Stronger Baselines for Learning to Optimize.
 *
 *   miss_b = mean_i ((z_i' - z_i^Adam) / rate)^2     in units of Adam's rate
 */
import type { Revealed } from '../../learned-descent.ts';
import type { Node, Tape } from '../../tensor/tape.ts';

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** Adam over so many coordinates; its steps, and how far the rule's are from them. */
export function teacher(
  count: number,
  rate: number,
): (tape: Tape, revealed: Revealed, proposed: Node) => { readonly next: Node; readonly miss: Node } {
  const [m, v] = [new Float64Array(count), new Float64Array(count)];
  let t = 0;
  return (tape, { x, gradient }, proposed) => {
    t++;
    const g = tape.numbers(gradient);
    const size = (rate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t);
    const to = Float32Array.from(tape.numbers(x), (z, i) => {
      m[i] = BETA1 * m[i]! + (1 - BETA1) * g[i]!;
      v[i] = BETA2 * v[i]! + (1 - BETA2) * g[i]! ** 2;
      return z - (size * m[i]!) / (Math.sqrt(v[i]!) + EPSILON);
    });
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
