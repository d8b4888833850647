/** Domains and ticks that a reader can name: powers of ten on a log axis, never '300m'. */

/** An axis of a chart. */
export interface Scale {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly label: string;
}

/**
 * A log axis for positive numbers that may touch 0. `middles` are always inside; a band's `edges` may go a factor of ten
 * below the least positive middle, and what lies lower is drawn on the axis.
 */
export function logScale(middles: readonly number[], edges: readonly number[], label: string): Scale {
  const positive = middles.filter((value) => value > 0 && Number.isFinite(value));
  const least = Math.min(...positive);
  const reach = edges.filter((value) => value >= least / 10 && Number.isFinite(value));
  const low = Math.min(...positive, ...reach) / 1.15;
  const high = Math.max(...positive, ...reach) * 1.15;
  return { type: 'log', domain: [low, high], ticks: logTicks(low, high), format: power, label };
}

/** A linear axis that covers all finite values; what lies outside is drawn on its edge. */
export function linearScale(values: readonly number[], label: string): Scale {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(...finite);
  const high = Math.max(...finite);
  const margin = high > low ? (high - low) * 0.04 : Math.max(1e-12, Math.abs(low) * 0.1);
  const ticks = linearTicks(low - margin, high + margin);
  return { type: 'linear', domain: [low - margin, high + margin], ticks, format: even(ticks), label };
}

/** The axis of evaluations or per cent: log where it spans more than two powers of ten. */
export function evaluationScale(marks: readonly number[], unit: string): Scale {
  const [low, high] = [marks[0] ?? 1, Math.max(marks.at(-1) ?? 1, (marks[0] ?? 1) + 1)];
  if (high / low > 200)
    return { type: 'log', domain: [low, high], ticks: logTicks(low, high), format: power, label: unit };
  const ticks = linearTicks(0, high, 6).filter((tick) => tick >= low && Number.isInteger(tick));
  return {
    type: 'linear',
    domain: [low, high],
    ticks: [...new Set([low, ...ticks.filter((t) => t - low > high / 20)])],
    format: plain,
    label: unit,
  };
}

/** All ticks of an axis with the same number of decimals: 0.50, 0.55. */
function even(ticks: readonly number[]): (value: number) => string {
  const texts = ticks.map(plain);
  if (texts.some((text) => /10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/.test(text))) return plain;
  const decimals = Math.max(0, ...texts.map((text) => text.split('.')[1]?.length ?? 0));
  return (value) => value.toFixed(decimals).replace('-', '−');
}

/** At most about five powers of ten; within few decades also 2 and 5 times them; within less than one, even steps. */
export function logTicks(low: number, high: number, most = 6): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const decades = last - first + 1;
  if (decades >= 3) {
    const step = Math.ceil(decades / most);
    return Array.from({ length: decades }, (_, i) => first + i)
      .filter((exponent) => exponent % step === 0)
      .map((exponent) => Number(`1e${exponent}`));
  }
  for (const multiples of [
    [1, 2, 5],
    [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9],
  ]) {
    const ticks: number[] = [];
    for (let exponent = first - 1; exponent <= last; exponent++) {
      for (const multiple of multiples) {
        const tick = Number((multiple * Number(`1e${exponent}`)).toPrecision(2));
        if (tick >= low && tick <= high) ticks.push(tick);
      }
    }
    if (ticks.length >= 2) return ticks.length <= most + 2 ? ticks : ticks.filter((_, i) => i % 2 === 0);
  }
  return linearTicks(low, high, 4);
}

/** Even steps of 1, 2 or 5 times a power of ten. */
export function linearTicks(low: number, high: number, most = 5): number[] {
  const raw = (high - low) / most;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((multiple) => multiple * size).find((candidate) => candidate >= raw * 0.999)!;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** 0.001, 1, 100, then 10⁴ or 2×10⁻⁵. */
export function power(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  if (exponent >= -3 && exponent <= 3) return plain(value);
  const mantissa = Number((value / 10 ** exponent).toPrecision(3));
  return `${mantissa === 1 ? '' : `${mantissa}×`}10${superscript(exponent)}`;
}

function plain(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return power(size).replace(/^/, value < 0 ? '−' : '');
  return String(Number(value.toPrecision(6))).replace('-', '−');
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!)).join('');
}
