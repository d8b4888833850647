/** Every word of the language against its formula, and the two published rules against theirs. */
import { describe, expect, it } from 'vitest';
import { compiled } from '../../src/discover/compile.ts';
import { parsed } from '../../src/discover/text.ts';
import { stream } from '../../src/math/random.ts';
import type { Vector } from '../../src/math/vector.ts';

const T = 8;
const dim = 4;
const rng = stream('compile test');
const normal = (): Vector => Float64Array.from({ length: dim }, () => rng.normal());
const steps = Array.from({ length: T }, () => ({ w: normal(), g: normal() }));

/** What a rule's expression is at every step. */
function values(text: string, n = dim): number[][] {
  const step = compiled(parsed(text))({ space: { dim: n }, budget: T, rng: stream('rule') });
  return steps.map(({ w, g }, t) => {
    const at = (x: Vector): Vector => Float64Array.from({ length: n }, (_, i) => x[i % dim]!);
    const moved = new Float64Array(n);
    step(at(w), at(g), moved, -1, t + 1);
    return [...moved].map((x, i) => x - w[i % dim]!);
  });
}

/** The formula, coordinate by coordinate; `seen` are the gradients there up to now. */
type Formula = (at: { readonly g: number; readonly w: number; readonly t: number; readonly seen: number[] }) => number;

function expected(formula: Formula): number[][] {
  return steps.map(({ w, g }, t) =>
    [...g].map((slope, i) => formula({ g: slope, w: w[i]!, t, seen: steps.slice(0, t + 1).map((step) => step.g[i]!) })),
  );
}

/** sum_k (1 - beta) beta^(t - k) g_k^power, the moving average in closed form. */
const average = (seen: number[], beta: number, power = 1): number =>
  seen.reduce((sum, g, k) => sum + (1 - beta) * beta ** (seen.length - 1 - k) * g ** power, 0);

const words: Readonly<Record<string, Formula>> = {
  g: ({ g }) => g,
  w: ({ w }) => w,
  m: ({ seen }) => average(seen, 0.9),
  v: ({ seen }) => average(seen, 0.999, 2),
  gamma: ({ seen }) => average(seen, 0.999, 3),
  adam: ({ seen, t }) =>
    average(seen, 0.9) / (1 - 0.9 ** (t + 1)) / (Math.sqrt(average(seen, 0.999, 2) / (1 - 0.999 ** (t + 1))) + 1e-8),
  rmsprop: ({ g, seen }) => g / (Math.sqrt(average(seen, 0.9, 2)) + 1e-8),
  linear: ({ t }) => 1 - t / T,
  'cosine(0.5)': ({ t }) => (1 + Math.cos((Math.PI * t) / T)) / 2,
  'cosine(2)': ({ t }) => (1 + Math.cos((4 * Math.PI * t) / T)) / 2,
  'restart(4)': ({ t }) => (1 + Math.cos((Math.PI * ((4 * t) % T)) / T)) / 2,
  '0.5': () => 0.5,
  'g + w': ({ g, w }) => g + w,
  'g - w': ({ g, w }) => g - w,
  'g * w': ({ g, w }) => g * w,
  'g / w': ({ g, w }) => g / (w + 1e-8),
  'exp(g)^w': ({ g, w }) => Math.exp(g) ** w,
  'g^2': ({ g }) => g * g,
  'g^3': ({ g }) => g * g * g,
  'exp(w)^-1.5': ({ w }) => Math.exp(w) ** -1.5,
  '-g': ({ g }) => -g,
  'exp(g)': ({ g }) => Math.exp(g),
  'log|g|': ({ g }) => Math.log(Math.abs(g)),
  'sqrt|g|': ({ g }) => Math.sqrt(Math.abs(g)),
  'sign(g)': ({ g }) => Math.sign(g),
  'clip(g, 0.001)': ({ g }) => Math.max(-0.001, Math.min(0.001, g)),
  '2 - linear * g': ({ g, t }) => 2 - (1 - t / T) * g,
  'linear * (g * m + g * m)': ({ g, seen, t }) => (1 - t / T) * 2 * g * average(seen, 0.9),
  // Bello et al. (2017): PowerSign, e^(sign g sign m) g; AddSign, (1 + sign g sign m) g; with linear decay of the sign.
  'exp(sign(g) * sign(m)) * g': ({ g, seen }) => (g * average(seen, 0.9) > 0 ? Math.E : 1 / Math.E) * g,
  '(1 + sign(g) * sign(m)) * g': ({ g, seen }) => (g * average(seen, 0.9) > 0 ? 2 * g : 0),
  'exp(linear * sign(g) * sign(m)) * g': ({ g, seen, t }) =>
    Math.exp((1 - t / T) * Math.sign(g * average(seen, 0.9))) * g,
};

describe('an expression', () => {
  it.each(Object.entries(words))('computes %s', (text, formula) => {
    const want = expected(formula);
    values(text).forEach((row, t) => {
      row.forEach((value, i) => {
        expect(Math.abs(value - want[t]![i]!)).toBeLessThan(1e-12 * (1 + Math.abs(want[t]![i]!)));
      });
    });
  });

  it('steps against its value, times the rate', () => {
    const next = new Float64Array(2);
    compiled(parsed('g + 1'))({ space: { dim: 2 }, budget: 1, rng: stream('rule') })(
      Float64Array.of(1, 2),
      Float64Array.of(3, -1),
      next,
      0.5,
      1,
    );
    expect([...next]).toEqual([-1, 2]);
  });

  it('drops numbers with the probability it says, and draws noise of the variance it says', () => {
    const many = 20_000;
    const first = (text: string): number[] => values(text, many)[0]!;
    const dropped = first('drop(g * g + 1, 0.3)').filter((x) => x < 0.5).length / many;
    expect(dropped).toBeGreaterThan(0.285);
    expect(dropped).toBeLessThan(0.315);
    const variance = (row: number[]): number => row.reduce((sum, x) => sum + x * x, 0) / many;
    expect(variance(first('noise')) / 0.01).toBeCloseTo(1, 1);
    expect(variance(values('annealed', many)[3]!) * 4 ** 0.55).toBeCloseTo(1, 1);
  });

  it('draws anew wherever it draws, and the same for the same seed', () => {
    expect(values('noise - noise')[0]).not.toEqual([0, 0, 0, 0]);
    expect(values('drop(noise * g, 0.5)')).toEqual(values('drop(noise * g, 0.5)'));
  });
});
