import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/math/random.ts';
import { sobol, sobolDimensions } from '../../src/math/sobol.ts';

interface Reference {
  readonly source: string;
  readonly first16x8: readonly (readonly number[])[];
  readonly point700: readonly number[];
}
const reference: Reference = JSON.parse(readFileSync(new URL('./sobol.reference.json', import.meta.url), 'utf8'));

describe('a Sobol sequence', () => {
  it(`equals ${reference.source}`, () => {
    const sequence = sobol(8);
    expect(reference.first16x8.map(() => [...sequence.next()])).toEqual(reference.first16x8);
  });

  it('skips to a far point in all dimensions, and goes on from there', () => {
    const [walked, skipped] = [sobol(sobolDimensions), sobol(sobolDimensions)];
    for (let i = 0; i < 700; i++) walked.next();
    skipped.skip(300);
    skipped.skip(400);
    expect([...skipped.next()]).toEqual(reference.point700);
    walked.next();
    for (let i = 0; i < 20; i++) expect(skipped.next()).toEqual(walked.next());
  });

  it('puts one of 2^k points in each of 2^k equal intervals of every axis, scrambled or not', () => {
    for (const options of [{}, { scramble: stream('sobol', 1) }, { scramble: stream('sobol', 2) }]) {
      const sequence = sobol(sobolDimensions, options);
      const points = Array.from({ length: 256 }, () => sequence.next());
      for (let d = 0; d < sobolDimensions; d++) {
        expect(new Set(points.map((point) => Math.floor(point[d]! * 256))).size).toBe(256);
      }
    }
  });

  it('is a (0, 8, 2)-net in its first two dimensions, scrambled too', () => {
    const sequence = sobol(2, { scramble: stream('net') });
    const points = Array.from({ length: 256 }, () => sequence.next());
    for (let a = 0; a <= 8; a++) {
      const cells = points.map(
        (point) => Math.floor(point[0]! * 2 ** a) * 2 ** 8 + Math.floor(point[1]! * 2 ** (8 - a)),
      );
      expect(new Set(cells).size).toBe(256);
    }
  });

  it('is the same for the same stream, and another one for another', () => {
    const first = (label: string) => sobol(5, { scramble: stream(label) }).next();
    expect(first('a')).toEqual(first('a'));
    expect(first('a')).not.toEqual(first('b'));
  });

  it('integrates a smooth function 30 times better than random points do', () => {
    // The integral of prod (1 + (x_i - 1/2)) over the cube is 1.
    const n = 2048;
    const squared = (draw: () => Float64Array): number => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += draw().reduce((product, u) => product * (0.5 + u), 1);
      return (sum / n - 1) ** 2;
    };
    let [even, random] = [0, 0];
    for (let repeat = 0; repeat < 30; repeat++) {
      const rng = stream('integral', repeat);
      const sequence = sobol(5, { scramble: rng });
      even += squared(() => sequence.next());
      random += squared(() => Float64Array.from({ length: 5 }, () => rng.next()));
    }
    expect(Math.sqrt(random / even)).toBeGreaterThan(30);
  });

  it('refuses dimensions it has no numbers for', () => {
    expect(() => sobol(sobolDimensions + 1)).toThrow('dim must be a whole number in [1, 128], got 129');
    expect(() => sobol(0)).toThrow('got 0');
  });
});
