/**
 * Goldstein & Price (1971). In w = x + y and v = 2x - 3y it is A(w) B(v) with A >= 1 and B >= 3, so that 3, at w = -1 and
 * v = 3, is the least value on the whole plane and attained once.
 */
import { plane } from '../test-function.ts';

/** (1 + (w + 1)^2 (19 - 14 w + 3 w^2)) (30 + v^2 (18 - 16 v + 3 v^2)) */
export const goldsteinPrice = plane({
  bounds: [
    [-2, 2],
    [-2, 2],
  ],
  optimum: 3,
  minimizers: [[0, -1]],
  source: 'Goldstein & Price (1971), On Descent from Local Minima',
  value(x, y) {
    const [w, v] = [x + y, 2 * x - 3 * y];
    return (1 + (w + 1) ** 2 * (19 - 14 * w + 3 * w * w)) * (30 + v * v * (18 - 16 * v + 3 * v * v));
  },
  gradient(x, y) {
    const [w, v] = [x + y, 2 * x - 3 * y];
    const a = 1 + (w + 1) ** 2 * (19 - 14 * w + 3 * w * w);
    const b = 30 + v * v * (18 - 16 * v + 3 * v * v);
    const da = 12 * (w + 1) * (w - 1) * (w - 2);
    const db = 12 * v * (v - 1) * (v - 3);
    return [da * b + 2 * a * db, da * b - 3 * a * db];
  },
});
