/** The language of update rules: what is printed is read back, and equal rules have one text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiled } from '../../src/discover/compile.ts';
import { draws } from '../../src/discover/expression.ts';
import { operands, type Program, slots, written } from '../../src/discover/program.ts';
import { simplified } from '../../src/discover/simplify.ts';
import { parsed, printed } from '../../src/discover/text.ts';
import { stream } from '../../src/math/random.ts';

const program = fc.tuple(...slots(3).map(({ size }) => fc.nat(size - 1))) as fc.Arbitrary<Program>;
const canonical = (text: string): string => printed(simplified(parsed(text)));

describe('the text of a rule', () => {
  it('reads back as the very same rule, whatever a search writes', () => {
    fc.assert(
      fc.property(program, (tokens) => {
        const rule = written(tokens);
        expect(parsed(printed(rule))).toEqual(rule);
        expect(parsed(printed(simplified(rule)))).toEqual(simplified(rule));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it.each([
    ['exp(sign(g) * sign(m)) * g'],
    ['(1 + sign(g) * sign(m)) * g'],
    ['a ^ b'.replace('a', '(-2)').replace(' ^ ', '^').replace('b', '-m')],
    ['g - (m - v)'],
    ['g / (m / v)'],
    ['-g^2'],
    ['(-g)^2'],
    ['log|sqrt|g|| * clip(w, 0.001)'],
    ['drop(cosine(0.5) * gamma, 0.1)'],
  ])('is printed as it was written: %s', (text) => {
    expect(printed(parsed(text))).toBe(text);
  });

  it.each([
    ['exp(sign(g)', "rule 'exp(sign(g)': expected ')', got its end"],
    ['g +', "rule 'g +': expected a number, a name or '(', got its end"],
    ['g h', "rule 'g h': expected an operator, got 'h' at 3"],
    ['2 * momentum', "rule '2 * momentum': expected one of g, m, v,"],
    ['clip(g, m)', "rule 'clip(g, m)': expected a number, got 'm' at 9"],
    ['', "rule '': expected a number, a name or '(', got its end"],
  ])('that makes no sense is refused with the place: %s', (text, message) => {
    expect(() => parsed(text)).toThrow(message);
  });
});

describe('the canonical form', () => {
  it.each([
    ['g * exp(sign(m) * sign(g))', 'exp(sign(g) * sign(m)) * g'],
    ['exp(sign(g * m)) * g', 'exp(sign(g) * sign(m)) * g'],
    ['g + sign(m) * g * sign(g)', '(1 + sign(g) * sign(m)) * g'],
    ['g - g', '0'],
    ['noise - noise', 'noise - noise'],
    ['g + g', '2 * g'],
    ['g * g * g', 'g^3'],
    ['(g^2)^2', 'g^4'],
    ['--g * 1 + 0', 'g'],
    ['-(g - m)', '-g + m'],
    ['sign(g^3)', 'sign(g)'],
    ['sqrt|-g|', 'sqrt|g|'],
    ['log|exp(m)|', 'm'],
    ['clip(clip(-g, 0.001), 0.0001)', '-clip(g, 0.0001)'],
    ['drop(-2 * g, 0.1)', '-2 * drop(g, 0.1)'],
    ['m^1 * v^(1 - 1)', 'm'],
  ])('of %s is %s', (text, form) => {
    expect(canonical(text)).toBe(form);
  });

  it('has a canonical form that is itself, and means the same', () => {
    fc.assert(
      fc.property(program, (tokens) => {
        const rule = written(tokens);
        const form = simplified(rule);
        expect(simplified(form)).toEqual(form);
        if (draws(rule)) return;
        const [before, after] = [path(rule), path(form)];
        before.forEach((x, i) => {
          if (Number.isFinite(x) && Math.abs(x) < 1e6) {
            expect(Math.abs(x - after[i]!), printed(rule)).toBeLessThan(1e-6 * (1 + Math.abs(x)));
          }
        });
      }),
      { numRuns: 500, seed: 2 },
    );
  });
});

describe('a program', () => {
  it('says PowerSign in two groups: (sign g, sign m, x, x, *), then (its result, g, exp, x, *)', () => {
    const [signG, signM, g] = ['sign(g)', 'sign(m)', 'g'].map((text) => operands.map(printed).indexOf(text));
    const tokens = [signG!, signM!, 0, 0, 2, operands.length, g!, 2, 0, 2];
    expect(printed(written(tokens))).toBe('exp(sign(g) * sign(m)) * g');
  });

  it('leads with its left side where a group keeps left', () => {
    expect(printed(written([3, 0, 1, 2, 5]))).toBe('-m');
  });
});

/** Four steps of a rule on gradients drawn at random. */
function path(rule: Parameters<typeof compiled>[0]): number[] {
  const rng = stream('path');
  const step = compiled(rule)({ space: { dim: 3 }, budget: 10, rng: stream('rule') });
  const normal = () => Float64Array.from({ length: 3 }, () => rng.normal());
  return Array.from({ length: 4 }, (_, t) => {
    const next = new Float64Array(3);
    step(normal(), normal(), next, 1, t + 1);
    return [...next];
  }).flat();
}
