/**
 * The waves of one function, from random numbers; src/tensor/waves.ts has the distributions.
 *
 *   omega   d x m: normal numbers z over the length-scales, stretched for nu > 0 by sqrt(nu / chi^2_nu)
 *   phase   m: uniform on (0, 2 pi)          weight  m: sqrt(-2 log(u) / m)
 *
 * m is a multiple of eight. `perScale` holds d numbers, `chi` m.
 */
import { log4 } from './elementary';
import { normals, uniforms } from './random';

export function drawWaves(
  omega: usize, phase: usize, weight: usize, perScale: usize, chi: usize, state: usize,
  d: i32, m: i32, nu: i32,
): void {
  const row = (<usize>m) << 2;
  normals(omega, d * m, state);
  if (nu > 0) {
    memory.fill(chi, 0, row);
    // phase and weight are free until their own turn
    for (let i = 0; i < nu; i++) {
      normals(phase, m, state);
      for (let j: usize = 0; j < row; j += 16) {
        const z = v128.load(phase + j);
        v128.store(chi + j, f32x4.add(v128.load(chi + j), f32x4.mul(z, z)));
      }
    }
  }
  for (let j: usize = 0; j < row; j += 16) {
    const stretch =
      nu > 0 ? f32x4.sqrt(f32x4.div(f32x4.splat(<f32>nu), v128.load(chi + j))) : f32x4.splat(1);
    for (let k = 0; k < d; k++) {
      const at = omega + <usize>k * row + j;
      const scale = f32x4.mul(stretch, v128.load_splat<f32>(perScale + ((<usize>k) << 2)));
      v128.store(at, f32x4.mul(v128.load(at), scale));
    }
  }
  uniforms(phase, m, state);
  uniforms(weight, m, state);
  for (let j: usize = 0; j < row; j += 16) {
    v128.store(phase + j, f32x4.mul(v128.load(phase + j), f32x4.splat(6.283185307179586)));
    const power = f32x4.mul(log4(v128.load(weight + j)), f32x4.splat(<f32>-2.0 / <f32>m));
    v128.store(weight + j, f32x4.sqrt(power));
  }
}
