/** Adam's step over n numbers; src/meta/adam.ts has the equations. The gradient is multiplied by `factor` first. */
export function adam(
  w: usize, m: usize, v: usize, g: usize, n: i32,
  factor: f32, size: f32, beta1: f32, beta2: f32, epsilon: f32,
): void {
  for (let i = 0; i < n; i++) {
    const at = (<usize>i) << 2;
    const slope = load<f32>(g + at) * factor;
    const first = beta1 * load<f32>(m + at) + (1 - beta1) * slope;
    const second = beta2 * load<f32>(v + at) + (1 - beta2) * slope * slope;
    store<f32>(m + at, first);
    store<f32>(v + at, second);
    store<f32>(w + at, load<f32>(w + at) - (size * first) / (sqrt<f32>(second) + epsilon));
  }
}
