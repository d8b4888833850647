import fc from 'fast-check';
import { box, choice, type Domain, integer, type NamedPoint, outside, real, reals, space, when } from 'optbench';
import { describe, expect, it } from 'vitest';

const everyKind = space({
  linear: real(-3, 5),
  log: real(1e-6, 1e3, 'log'),
  logit: real(0.001, 0.999, 'logit'),
  count: integer(-2, 9),
  trees: integer(1, 1000, 'log'),
  booster: choice('gbtree', 'gblinear', 'dart'),
  flag: choice(true, false),
  depth: when('booster', ['gbtree', 'dart'], integer(1, 12)),
  rate: when('booster', ['dart'], real(0, 1)),
});
const anywhere = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 });
const corner = fc.array(fc.constantFrom(0, 1), { minLength: 9, maxLength: 9 });

function expectSamePoint(a: NamedPoint, b: NamedPoint): void {
  expect(Object.keys(a)).toEqual(Object.keys(b));
  for (const [name, value] of Object.entries(a)) {
    if (typeof value === 'number' && !Number.isInteger(value))
      expect(b[name] as number).toBeCloseTo(value, 12 - Math.ceil(Math.log10(Math.abs(value) + 1e-9)));
    else expect(b[name]).toBe(value);
  }
}

describe('decode and encode', () => {
  it('undo each other on every kind of coordinate', () => {
    fc.assert(
      fc.property(fc.oneof(anywhere, corner), (u) => {
        const point = everyKind.decode(Float64Array.from(u));
        const x = everyKind.encode(point);
        expect(outside(everyKind, x)).toBeUndefined();
        expectSamePoint(point, everyKind.decode(x));
        const again = everyKind.encode(everyKind.decode(x));
        again.forEach((value, i) => {
          expect(value).toBeCloseTo(x[i]!, 12);
        });
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('meet the bounds exactly', () => {
    for (const domain of [real(-3, 5), real(1e-6, 1e3, 'log'), real(0.001, 0.999, 'logit'), real(0.1, 0.3)]) {
      const axis = space({ a: domain });
      expect(axis.decode(Float64Array.of(0))).toEqual({ a: domain.low });
      expect(axis.decode(Float64Array.of(1))).toEqual({ a: domain.high });
      expect([...axis.encode({ a: domain.low }), ...axis.encode({ a: domain.high })]).toEqual([0, 1]);
    }
  });

  it('give every integer and every option its share of the cube', () => {
    const share = (domain: Domain) => {
      const axis = space({ a: domain });
      const counts = new Map<unknown, number>();
      for (let i = 0; i < 12_000; i++) {
        const { a } = axis.decode(Float64Array.of((i + 0.5) / 12_000));
        counts.set(a, (counts.get(a) ?? 0) + 1);
      }
      return counts;
    };
    expect([...share(integer(-1, 2)).entries()]).toEqual([
      [-1, 3000],
      [0, 3000],
      [1, 3000],
      [2, 3000],
    ]);
    expect([...share(choice('a', 'b', 'c')).values()]).toEqual([4000, 4000, 4000]);
    const logarithmic = share(integer(1, 4, 'log')); // cells from log(k - 1/2) to log(k + 1/2)
    expect(logarithmic.get(1)! / 12_000).toBeCloseTo(Math.log(3) / Math.log(9), 3);
    expect(logarithmic.get(4)! / 12_000).toBeCloseTo(Math.log(4.5 / 3.5) / Math.log(9), 3);
  });

  it('leave inactive coordinates out, and snap them to the middle', () => {
    const x = new Float64Array(9).fill(0.9);
    x[5] = 0.5; // gblinear
    expect(Object.keys(everyKind.decode(x))).not.toContain('depth');
    expect([...everyKind.snap(x).slice(7)]).toEqual([0.5, 0.5]);
    x[5] = 0; // gbtree: depth but no rate
    expect(everyKind.decode(x)).toMatchObject({ booster: 'gbtree', depth: 11 });
    expect(everyKind.snap(x)[8]).toBe(0.5);
  });

  it('switch a whole chain of conditions off', () => {
    const chain = space({
      a: choice(0, 1),
      b: when('a', [1], choice('x', 'y')),
      c: when('b', ['y'], real(0, 1)),
    });
    expect(chain.decode(Float64Array.of(0, 0.9, 0.9))).toEqual({ a: 0 });
    expect(chain.decode(Float64Array.of(1, 0.9, 0.9))).toEqual({ a: 1, b: 'y', c: 0.9 });
  });
});

describe('parse', () => {
  it('reads arrays in coordinate order and objects by name, passing over what is inactive', () => {
    const point = { linear: 0, log: 1, logit: 0.5, count: 3, trees: 10, booster: 'gblinear', flag: true };
    expect(everyKind.parse(point)).toEqual(point);
    expect(everyKind.parse([0, 1, 0.5, 3, 10, 'gblinear', true, null, null])).toEqual(point);
    expect([
      ...box([
        [0, 2],
        [0, 2],
      ]).parse({ x2: 1, x1: 2 }),
    ]).toEqual([2, 1]);
    expect([...reals(2).parse([5, -7])]).toEqual([5, -7]);
  });

  it.each([
    [{ linear: 0 }, /lacks 'log'/],
    [{ lineer: 0 }, /no coordinate is called 'lineer'; there are linear, log/],
    [[1, 2], /has 9 coordinates, got 2/],
    ['nine', /is an array of 9 values or an object by name, got "nine"/],
    [[6, 1, 0.5, 3, 10, 'dart', true, 1, 1], /linear: must be in \[-3, 5\], got 6/],
    [[0, 1, 0.5, 3.5, 10, 'dart', true, 1, 1], /count: must be a whole number in \[-2, 9\], got 3.5/],
    [[0, 1, 0.5, 3, 10, 'tree', true, 1, 1], /booster: must be one of "gbtree", "gblinear", "dart", got "tree"/],
    [[0, '1', 0.5, 3, 10, 'dart', true, 1, 1], /log: must be a finite number, got "1"/],
  ])('says what is wrong with %j', (value, message) => {
    expect(() => everyKind.parse(value)).toThrow(message);
  });

  it('lets points beyond the bounds pass only where the objective is defined there', () => {
    expect(() => box([[-5, 5]]).parse([6])).toThrow(/x1: must be in \[-5, 5\], got 6/);
    expect([...box([[-5, 5]], { beyond: true }).parse([6])]).toEqual([6]);
    expect(() => box([[-5, 5]], { beyond: true }).parse([Number.NaN])).toThrow(/finite/);
  });
});

describe('a space', () => {
  it.each([
    [() => box([[5, 5]]), 'box: x1: low must be below high, got [5, 5]'],
    [() => box([[5, -5]]), 'box: x1: low must be below high, got [5, -5]'],
    [() => box([[Number.NaN, 5]]), 'box: x1: bounds must be finite numbers, got [NaN, 5]'],
    [() => space({ lr: real(0, 1, 'log') }), 'space: lr: a log scale needs low above 0, got [0, 1]'],
    [() => space({ p: real(0, 1, 'logit') }), 'space: p: a logit scale needs 0 < low and high < 1, got [0, 1]'],
    [() => space({ n: integer(0.5, 3) }), 'space: n: bounds must be whole numbers, got [0.5, 3]'],
    [
      () => space({ n: integer(0, 3, 'log') }),
      'space: n: an integer on a log scale needs low of at least 1, got [0, 3]',
    ],
    [() => space({ c: choice() }), 'space: c: a choice needs at least one option, got none'],
    [() => space({ c: choice('a', 'a') }), 'space: c: options must differ, got "a", "a"'],
    [
      () => space({ a: when('b', ['x'], real(0, 1)), b: choice('x') }),
      "space: a: is active when 'b' has a value, so that must be a choice declared before it",
    ],
    [() => space({ b: choice('x'), a: when('b', ['z'], real(0, 1)) }), 'space: a: \'b\' is never "z"; it is one of x'],
    [() => reals(0), 'reals: dim must be a whole number above 0, got 0'],
  ])('refuses what cannot be (%#)', (make, message) => {
    expect(make).toThrow(message);
  });

  it('of 10^5 weights shares one coordinate', () => {
    const { coordinates } = reals(100_000);
    expect(coordinates[0]).toBe(coordinates[99_999]);
  });

  it('pulls gradients back through every scale', () => {
    const scales = space({ a: real(-3, 5), b: real(1e-2, 1e2, 'log'), c: real(0.1, 0.9, 'logit') });
    const f = (x: Float64Array) => {
      const { a, b, c } = scales.decode(x) as Record<string, number>;
      return a! ** 2 + Math.sin(b!) + c! ** 3;
    };
    const x = Float64Array.of(0.3, 0.4, 0.7);
    const { a, b, c } = scales.decode(x) as Record<string, number>;
    const gradient = scales.pullback(x, Float64Array.of(2 * a!, Math.cos(b!), 3 * c! ** 2));
    gradient.forEach((g, i) => {
      const [left, right] = [x.slice(), x.slice()];
      left[i]! -= 1e-6;
      right[i]! += 1e-6;
      expect(g).toBeCloseTo((f(right) - f(left)) / 2e-6, 5);
    });
    expect(() => everyKind.pullback(new Float64Array(9), new Float64Array(9))).toThrow(/'count' has no gradient/);
  });
});
