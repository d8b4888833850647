/**
 * Random numbers four at a time: four streams of sfc32 (Doty-Humphrey 2010) side by side, and from them normal numbers by
 * Box & Muller (1958). `state` is 4 x 4 words: the four lanes of a, b, c and the counter.
 */
import { cosine4, halfTurns4, log4, reduced4, sine4, turned4 } from './elementary';

// @ts-ignore: decorator
@inline
function next4(state: usize): v128 {
  let a = v128.load(state);
  let b = v128.load(state, 16);
  let c = v128.load(state, 32);
  const counter = v128.load(state, 48);
  const sum = i32x4.add(i32x4.add(a, b), counter);
  v128.store(state, i32x4.add(counter, i32x4.splat(1)), 48);
  a = v128.xor(b, i32x4.shr_u(b, 9));
  b = i32x4.add(c, i32x4.shl(c, 3));
  c = i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), sum);
  v128.store(state, a);
  v128.store(state, b, 16);
  v128.store(state, c, 32);
  return sum;
}

/** Uniform on (0, 1): 23 bits and a half. */
// @ts-ignore: decorator
@inline
function uniform4(state: usize): v128 {
  const bits = i32x4.shr_u(next4(state), 9);
  return f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(bits), f32x4.splat(0.5)), f32x4.splat(1.0 / 8388608.0));
}

/** n uniform numbers, n a multiple of four. */
export function uniforms(out: usize, n: i32, state: usize): void {
  for (let i = 0; i < n; i += 4) v128.store(out + ((<usize>i) << 2), uniform4(state));
}

/** n normal numbers, n a multiple of eight. */
export function normals(out: usize, n: i32, state: usize): void {
  for (let i = 0; i < n; i += 8) {
    const radius = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log4(uniform4(state))));
    const angle = f32x4.mul(uniform4(state), f32x4.splat(6.283185307179586));
    const halfTurns = halfTurns4(angle);
    const r = reduced4(angle, halfTurns);
    const turned = turned4(radius, halfTurns);
    const at = out + ((<usize>i) << 2);
    v128.store(at, f32x4.mul(turned, cosine4(r)));
    v128.store(at, f32x4.mul(turned, sine4(r)), 16);
  }
}
