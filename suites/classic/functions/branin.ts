/** Branin (1972); Dixon & Szego (1978), RCOS. Three minima of one value, which is the least on the whole plane too. */
import { plane } from '../test-function.ts';

const b = 5.1 / (4 * Math.PI ** 2);
const c = 5 / Math.PI;
const r = 6;
const s = 10;
const t = 1 / (8 * Math.PI);

/** (y - b x^2 + c x - r)^2 + s (1 - t) cos x + s */
export const branin = plane({
  bounds: [
    [-5, 10],
    [0, 15],
  ],
  optimum: s * t, // where the square is 0 and cos x = -1
  minimizers: [
    [-Math.PI, 12.275],
    [Math.PI, 2.275],
    [3 * Math.PI, 2.475],
  ],
  source: 'Branin (1972); Dixon & Szego (1978), Towards Global Optimisation 2',
  value: (x, y) => (y - b * x * x + c * x - r) ** 2 + s * (1 - t) * Math.cos(x) + s,
  gradient(x, y) {
    const q = y - b * x * x + c * x - r;
    return [2 * q * (c - 2 * b * x) - s * (1 - t) * Math.sin(x), 2 * q];
  },
});
