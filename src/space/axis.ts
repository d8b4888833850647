/** One coordinate between the two sides: u in [0, 1], as an optimizer sees it, and its own values. */
import type { Choice, Coordinate, Integer, Option, Real } from './coordinate.ts';
import { finite, show } from './reading.ts';

/** One coordinate's map between [0, 1] and its own values. */
export interface Axis {
  decode(u: number): Option;
  encode(value: Option): number;
  /** d value / d u */
  slope(u: number): number;
}

/** The map of a coordinate. */
export function axis(coordinate: Coordinate): Axis {
  switch (coordinate.kind) {
    case 'real':
      return realAxis(coordinate);
    case 'integer':
      return integerAxis(coordinate);
    case 'choice':
      return choiceAxis(coordinate);
  }
}

/** Linear in the scale's own units; the bounds are met exactly. */
function realAxis({ name, low, high, scale }: Real & { name: string }): Axis {
  const to = { linear: (v: number) => v, log: Math.log, logit: (v: number) => Math.log(v / (1 - v)) }[scale];
  const from = { linear: (t: number) => t, log: Math.exp, logit: (t: number) => 1 / (1 + Math.exp(-t)) }[scale];
  const [first, last] = [to(low), to(high)];
  const decode = (u: number): number => {
    if (u <= 0) return low;
    if (u >= 1) return high;
    return Math.min(high, Math.max(low, from(first + u * (last - first))));
  };
  return {
    decode,
    encode(value) {
      const v = finite(name, value);
      if (v < low || v > high) throw new Error(`${name}: must be in [${low}, ${high}], got ${v}`);
      if (v === low) return 0;
      if (v === high) return 1;
      return Math.min(1, Math.max(0, (to(v) - first) / (last - first)));
    },
    slope(u) {
      const v = decode(u);
      return (last - first) * { linear: 1, log: v, logit: v * (1 - v) }[scale];
    },
  };
}

/** Each whole number owns a cell of [0, 1]: cells of one width (linear), or from log(k - 1/2) to log(k + 1/2). */
function integerAxis({ name, low, high, scale }: Integer & { name: string }): Axis {
  const count = high - low + 1;
  const [first, last] = [Math.log(low - 0.5), Math.log(high + 0.5)];
  return {
    decode(u) {
      const k = scale === 'log' ? Math.round(Math.exp(first + u * (last - first))) : low + Math.floor(u * count);
      return Math.min(high, Math.max(low, k));
    },
    encode(value) {
      const k = finite(name, value);
      if (!Number.isInteger(k) || k < low || k > high) {
        throw new Error(`${name}: must be a whole number in [${low}, ${high}], got ${k}`);
      }
      return scale === 'log' ? (Math.log(k) - first) / (last - first) : (k - low + 0.5) / count;
    },
    slope: () => Number.NaN,
  };
}

/** Each option owns a cell of equal width. */
function choiceAxis({ name, options }: Choice & { name: string }): Axis {
  return {
    decode: (u) => options[Math.min(options.length - 1, Math.max(0, Math.floor(u * options.length)))]!,
    encode(value) {
      const i = options.indexOf(value);
      if (i < 0) throw new Error(`${name}: must be one of ${options.map(show).join(', ')}, got ${show(value)}`);
      return (i + 0.5) / options.length;
    },
    slope: () => Number.NaN,
  };
}
