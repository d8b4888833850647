/**
 * A long short-term memory's step, both ways; src/tensor/tape.ts has the equations. Matrices lie row by row:
 *
 *   x      B x I, rows sx bytes apart               carry  B x 2H  h | c
 *   z      B x 4H  i | f | g | o, before the gates  gates  B x 5H  sigmoid(i) | sigmoid(f) | tanh(g) | sigmoid(o) | tanh(c')
 *   W      (I + H) x 4H                             b      1 x 4H
 *
 * Units come in fours, and H is a multiple of four. Going forward, z is never written down: two rows' four gates of four units are
 * eight sums in registers while the inputs run. For that W lies in panels, one for every four units: its rows, the four
 * gates' numbers for those units side by side. Both ways, rows go in blocks that stay in the nearest cache.
 */
import { madd4, sigmoid4, tanh4 } from './elementary';
import { addRows, multiply } from './matrix';

/** Rows of a block. */
const BLOCK: i32 = 64;

/** Numbers of room that the way back takes. */
export function lstmRoom(H: i32): i32 {
  return 6 * BLOCK * H;
}

/** W in panels: H / 4 of them, each (I + H) x 16. */
export function lstmPanels(panels: usize, W: usize, inputs: i32, H: i32): void {
  const h = (<usize>H) << 2;
  let to = panels;
  for (let j: usize = 0; j < h; j += 16) {
    let from = W + j;
    for (let k = 0; k < inputs; k++, from += 4 * h, to += 64) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from + h), 16);
      v128.store(to, v128.load(from + 2 * h), 32);
      v128.store(to, v128.load(from + 3 * h), 48);
    }
  }
}

/**
 * The next carry from x and the carry, and the gates, which only the way back needs; at 0 they are not kept. `heard` is H, or 0
 * where h is all zeros: then W has nothing to say of it.
 */
export function lstmForward(
  after: usize, gates: usize, x: usize, sx: usize, before: usize, panels: usize, b: usize,
  B: i32, I: i32, H: i32, heard: i32,
): void {
  const h = (<usize>H) << 2, wide = 2 * h;
  const panel = (<usize>(I + H)) << 6;
  for (let block = 0; block < B; block += BLOCK) {
    const end = min(block + BLOCK, B);
    let W = panels;
    for (let j: usize = 0; j < h; j += 16, W += panel) {
      const bi = v128.load(b + j), bf = v128.load(b + h + j), bg = v128.load(b + 2 * h + j), bo = v128.load(b + 3 * h + j);
      let row = block;
      for (; row + 2 <= end; row += 2) {
        let i0 = bi, f0 = bf, g0 = bg, o0 = bo, i1 = bi, f1 = bf, g1 = bg, o1 = bo;
        let q = W;
        let p0 = x + <usize>row * sx, p1 = p0 + sx;
        for (let k = 0; k < I; k++, p0 += 4, p1 += 4, q += 64) {
          const wi = v128.load(q), wf = v128.load(q, 16), wg = v128.load(q, 32), wo = v128.load(q, 48);
          let s = v128.load_splat<f32>(p0);
          i0 = madd4(s, wi, i0); f0 = madd4(s, wf, f0); g0 = madd4(s, wg, g0); o0 = madd4(s, wo, o0);
          s = v128.load_splat<f32>(p1);
          i1 = madd4(s, wi, i1); f1 = madd4(s, wf, f1); g1 = madd4(s, wg, g1); o1 = madd4(s, wo, o1);
        }
        p0 = before + <usize>row * wide; p1 = p0 + wide;
        for (let k = 0; k < heard; k++, p0 += 4, p1 += 4, q += 64) {
          const wi = v128.load(q), wf = v128.load(q, 16), wg = v128.load(q, 32), wo = v128.load(q, 48);
          let s = v128.load_splat<f32>(p0);
          i0 = madd4(s, wi, i0); f0 = madd4(s, wf, f0); g0 = madd4(s, wg, g0); o0 = madd4(s, wo, o0);
          s = v128.load_splat<f32>(p1);
          i1 = madd4(s, wi, i1); f1 = madd4(s, wf, f1); g1 = madd4(s, wg, g1); o1 = madd4(s, wo, o1);
        }
        gated(after, gates, before, row, h, j, i0, f0, g0, o0);
        gated(after, gates, before, row + 1, h, j, i1, f1, g1, o1);
      }
      if (row < end) {
        let i0 = bi, f0 = bf, g0 = bg, o0 = bo;
        let q = W;
        let p = x + <usize>row * sx;
        for (let k = 0; k < I; k++, p += 4, q += 64) {
          const s = v128.load_splat<f32>(p);
          i0 = madd4(s, v128.load(q), i0); f0 = madd4(s, v128.load(q, 16), f0);
          g0 = madd4(s, v128.load(q, 32), g0); o0 = madd4(s, v128.load(q, 48), o0);
        }
        p = before + <usize>row * wide;
        for (let k = 0; k < heard; k++, p += 4, q += 64) {
          const s = v128.load_splat<f32>(p);
          i0 = madd4(s, v128.load(q), i0); f0 = madd4(s, v128.load(q, 16), f0);
          g0 = madd4(s, v128.load(q, 32), g0); o0 = madd4(s, v128.load(q, 48), o0);
        }
        gated(after, gates, before, row, h, j, i0, f0, g0, o0);
      }
    }
  }
}

