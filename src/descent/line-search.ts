/**
 * A step along a line that decreases a function enough and flattens its slope enough: Moré & Thuente (1994), Line Search
 * Algorithms with Guaranteed Sufficient Decrease, ACM Trans. Math. Softw. 20, with the safeguards of their MINPACK-2 program.
 *
 *   f, d         value and slope at a step t        mu, eta  sufficient decrease (1e-4); curvature, between mu and 1
 *   x, y         the ends of the interval: x has the least value so far, y is the other one
 *   psi(t) = f(t) - f(0) - mu d(0) t, the auxiliary function of their section 2, which stands in for f at first
 *
 * Both strong Wolfe conditions hold at the end, f(t) <= f(0) + mu t d(0) and |d(t)| <= eta |d(0)|, unless it ran into the
 * longest step, the least interval or the evaluations it may make.
 */

/** A step and what the function is there. */
export interface OnLine {
  readonly t: number;
  readonly f: number;
  readonly d: number;
}

/** The settings of a search. */
export interface LineSearch {
  /** The slope may not be steeper at the end than this share of what it was. */
  readonly eta: number;
  readonly longest: number;
  readonly evaluations: number;
}

const mu = 1e-4;
const LEAST_INTERVAL = 1e-14; // relative
const [SHRINK, NEAR, FAR] = [0.66, 1.1, 4];

/**
 * Asks for the function step by step, beginning with `first`; told undefined where it is not defined, the search comes nearer.
 * Returns the step that satisfies both conditions; else the best one seen if it decreased enough, or undefined.
 */
export function* lineSearch(
  at0: { readonly f: number; readonly d: number },
  first: number,
  { eta, longest, evaluations }: LineSearch,
): Generator<number, OnLine | undefined, Omit<OnLine, 't'> | undefined> {
  const slope = mu * at0.d;
  let x: OnLine = { t: 0, ...at0 };
  let y: OnLine = x;
  let bracketed = false;
  let early = true; // their first stage
  let [low, high] = [0, first + FAR * first];
  let width = longest;
  let widthBefore = 2 * width;
  let most = longest;
  let best: OnLine | undefined;
  let t = Math.min(first, most);
  for (let k = 0; k < evaluations; k++) {
    const seen = yield t;
    if (seen === undefined || !Number.isFinite(seen.f) || !Number.isFinite(seen.d)) {
      most = t;
      high = Math.min(high, most);
      t = x.t + (t - x.t) / (x.t === 0 ? 10 : 2);
      if (!(t > x.t)) break;
      continue;
    }
    const at: OnLine = { t, ...seen };
    const enough = at0.f + t * slope;
    if (at.f <= enough && (best === undefined || at.f < best.f)) best = at;
    if (at.f <= enough && Math.abs(at.d) <= -eta * at0.d) return at;
    if (bracketed && (t <= low || t >= high || high - low <= LEAST_INTERVAL * high)) break; // rounding
    if (t === longest && at.f <= enough && at.d <= slope) break;
    if (early && at.f <= enough && at.d >= 0) early = false;

    const psi = early && at.f <= x.f && at.f > enough;
    const view = (point: OnLine): OnLine =>
      psi ? { t: point.t, f: point.f - point.t * slope, d: point.d - slope } : point;
    const [vx, vy, va] = [view(x), view(y), view(at)];
    const step = nextStep(vx, vy, va, bracketed, low, high);
    ({ bracketed } = step);
    // The interval that holds a minimum: section 2, cases U1 to U3.
    if (va.f > vx.f) y = at;
    else {
      if (va.d * vx.d < 0) y = x;
      x = at;
    }
    t = step.t;
    if (bracketed) {
      if (Math.abs(y.t - x.t) >= SHRINK * widthBefore) t = x.t + 0.5 * (y.t - x.t);
      widthBefore = width;
      width = Math.abs(y.t - x.t);
      [low, high] = [Math.min(x.t, y.t), Math.max(x.t, y.t)];
    } else {
      [low, high] = [t + NEAR * (t - x.t), t + FAR * (t - x.t)];
    }
    t = Math.min(most, Math.max(0, t));
    if (bracketed && (t <= low || t >= high || high - low <= LEAST_INTERVAL * high)) t = x.t;
    if (t === 0) break;
  }
  return best;
}

/** Section 4: the next step from cubics and quadratics through what is known, by the case that the latest step makes. */
function nextStep(
  x: OnLine,
  y: OnLine,
  at: OnLine,
  bracketed: boolean,
  low: number,
  high: number,
): { readonly t: number; readonly bracketed: boolean } {
  if (at.f > x.f) {
    // Case 1: a higher value. The cubic's minimum, or half-way to the quadratic's where that is nearer to x.
    const cubic = x.t + cubicMinimum(x, at).share * (at.t - x.t);
    const quadratic = x.t + (x.d / ((x.f - at.f) / (at.t - x.t) + x.d) / 2) * (at.t - x.t);
    const nearer = Math.abs(cubic - x.t) <= Math.abs(quadratic - x.t);
    return { t: nearer ? cubic : cubic + (quadratic - cubic) / 2, bracketed: true };
  }
  const secant = at.t + (at.d / (at.d - x.d)) * (x.t - at.t);
  const farther = (cubic: number): number => (Math.abs(cubic - at.t) > Math.abs(secant - at.t) ? cubic : secant);
  const nearer = (cubic: number): number => (Math.abs(cubic - at.t) < Math.abs(secant - at.t) ? cubic : secant);
  if (at.d * Math.sign(x.d) < 0) {
    // Case 2: a lower value, and the slope has turned.
    return { t: farther(at.t + cubicMinimum(at, x).share * (x.t - at.t)), bracketed: true };
  }
  if (Math.abs(at.d) < Math.abs(x.d)) {
    // Case 3: lower and flatter. The cubic counts where it has a minimum beyond.
    const { share, real } = cubicMinimum(at, x);
    const cubic = share < 0 && real ? at.t + share * (x.t - at.t) : at.t > x.t ? high : low;
    if (!bracketed) return { t: Math.min(high, Math.max(low, farther(cubic))), bracketed };
    const limit = at.t + SHRINK * (y.t - at.t);
    return { t: at.t > x.t ? Math.min(limit, nearer(cubic)) : Math.max(limit, nearer(cubic)), bracketed };
  }
  // Case 4: lower, and no flatter.
  if (bracketed) return { t: at.t + cubicMinimum(at, y).share * (y.t - at.t), bracketed };
  return { t: at.t > x.t ? high : low, bracketed };
}

/** Where the cubic through two points has its minimum, as a share of the way from a to b; and whether it has one. */
function cubicMinimum(a: OnLine, b: OnLine): { readonly share: number; readonly real: boolean } {
  const theta = (3 * (a.f - b.f)) / (b.t - a.t) + a.d + b.d;
  const size = Math.max(Math.abs(theta), Math.abs(a.d), Math.abs(b.d));
  const root = size * Math.sqrt(Math.max(0, (theta / size) ** 2 - (a.d / size) * (b.d / size)));
  const gamma = b.t > a.t ? root : -root;
  return { share: (gamma - a.d + theta) / (gamma - a.d + gamma + b.d), real: root > 0 };
}
