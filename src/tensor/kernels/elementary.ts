/**
 * Elementary functions of four single-precision numbers, to a few units in the last place, by reduction to a short interval
 * and a polynomial there: for exp and log those of the Cephes library (Moshier 1989), for sine and cosine our own, fitted by
 * Lawson's algorithm.
 */

/** a b + c; rounded once where the module is compiled for machines that can. */
// @ts-ignore: decorator
@inline
export function madd4(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** c - a b, alike. */
// @ts-ignore: decorator
@inline
export function nmadd4(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b));
}

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // exp(x) = 2^n exp(r), |r| <= ln(2) / 2
  const v = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88)), f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(v, f32x4.splat(1.44269504088896341)));
  let r = nmadd4(n, f32x4.splat(0.693359375), v);
  r = madd4(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd4(p, r, f32x4.splat(1.3981999507e-3));
  p = madd4(p, r, f32x4.splat(8.3334519073e-3));
  p = madd4(p, r, f32x4.splat(4.1665795894e-2));
  p = madd4(p, r, f32x4.splat(1.6666665459e-1));
  p = madd4(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** tanh x by the quotient of src/math/tanh.ts. */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const v = f32x4.pmax(f32x4.pmin(x, f32x4.splat(8)), f32x4.splat(-8));
  const z = f32x4.mul(v, v);
  let p = madd4(z, f32x4.splat(1.5063010501648643e-8), f32x4.splat(2.1774102832288598e-5));
  p = madd4(z, p, f32x4.splat(0.0035642081242781877));
  p = madd4(z, p, f32x4.splat(0.13438234978356156));
  p = madd4(z, p, f32x4.splat(0.9999999700443835));
  let q = madd4(z, f32x4.splat(8.454149803933391e-7), f32x4.splat(0.00033992644282480737));
  q = madd4(z, q, f32x4.splat(0.026136213641982823));
  q = madd4(z, q, f32x4.splat(0.46771555779007934));
  q = madd4(z, q, f32x4.splat(1));
  return f32x4.div(f32x4.mul(v, p), q);
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return madd4(half, tanh4(f32x4.mul(half, x)), half);
}

/** log(x) of positive normal numbers. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // x = 2^e m, m in [sqrt(1/2), sqrt(2))
  let e = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126)));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  e = f32x4.sub(e, v128.and(f32x4.splat(1), low));
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), f32x4.splat(1));
  const z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = madd4(p, m, f32x4.splat(-1.1514610310e-1));
  p = madd4(p, m, f32x4.splat(1.1676998740e-1));
  p = madd4(p, m, f32x4.splat(-1.2420140846e-1));
  p = madd4(p, m, f32x4.splat(1.4249322787e-1));
  p = madd4(p, m, f32x4.splat(-1.6668057665e-1));
  p = madd4(p, m, f32x4.splat(2.0000714765e-1));
  p = madd4(p, m, f32x4.splat(-2.4999993993e-1));
  p = madd4(p, m, f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = f32x4.add(p, f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  p = f32x4.sub(p, f32x4.mul(z, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(m, p), f32x4.mul(e, f32x4.splat(0.693359375)));
}

/** 1.5 * 2^23: a number of this size has no room for a fraction, and its last bit says whether it is odd. */
// @ts-ignore: decorator
@inline
const WHOLE: f32 = 12582912;

/** The half turns in an angle, to the nearest, plus WHOLE. */
// @ts-ignore: decorator
@inline
export function halfTurns4(x: v128): v128 {
  return madd4(x, f32x4.splat(0.31830988618379067), f32x4.splat(WHOLE));
}

/** The angle left after those half turns: within pi / 2 of 0. Good for |x| < 8192. */
// @ts-ignore: decorator
@inline
export function reduced4(x: v128, halfTurns: v128): v128 {
  const halves = f32x4.sub(halfTurns, f32x4.splat(WHOLE));
  let r = nmadd4(halves, f32x4.splat(3.140625), x);
  r = nmadd4(halves, f32x4.splat(9.675025939941406e-4), r);
  return nmadd4(halves, f32x4.splat(1.5099579897537296e-7), r);
}

/** sin(r) for |r| <= pi / 2: the odd polynomial of degree 9 whose largest error is least, 5e-9. */
// @ts-ignore: decorator
@inline
export function sine4(r: v128): v128 {
  const z = f32x4.mul(r, r);
  let p = madd4(z, f32x4.splat(2.6000244589e-6), f32x4.splat(-1.9806601583e-4));
  p = madd4(z, p, f32x4.splat(8.3330171044e-3));
  p = madd4(z, p, f32x4.splat(-1.6666657089e-1));
  return madd4(f32x4.mul(p, z), r, r);
}

/** cos(r) for |r| <= pi / 2: the even polynomial of degree 10 whose largest error is least, 4e-10. */
// @ts-ignore: decorator
@inline
export function cosine4(r: v128): v128 {
  const z = f32x4.mul(r, r);
  let p = madd4(z, f32x4.splat(-2.6193548973e-7), f32x4.splat(2.4769291531e-5));
  p = madd4(z, p, f32x4.splat(-1.3888568972e-3));
  p = madd4(z, p, f32x4.splat(4.1666655765e-2));
  return madd4(f32x4.mul(p, z), z, nmadd4(z, f32x4.splat(0.5), f32x4.splat(1)));
}

/** v after so many half turns: negated where they are odd. */
// @ts-ignore: decorator
@inline
export function turned4(v: v128, halfTurns: v128): v128 {
  return v128.xor(v, i32x4.shl(halfTurns, 31));
}

/** The sum of the four. */
// @ts-ignore: decorator
@inline
export function total4(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
