/**
 * Sums of random waves, one function per row, with their gradients; src/tensor/waves.ts has the equation.
 *
 *   x  B x d      omega  B x d x m      phase, weight  B x m      value  B      slope  B x d, df/dx
 *
 * m is a multiple of four. `scratch` holds m numbers.
 */
import { cosine4, halfTurns4, madd4, reduced4, sine4, total4, turned4 } from './elementary';

/** value and slope. */
export function waves(
  value: usize, slope: usize, x: usize, omega: usize, phase: usize, weight: usize, scratch: usize,
  B: i32, d: i32, m: i32,
): void {
  const row = (<usize>m) << 2;
  for (let b = 0; b < B; b++) {
    const frequencies = omega + <usize>(b * d) * row;
    const phases = phase + <usize>b * row;
    const weights = weight + <usize>b * row;
    const at = x + ((<usize>(b * d)) << 2);
    let sum = f32x4.splat(0);
    for (let j: usize = 0; j < row; j += 16) {
      let angle = v128.load(phases + j);
      let w = frequencies + j;
      for (let k = 0; k < d; k++, w += row) {
        angle = madd4(v128.load_splat<f32>(at + ((<usize>k) << 2)), v128.load(w), angle);
      }
      const halfTurns = halfTurns4(angle);
      const r = reduced4(angle, halfTurns);
      const amplitude = turned4(v128.load(weights + j), halfTurns);
      sum = madd4(amplitude, cosine4(r), sum);
      v128.store(scratch + j, f32x4.mul(amplitude, sine4(r)));
    }
    store<f32>(value + ((<usize>b) << 2), total4(sum));
    for (let k = 0; k < d; k++) {
      let s0 = f32x4.splat(0), s1 = s0;
      const w = frequencies + <usize>k * row;
      let j: usize = 0;
      for (; j + 32 <= row; j += 32) {
        s0 = madd4(v128.load(scratch + j), v128.load(w + j), s0);
        s1 = madd4(v128.load(scratch + j + 16), v128.load(w + j + 16), s1);
      }
      if (j < row) s0 = madd4(v128.load(scratch + j), v128.load(w + j), s0);
      store<f32>(slope + ((<usize>(b * d + k)) << 2), -total4(f32x4.add(s0, s1)));
    }
  }
}
