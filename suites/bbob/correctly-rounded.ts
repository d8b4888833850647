/**
 * Logarithm and cosine rounded to the nearest double. Engines round these differently in the last bit, and where a minimizer
 * is computed from a rotation (f9, f19) that bit shows: with these every engine draws the same rotations.
 *
 * Double-double arithmetic, about 106 bits: Dekker (1971), "A floating-point technique for extending the available precision".
 * A number is [high, low], the unevaluated sum of two doubles that do not overlap.
 */
type DoubleDouble = readonly [high: number, low: number];

const LN_2: DoubleDouble = [Math.LN2, 2.3190468138462996e-17];
const HALF_PI: DoubleDouble = [Math.PI / 2, 6.123233995736766e-17];

/** log x for x > 0: one Newton step on exp(y) = x from the engine's own logarithm. */
export function logarithm(x: number): number {
  const y = Math.log(x);
  const k = Math.round(-y / LN_2[0]);
  // x exp(-y) = x 2^k exp(r)^256 with r = (-y - k log 2)/256
  const [high, low] = subtract([-y, 0], times(LN_2, k));
  const r: DoubleDouble = [high / 256, low / 256];
  let power: DoubleDouble = [1, 0];
  for (let n = 9; n >= 1; n--) power = add([1, 0], multiply(over(r, n), power));
  for (let squaring = 0; squaring < 8; squaring++) power = multiply(power, power);
  const [excess, rest] = subtract(times(power, x * 2 ** k), [1, 0]);
  return y + (excess + rest);
}

/** cos x for 0 <= x <= 2 pi: Taylor series after taking out multiples of pi/2. */
export function cosine(x: number): number {
  const quarter = Math.round(x / HALF_PI[0]);
  const r = subtract([x, 0], times(HALF_PI, quarter));
  const even = quarter % 2 === 0;
  // 1 - r^2/(1 2) (1 - r^2/(3 4) (...)) or r (1 - r^2/(2 3) (1 - r^2/(4 5) (...)))
  const square = multiply(r, r);
  let series: DoubleDouble = [1, 0];
  for (let n = even ? 25 : 26; n >= 1; n -= 2) {
    series = subtract([1, 0], multiply(over(square, n * (n + 1)), series));
  }
  const [value] = even ? series : multiply(r, series);
  return quarter % 4 === 0 || quarter % 4 === 3 ? value : -value;
}

/** a + b exactly (Knuth). */
function sum(a: number, b: number): DoubleDouble {
  const s = a + b;
  const part = s - a;
  return [s, a - (s - part) + (b - part)];
}

/** a b exactly (Veltkamp, Dekker). */
function product(a: number, b: number): DoubleDouble {
  const p = a * b;
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  return [p, aHigh * bHigh - p + aHigh * bLow + aLow * bHigh + aLow * bLow];
}

function halves(a: number): DoubleDouble {
  const scaled = 134217729 * a;
  const high = scaled - (scaled - a);
  return [high, a - high];
}

function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [high, low] = sum(a[0], b[0]);
  return sum(high, low + a[1] + b[1]);
}

function subtract(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  return add(a, [-b[0], -b[1]]);
}

function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const [high, low] = product(a[0], b[0]);
  return sum(high, low + a[0] * b[1] + a[1] * b[0]);
}

function times(a: DoubleDouble, b: number): DoubleDouble {
  return multiply(a, [b, 0]);
}

function over(a: DoubleDouble, n: number): DoubleDouble {
  const quotient = a[0] / n;
  const [high, low] = subtract(a, product(quotient, n));
  return sum(quotient, (high + low) / n);
}
