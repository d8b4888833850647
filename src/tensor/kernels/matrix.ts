/**
 * Matrix products over single-precision numbers, four at a time. Addresses and strides are in bytes; matrices lie row by row.
 *
 *   C  M x N      A  M x K      B  K x N
 */

import { madd4 } from './elementary';

/**
 * C = A B, or C += A B where `add`. A is read at a + i * si + k * sk, so that it may as well be a transposed matrix. Tiles of
 * 4 x 8 of C stay in registers while k runs.
 */
export function multiply(
  c: usize, a: usize, b: usize,
  M: i32, N: i32, K: i32,
  si: usize, sk: usize, sb: usize, sc: usize,
  add: bool,
): void {
  let j = 0;
  // A tile of few rows would wait for its own sums; these are as many when it is wider.
  if (M < 4) j = multiplyWide(c, a, b, M, N, K, si, sk, sb, sc, add);
  // Five columns or more count as eight; what is computed beyond the last one is thrown away.
  for (; j + 4 < N; j += 8) {
    const width = min(N - j, 8) - 4;
    const bj = b + ((<usize>j) << 2);
    let i = 0;
    for (; i + 4 <= M; i += 4) {
      const at = c + <usize>i * sc + ((<usize>j) << 2);
      const c1 = at + sc, c2 = c1 + sc, c3 = c2 + sc;
      let s00: v128, s01: v128, s10: v128, s11: v128, s20: v128, s21: v128, s30: v128, s31: v128;
      if (add) {
        s00 = v128.load(at); s01 = v128.load(at, 16);
        s10 = v128.load(c1); s11 = v128.load(c1, 16);
        s20 = v128.load(c2); s21 = v128.load(c2, 16);
        s30 = v128.load(c3); s31 = v128.load(c3, 16);
      } else {
        s00 = f32x4.splat(0); s01 = s00; s10 = s00; s11 = s00; s20 = s00; s21 = s00; s30 = s00; s31 = s00;
      }
      let p0 = a + <usize>i * si;
      let p1 = p0 + si, p2 = p1 + si, p3 = p2 + si;
      let q = bj;
      for (let k = 0; k < K; k++) {
        const b0 = v128.load(q);
        const b1 = v128.load(q, 16);
        let s = v128.load_splat<f32>(p0);
        s00 = madd4(s, b0, s00);
        s01 = madd4(s, b1, s01);
        s = v128.load_splat<f32>(p1);
        s10 = madd4(s, b0, s10);
        s11 = madd4(s, b1, s11);
        s = v128.load_splat<f32>(p2);
        s20 = madd4(s, b0, s20);
        s21 = madd4(s, b1, s21);
        s = v128.load_splat<f32>(p3);
        s30 = madd4(s, b0, s30);
        s31 = madd4(s, b1, s31);
        p0 += sk; p1 += sk; p2 += sk; p3 += sk;
        q += sb;
      }
      v128.store(at, s00); storeSome(at + 16, s01, width);
      v128.store(c1, s10); storeSome(c1 + 16, s11, width);
      v128.store(c2, s20); storeSome(c2 + 16, s21, width);
      v128.store(c3, s30); storeSome(c3 + 16, s31, width);
    }
    for (; i < M; i++) {
      const at = c + <usize>i * sc + ((<usize>j) << 2);
      let s0 = f32x4.splat(0), s1 = s0;
      if (add) { s0 = v128.load(at); s1 = v128.load(at, 16); }
      let p = a + <usize>i * si;
      let q = bj;
      for (let k = 0; k < K; k++) {
        const s = v128.load_splat<f32>(p);
        s0 = madd4(s, v128.load(q), s0);
        s1 = madd4(s, v128.load(q, 16), s1);
        p += sk; q += sb;
      }
      v128.store(at, s0); storeSome(at + 16, s1, width);
    }
  }
  // The columns that are left, four at most.
  if (j < N) {
    const bj = b + ((<usize>j) << 2);
    const width = N - j;
    let i = 0;
    for (; i + 8 <= M; i += 8) {
      const at = c + <usize>i * sc + ((<usize>j) << 2);
      const c1 = at + sc, c2 = c1 + sc, c3 = c2 + sc, c4 = c3 + sc, c5 = c4 + sc, c6 = c5 + sc, c7 = c6 + sc;
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
      if (add) {
        s0 = v128.load(at); s1 = v128.load(c1); s2 = v128.load(c2); s3 = v128.load(c3);
        s4 = v128.load(c4); s5 = v128.load(c5); s6 = v128.load(c6); s7 = v128.load(c7);
      }
      let p0 = a + <usize>i * si;
      let p4 = p0 + 4 * si;
      const second = si, third = 2 * si, fourth = 3 * si;
      let q = bj;
      for (let k = 0; k < K; k++) {
        const b0 = v128.load(q);
        s0 = madd4(v128.load_splat<f32>(p0), b0, s0);
        s1 = madd4(v128.load_splat<f32>(p0 + second), b0, s1);
        s2 = madd4(v128.load_splat<f32>(p0 + third), b0, s2);
        s3 = madd4(v128.load_splat<f32>(p0 + fourth), b0, s3);
        s4 = madd4(v128.load_splat<f32>(p4), b0, s4);
        s5 = madd4(v128.load_splat<f32>(p4 + second), b0, s5);
        s6 = madd4(v128.load_splat<f32>(p4 + third), b0, s6);
        s7 = madd4(v128.load_splat<f32>(p4 + fourth), b0, s7);
        p0 += sk; p4 += sk;
        q += sb;
      }
      storeSome(at, s0, width); storeSome(c1, s1, width); storeSome(c2, s2, width); storeSome(c3, s3, width);
      storeSome(c4, s4, width); storeSome(c5, s5, width); storeSome(c6, s6, width); storeSome(c7, s7, width);
    }
    for (; i + 4 <= M; i += 4) {
      const at = c + <usize>i * sc + ((<usize>j) << 2);
      const c1 = at + sc, c2 = c1 + sc, c3 = c2 + sc;
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
      if (add) { s0 = v128.load(at); s1 = v128.load(c1); s2 = v128.load(c2); s3 = v128.load(c3); }
      let p0 = a + <usize>i * si;
      let p1 = p0 + si, p2 = p1 + si, p3 = p2 + si;
      let q = bj;
      for (let k = 0; k < K; k++) {
        const b0 = v128.load(q);
        s0 = madd4(v128.load_splat<f32>(p0), b0, s0);
        s1 = madd4(v128.load_splat<f32>(p1), b0, s1);
        s2 = madd4(v128.load_splat<f32>(p2), b0, s2);
        s3 = madd4(v128.load_splat<f32>(p3), b0, s3);
        p0 += sk; p1 += sk; p2 += sk; p3 += sk;
        q += sb;
      }
      storeSome(at, s0, width); storeSome(c1, s1, width); storeSome(c2, s2, width); storeSome(c3, s3, width);
    }
    for (; i < M; i++) {
      const at = c + <usize>i * sc + ((<usize>j) << 2);
      let s0 = f32x4.splat(0);
      if (add) s0 = v128.load(at);
      let p = a + <usize>i * si;
      let q = bj;
      for (let k = 0; k < K; k++) {
        s0 = madd4(v128.load_splat<f32>(p), v128.load(q), s0);
        p += sk; q += sb;
      }
      storeSome(at, s0, width);
    }
  }
}

