/**
 * The scaled complementary error function and the normal distribution, in full double precision, far tails included: what an
 * acquisition function needs where naive formulas give 0 or -Infinity.
 *
 * erfcx: W. J. Cody (1969), Rational Chebyshev approximations for the error function, Math. Comp. 23; three ranges, split at
 * 0.46875 and 4. Quantile: M. J. Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37.
 */

const SQRT_HALF = Math.SQRT1_2;
const LOG_SQRT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Coefficients of numerator and denominator, the highest power first. */
type Rational = readonly [numerator: readonly number[], denominator: readonly number[]];

/** erf(x) / x in x^2, |x| <= 0.46875. */
const ERF_SMALL: Rational = [
  [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
];
/** erfcx(x) in x, 0.46875 <= x <= 4. */
const ERFCX_MIDDLE: Rational = [
  [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
    881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
    4362.619090143247, 3439.3676741437216, 1230.3393548037495,
  ],
];
/** (1 / sqrt(pi) - x erfcx(x)) x^2 in 1 / x^2, x >= 4. */
const ERFCX_TAIL: Rational = [
  [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
    0.0006587491615298378,
  ],
  [1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918],
];
/** Phi^-1(1/2 + q) / q in 0.180625 - q^2, |q| <= 0.425. */
const QUANTILE_CENTRE: Rational = [
  [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
    133.14166789178438, 3.3871328727963665,
  ],
  [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
    42.31333070160091, 1,
  ],
];
/** |Phi^-1(p)| in r - 1.6, r = sqrt(-log p) <= 5. */
const QUANTILE_MIDDLE: Rational = [
  [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
];
/** |Phi^-1(p)| in r - 5, r > 5. */
const QUANTILE_TAIL: Rational = [
  [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
    1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
    0.1369298809227358, 0.599832206555888, 1,
  ],
];

/** exp(x^2) erfc(x). Overflows to Infinity below about -26.6. */
export function erfcx(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.46875) return expSquare(x, 1) * (1 - x * ratio(ERF_SMALL, x * x));
  const right = a <= 4 ? ratio(ERFCX_MIDDLE, a) : tail(a);
  return x > 0 ? right : 2 * expSquare(x, 1) - right;
}

/** Density of the standard normal. */
export function normalPdf(z: number): number {
  return expSquare(z, -0.5) / Math.sqrt(2 * Math.PI);
}

/** log of the standard normal density. */
export function logNormalPdf(z: number): number {
  return -0.5 * z * z - LOG_SQRT_TWO_PI;
}

/** Distribution function of the standard normal, exact to the last digits in both tails. */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  return z < -40 ? 0 : 0.5 * expSquare(z, -0.5) * erfcx(-z * SQRT_HALF);
}

/** log of the normal distribution function, finite wherever z^2 is. */
export function logNormalCdf(z: number): number {
  return z > -1 ? Math.log1p(-normalCdf(-z)) : -0.5 * z * z + Math.log(0.5 * erfcx(-z * SQRT_HALF));
}

/** The z below which a standard normal lies with probability p. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(QUANTILE_CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  if (r === Number.POSITIVE_INFINITY) return q < 0 ? -r : r;
  return Math.sign(q) * (r <= 5 ? ratio(QUANTILE_MIDDLE, r - 1.6) : ratio(QUANTILE_TAIL, r - 5));
}

function tail(x: number): number {
  const t = 1 / (x * x);
  return (1 / Math.sqrt(Math.PI) - t * ratio(ERFCX_TAIL, t)) / x;
}

/** exp(factor x^2): x is cut to 1/16ths first, so that its square loses no digits where it is large. */
function expSquare(x: number, factor: number): number {
  if (Math.abs(x) > 1e8) return factor < 0 ? 0 : Number.POSITIVE_INFINITY;
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(factor * coarse * coarse) * Math.exp(factor * (x - coarse) * (x + coarse));
}

function ratio([numerator, denominator]: Rational, x: number): number {
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < numerator.length; i++) {
    top = top * x + numerator[i]!;
    bottom = bottom * x + denominator[i]!;
  }
  return top / bottom;
}
