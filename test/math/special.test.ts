import { expect, test } from 'vitest';
import { erfcx, logNormalCdf, normalCdf, normalPdf, normalQuantile } from '../../src/math/special.ts';
import reference from './special.reference.json' with { type: 'json' };

const functions = { erfcx, cdf: normalCdf, logcdf: logNormalCdf, pdf: normalPdf, quantile: normalQuantile };

for (const [name, f] of Object.entries(functions)) {
  test(`${name} agrees with mpmath to 1e-15`, () => {
    for (const [x, expected] of reference[name as keyof typeof functions] as [number, number][]) {
      const error = Math.abs(f(x) - expected);
      expect(error, `${name}(${x}) = ${f(x)}, mpmath ${expected}`).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
    }
  });
}

test('the ends of the line are limits, not NaN', () => {
  const infinity = Number.POSITIVE_INFINITY;
  expect([normalCdf(-infinity), normalCdf(infinity)]).toEqual([0, 1]);
  expect([normalPdf(-infinity), normalPdf(infinity)]).toEqual([0, 0]);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-infinity, infinity]);
  expect([erfcx(infinity), erfcx(-30)]).toEqual([0, infinity]);
  expect(logNormalCdf(-infinity)).toBe(-infinity);
  expect(logNormalCdf(infinity)).toBeCloseTo(0, 300);
  expect([normalQuantile(-0.1), normalQuantile(1.1), normalCdf(Number.NaN)]).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});
