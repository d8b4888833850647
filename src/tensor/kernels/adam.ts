/**
 * Adam's step over n numbers, a multiple of four; src/meta/adam.ts has the equations. The gradient is multiplied by `factor`
 * first.
 */
export function adam(
  w: usize, m: usize, v: usize, g: usize, n: i32,
  factor: f32, size: f32, beta1: f32, beta2: f32, epsilon: f32,
): void {
  const bytes = (<usize>n) << 2;
  const scale = f32x4.splat(factor), step = f32x4.splat(size), small = f32x4.splat(epsilon);
  for (let at: usize = 0; at < bytes; at += 16) {
    const slope = f32x4.mul(v128.load(g + at), scale);
    const first = f32x4.add(
      f32x4.mul(f32x4.splat(beta1), v128.load(m + at)),
      f32x4.mul(f32x4.splat(1 - beta1), slope),
    );
    const second = f32x4.add(
      f32x4.mul(f32x4.splat(beta2), v128.load(v + at)),
      f32x4.mul(f32x4.splat(1 - beta2), f32x4.mul(slope, slope)),
    );
    v128.store(m + at, first);
    v128.store(v + at, second);
    const change = f32x4.div(f32x4.mul(step, first), f32x4.add(f32x4.sqrt(second), small));
    v128.store(w + at, f32x4.sub(v128.load(w + at), change));
  }
}