/** The columns that come in sixteens, two rows at a time where there are two; returns how many those are. */
function multiplyWide(
  c: usize, a: usize, b: usize,
  M: i32, N: i32, K: i32,
  si: usize, sk: usize, sb: usize, sc: usize,
  add: bool,
): i32 {
  let j = 0;
  for (; j + 16 <= N; j += 16) {
    let i = 0;
    for (; i < M; i += 2) {
      const at = c + <usize>i * sc + ((<usize>j) << 2);
      // An odd last row is computed twice, in the same place.
      const next = i + 1 < M ? at + sc : at;
      let s00 = f32x4.splat(0), s01 = s00, s02 = s00, s03 = s00, s10 = s00, s11 = s00, s12 = s00, s13 = s00;
      if (add) {
        s00 = v128.load(at); s01 = v128.load(at, 16); s02 = v128.load(at, 32); s03 = v128.load(at, 48);
        s10 = v128.load(next); s11 = v128.load(next, 16); s12 = v128.load(next, 32); s13 = v128.load(next, 48);
      }
      let p0 = a + <usize>i * si;
      let p1 = i + 1 < M ? p0 + si : p0;
      let q = b + ((<usize>j) << 2);
      for (let k = 0; k < K; k++) {
        const b0 = v128.load(q), b1 = v128.load(q, 16), b2 = v128.load(q, 32), b3 = v128.load(q, 48);
        let s = v128.load_splat<f32>(p0);
        s00 = madd4(s, b0, s00); s01 = madd4(s, b1, s01); s02 = madd4(s, b2, s02); s03 = madd4(s, b3, s03);
        s = v128.load_splat<f32>(p1);
        s10 = madd4(s, b0, s10); s11 = madd4(s, b1, s11); s12 = madd4(s, b2, s12); s13 = madd4(s, b3, s13);
        p0 += sk; p1 += sk; q += sb;
      }
      v128.store(at, s00); v128.store(at, s01, 16); v128.store(at, s02, 32); v128.store(at, s03, 48);
      v128.store(next, s10); v128.store(next, s11, 16); v128.store(next, s12, 32); v128.store(next, s13, 48);
    }
  }
  return j;
}

