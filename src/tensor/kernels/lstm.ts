/**
 * A long short-term memory's gates, both ways; src/tensor/tape.ts has the equations. All matrices row by row, without gaps:
 *
 *   z      B x 4H  i | f | g | o, before the gates       gates  B x 5H  sigmoid(i) | sigmoid(f) | tanh(g) | sigmoid(o) | tanh(c')
 *   carry  B x 2H  h | c
 *
 * H is a multiple of four.
 */
import { madd4, sigmoid4, tanh4 } from './elementary';

/** Gates and the next carry from z and the carry. */
export function lstmForward(after: usize, gates: usize, z: usize, before: usize, B: i32, H: i32): void {
  const h = (<usize>H) << 2;
  for (let row = 0; row < B; row++) {
    const zs = z + <usize>row * 4 * h;
    const gs = gates + <usize>row * 5 * h;
    const cs = before + <usize>row * 2 * h + h;
    const to = after + <usize>row * 2 * h;
    for (let j: usize = 0; j < h; j += 16) {
      const i = sigmoid4(v128.load(zs + j));
      const f = sigmoid4(v128.load(zs + h + j));
      const g = tanh4(v128.load(zs + 2 * h + j));
      const o = sigmoid4(v128.load(zs + 3 * h + j));
      const c = madd4(f, v128.load(cs + j), f32x4.mul(i, g));
      const t = tanh4(c);
      v128.store(gs + j, i);
      v128.store(gs + h + j, f);
      v128.store(gs + 2 * h + j, g);
      v128.store(gs + 3 * h + j, o);
      v128.store(gs + 4 * h + j, t);
      v128.store(to + j, f32x4.mul(o, t));
      v128.store(to + h + j, c);
    }
  }
}

/** dz from the gradient of the next carry; the cell's share of the carry's own gradient is added to dBefore. */
export function lstmBackward(
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