/** Four units of a row from their sums. */
// @ts-ignore: decorator
@inline
function gated(
  after: usize, gates: usize, before: usize, row: i32, h: usize, j: usize,
  zi: v128, zf: v128, zg: v128, zo: v128,
): void {
  const from = before + <usize>row * 2 * h + h + j;
  const to = after + <usize>row * 2 * h + j;
  const i = sigmoid4(zi), f = sigmoid4(zf), g = tanh4(zg), o = sigmoid4(zo);
  const c = madd4(f, v128.load(from), f32x4.mul(i, g));
  const t = tanh4(c);
  v128.store(to, f32x4.mul(o, t));
  v128.store(to + h, c);
  if (gates == 0) return;
  const gs = gates + <usize>row * 5 * h + j;
  v128.store(gs, i);
  v128.store(gs + h, f);
  v128.store(gs + 2 * h, g);
  v128.store(gs + 3 * h, o);
  v128.store(gs + 4 * h, t);
}

/**
 * From d, the gradient of the next carry, adds to those of x, the carry, W and b; a place of 0 is one that nobody asks for. Wt is
 * W transposed, `room` holds what lstmRoom says, `heard` is as on the way there.
 */
export function lstmBackward(
  dx: usize, sdx: usize, dBefore: usize, dW: usize, db: usize,
  d: usize, gates: usize, x: usize, sx: usize, before: usize, Wt: usize, room: usize,
  B: i32, I: i32, H: i32, heard: i32,
): void {
  const h = (<usize>H) << 2, wide = 4 * h;
  const carry = 2 * h, transposed = (<usize>(I + H)) << 2;
  const w = 4 * H;
  for (let block = 0; block < B; block += BLOCK) {
    const rows = min(BLOCK, B - block);
    const first = <usize>block;
    const xs = x + first * sx, hs = before + first * carry;
    const to = dBefore == 0 ? room + <usize>BLOCK * wide : dBefore + first * carry;
    lstmSlopes(room, to, d + first * carry, gates + first * 5 * h, hs, rows, H);
    if (dx != 0) multiply(dx + first * sdx, room, Wt, rows, I, w, wide, 4, transposed, sdx, true);
    if (dBefore != 0) multiply(to, room, Wt + ((<usize>I) << 2), rows, H, w, wide, 4, transposed, carry, true);
    if (dW != 0) {
      multiply(dW, xs, room, I, w, rows, 4, sx, wide, wide, true);
      if (heard != 0) multiply(dW + <usize>I * wide, hs, room, H, w, rows, 4, carry, wide, wide, true);
    }
    if (db != 0) addRows(db, room, rows, w);
  }
}

/** dz from the gradient of the next carry; the cell's share of the carry's own gradient is added to dBefore. */
function lstmSlopes(
  dz: usize, dBefore: usize, d: usize, gates: usize, before: usize, B: i32, H: i32,
): void {
  const h = (<usize>H) << 2;
  const one = f32x4.splat(1);
  for (let row = 0; row < B; row++) {
    const zs = dz + <usize>row * 4 * h;
    const gs = gates + <usize>row * 5 * h;
    const cs = before + <usize>row * 2 * h + h;
    const ds = d + <usize>row * 2 * h;
    const to = dBefore + <usize>row * 2 * h + h;
    for (let j: usize = 0; j < h; j += 16) {
      const i = v128.load(gs + j);
      const f = v128.load(gs + h + j);
      const g = v128.load(gs + 2 * h + j);
      const o = v128.load(gs + 3 * h + j);
      const t = v128.load(gs + 4 * h + j);
      const dh = v128.load(ds + j);
      const dc = f32x4.add(
        v128.load(ds + h + j),
        f32x4.mul(f32x4.mul(dh, o), f32x4.sub(one, f32x4.mul(t, t))),
      );
      v128.store(zs + j, f32x4.mul(f32x4.mul(dc, g), f32x4.mul(i, f32x4.sub(one, i))));
      v128.store(zs + h + j, f32x4.mul(f32x4.mul(dc, v128.load(cs + j)), f32x4.mul(f, f32x4.sub(one, f))));
      v128.store(zs + 2 * h + j, f32x4.mul(f32x4.mul(dc, i), f32x4.sub(one, f32x4.mul(g, g))));
      v128.store(zs + 3 * h + j, f32x4.mul(f32x4.mul(dh, t), f32x4.mul(o, f32x4.sub(one, o))));
      v128.store(to + j, f32x4.add(v128.load(to + j), f32x4.mul(dc, f)));
    }
  }
}
