/** The line search goes where MINPACK-2's goes, on the functions of Moré & Thuente (1994), section 5. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lineSearch, type OnLine } from '../../src/descent/line-search.ts';

interface Reference {
  readonly searches: readonly {
    readonly function: string;
    readonly first: number;
    readonly eta: number;
    readonly steps: readonly number[];
    readonly found: number;
  }[];
}
const { searches }: Reference = JSON.parse(
  readFileSync(new URL('./line-search.reference.json', import.meta.url), 'utf8'),
);

type Phi = (t: number) => Omit<OnLine, 't'>;

/** Yanai, Ozawa & Kaneko's functions: convex, with kinks rounded by two numbers. */
const rounded =
  (b1: number, b2: number): Phi =>
  (t) => {
    const gamma = (b: number) => Math.sqrt(1 + b * b) - b;
    const [u, v] = [Math.sqrt((1 - t) ** 2 + b2 * b2), Math.sqrt(t * t + b1 * b1)];
    return { f: gamma(b1) * u + gamma(b2) * v, d: (gamma(b1) * (t - 1)) / u + (gamma(b2) * t) / v };
  };
const functions: Readonly<Record<string, Phi>> = {
  '1': (t) => ({ f: -t / (t * t + 2), d: (t * t - 2) / (t * t + 2) ** 2 }),
  '2': (t) => ({
    f: (t + 0.004) ** 5 - 2 * (t + 0.004) ** 4,
    d: 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3,
  }),
  '3': (t) => {
    const [beta, l] = [0.01, 39];
    const inside = Math.abs(t - 1) < beta;
    const base = inside ? (t - 1) ** 2 / (2 * beta) + beta / 2 : Math.abs(1 - t);
    const slope = inside ? (t - 1) / beta : Math.sign(t - 1);
    return {
      f: base + ((2 * (1 - beta)) / (l * Math.PI)) * Math.sin((l * Math.PI * t) / 2),
      d: slope + (1 - beta) * Math.cos((l * Math.PI * t) / 2),
    };
  },
  '4': rounded(1e-3, 1e-3),
  '5': rounded(1e-2, 1e-3),
  '6': rounded(1e-3, 1e-2),
};

/** The steps that a search asks for, and what it returns. */
function steps(phi: (t: number) => ReturnType<Phi> | undefined, first: number, eta: number, evaluations = 30) {
  const search = lineSearch(phi(0)!, first, { eta, longest: 1e10, evaluations });
  const asked: number[] = [];
  let next = search.next();
  while (!next.done) {
    asked.push(next.value);
    next = search.next(phi(next.value));
  }
  return { asked, found: next.value };
}

describe('the line search', () => {
  it.each(searches)('takes the steps of MINPACK-2 on function $function from $first with eta = $eta', (search) => {
    const { asked, found } = steps(functions[search.function]!, search.first, search.eta);
    expect(asked.length).toBe(search.steps.length);
    for (const [k, t] of search.steps.entries()) expect(Math.abs(asked[k]! - t) / t).toBeLessThan(1e-9);
    expect(found!.t).toBe(asked.at(-1));
    const phi = functions[search.function]!;
    expect(found!.f).toBeLessThanOrEqual(phi(0).f + 1e-4 * found!.t * phi(0).d);
    expect(Math.abs(found!.d)).toBeLessThanOrEqual(-search.eta * phi(0).d);
  });

  it('comes nearer where the function is not defined', () => {
    const { found } = steps((t) => (t > 0.5 ? undefined : { f: -t, d: -1 }), 10, 0.9);
    expect(found!.t).toBeGreaterThan(0.3);
    expect(found!.t).toBeLessThanOrEqual(0.5);
  });

  it('finds nothing where nothing is lower', () => {
    const { asked, found } = steps((t) => ({ f: t === 0 ? 0 : 1, d: -1 }), 1, 0.9, 20);
    expect(found).toBeUndefined();
    expect(asked.length).toBeLessThanOrEqual(20);
  });

  it('survives a function that is anything', () => {
    for (const f of [Number.NaN, Number.POSITIVE_INFINITY, -1e300, 1e300, 0]) {
      for (const d of [Number.NaN, -1e300, 1e300, 0, -1]) {
        expect(
          steps((t) => (t === 0 ? { f: 0, d: -1 } : { f, d }), 1, 0.1).asked.every((t) => t > 0 && t <= 1e10),
        ).toBe(true);
      }
    }
  });
});
