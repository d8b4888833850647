/**
 * From z, a landscape of mean 0 and spread 1, to its values: first, for some, a ceiling (beyond it everything is equally bad) or
 * terraces; then a monotone curve:
 *
 *   plain    z
 *   skew     (e^(s z) - 1) / s           s > 0: flat basins under steep walls; s < 0: deep narrow basins
 *   power    z (1 + z^2)^((p - 1) / 2)   p < 1 presses far values together, p > 1 pulls them apart
 *   floor    log(1 + e^(s z)) / s        nearly flat where it is low
 *
 * Deviation: terraces have no slope; training is told that of the incline they were cut from (straight through).
 */
import type { Rng } from 'optbench';

/** A monotone map of values and its slope. */
export interface Output {
  value(z: number): number;
  slope(z: number): number;
}

/** Half of the landscapes keep z as it is. */
export function drawOutput(rng: Rng, rough: boolean): Output {
  const curve = drawCurve(rng);
  const fate = rng.next();
  const size = rng.next();
  if (rough && fate < 0.08) return ceiling(curve, -0.5 + 1.5 * size);
  if (rough && fate < 0.16) return terraces(curve, 0.1 + 0.6 * size);
  return curve;
}

function drawCurve(rng: Rng): Output {
  const [kind, size] = [rng.next(), rng.next()];
  if (kind < 0.2) return skew(0.3 + 1.2 * size);
  if (kind < 0.27) return skew(-0.1 - 0.25 * size);
  if (kind < 0.4) return power(0.5 + size);
  if (kind < 0.5) return floor(1 + 2 * size);
  return { value: (z) => z, slope: () => 1 };
}

/** Beyond e^FAR an exponential goes on in a straight line, or single points would outweigh everything else. */
const FAR = 3;

function skew(s: number): Output {
  return {
    value(z) {
      const v = s * z;
      return ((v > FAR ? Math.exp(FAR) * (1 + v - FAR) : Math.exp(v)) - 1) / s;
    },
    slope: (z) => Math.exp(Math.min(s * z, FAR)),
  };
}

function power(p: number): Output {
  const e = (p - 1) / 2;
  return {
    value: (z) => z * (1 + z * z) ** e,
    slope: (z) => (1 + z * z) ** (e - 1) * (1 + p * z * z),
  };
}

function floor(s: number): Output {
  return {
    value: (z) => (Math.max(s * z, 0) + Math.log1p(Math.exp(-Math.abs(s * z)))) / s,
    slope: (z) => 1 / (1 + Math.exp(-s * z)),
  };
}

function ceiling(curve: Output, top: number): Output {
  return {
    value: (z) => curve.value(Math.min(z, top)),
    slope: (z) => (z > top ? 0 : curve.slope(z)),
  };
}

function terraces(curve: Output, step: number): Output {
  return {
    value: (z) => curve.value(step * Math.floor(z / step)),
    slope: (z) => curve.slope(z),
  };
}