/** The first `width` of four numbers. */
// @ts-ignore: decorator
@inline
function storeSome(at: usize, v: v128, width: i32): void {
  if (width == 4) {
    v128.store(at, v);
    return;
  }
  store<f32>(at, f32x4.extract_lane(v, 0));
  if (width > 1) store<f32>(at, f32x4.extract_lane(v, 1), 4);
  if (width > 2) store<f32>(at, f32x4.extract_lane(v, 2), 8);
}

/** out = A^T; A is rows x cols, without gaps. */
export function transpose(out: usize, a: usize, rows: i32, cols: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      store<f32>(out + ((<usize>(j * rows + i)) << 2), load<f32>(a + ((<usize>(i * cols + j)) << 2)));
    }
  }
}

/** out[j] += sum over rows of a[i][j]. */
export function addRows(out: usize, a: usize, rows: i32, cols: i32): void {
  const stride = (<usize>cols) << 2;
  let j = 0;
  for (; j + 16 <= cols; j += 16) {
    const at = (<usize>j) << 2;
    let s0 = v128.load(out + at), s1 = v128.load(out + at, 16), s2 = v128.load(out + at, 32), s3 = v128.load(out + at, 48);
    let p = a + at;
    for (let i = 0; i < rows; i++, p += stride) {
      s0 = f32x4.add(s0, v128.load(p)); s1 = f32x4.add(s1, v128.load(p, 16));
      s2 = f32x4.add(s2, v128.load(p, 32)); s3 = f32x4.add(s3, v128.load(p, 48));
    }
    v128.store(out + at, s0); v128.store(out + at, s1, 16); v128.store(out + at, s2, 32); v128.store(out + at, s3, 48);
  }
  for (; j + 4 <= cols; j += 4) {
    const at = (<usize>j) << 2;
    let s = v128.load(out + at);
    let p = a + at;
    for (let i = 0; i < rows; i++, p += stride) s = f32x4.add(s, v128.load(p));
    v128.store(out + at, s);
  }
  for (; j < cols; j++) {
    const at = (<usize>j) << 2;
    let s = load<f32>(out + at);
    let p = a + at;
    for (let i = 0; i < rows; i++, p += stride) s += load<f32>(p);
    store<f32>(out + at, s);
  }
}

/** out = a, row by row, from one row of bytes `so` and `sa` to the next; sa = 0 repeats a row. */
export function copyRows(out: usize, a: usize, rows: i32, cols: i32, so: usize, sa: usize): void {
  if (cols == 1) {
    for (let i = 0; i < rows; i++) store<f32>(out + <usize>i * so, load<f32>(a + <usize>i * sa));
    return;
  }
  const bytes = (<usize>cols) << 2;
  for (let i = 0; i < rows; i++) memory.copy(out + <usize>i * so, a + <usize>i * sa, bytes);
}

/** out += a, row by row, alike. */
export function accumulate(out: usize, a: usize, rows: i32, cols: i32, so: usize, sa: usize): void {
  for (let i = 0; i < rows; i++, out += so, a += sa) {
    let j = 0;
    for (; j + 4 <= cols; j += 4) {
      const at = (<usize>j) << 2;
      v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(a + at)));
    }
    for (; j < cols; j++) {
      const at = (<usize>j) << 2;
      store<f32>(out + at, load<f32>(out + at) + load<f32>(a + at));
    }
  }
}

/** n zeros. */
export function zeros(out: usize, n: i32): void {
  memory.fill(out, 0, (<usize>n) << 2);
}
