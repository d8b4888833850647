import { readFileSync } from 'node:fs';
import { box, choice, integer, reals, space, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import nelderMead from '../../baselines/nelder-mead.ts';

interface Reference {
  readonly source: string;
  readonly cases: readonly {
    readonly name: string;
    readonly x0: readonly number[];
    readonly values: readonly number[];
    readonly best200: number;
  }[];
}
const reference: Reference = JSON.parse(readFileSync(new URL('./nelder-mead.reference.json', import.meta.url), 'utf8'));

const functions: Readonly<Record<string, (x: Vector) => number>> = {
  rosenbrock: (x) => x.slice(1).reduce((sum, v, i) => sum + 100 * (v - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0),
  beale: ([x, y]) => (1.5 - x! + x! * y!) ** 2 + (2.25 - x! + x! * y! ** 2) ** 2 + (2.625 - x! + x! * y! ** 3) ** 2,
  bowl: (x) => x.reduce((sum, v, i) => sum + (i + 1) * (v - 0.3) ** 2, 0),
};

/** Values of the first evaluations, asked one after another. */
function search(
  f: (x: Vector) => number,
  where: Parameters<typeof nelderMead.start>[0]['space'],
  x0: Vector,
  budget: number,
) {
  const run = nelderMead.start({ space: where, x0, budget, workers: 1, rng: stream('nelder-mead') });
  return Array.from({ length: budget }, (_, id) => {
    const x = run.ask(id) as Vector;
    const value = f(x);
    run.tell({ id, x, value });
    return { x, value };
  });
}

describe('nelder-mead', () => {
  it.each(reference.cases)(`evaluates on $name from $x0 what SciPy does`, ({ name, x0, values, best200 }) => {
    const f = functions[name]!;
    const trials = search(f, reals(x0.length), Float64Array.from(x0), 200);
    values.forEach((value, i) => {
      expect(Math.abs(trials[i]!.value - value)).toBeLessThan(1e-9 * Math.max(1e-6, Math.abs(value)));
    });
    // Later on rounding tells the two apart, while both go on getting lower.
    const best = Math.min(...trials.map(({ value }) => value));
    expect(best).toBeLessThan(Math.max(1e-12, 2 * best200));
  });

  it('begins at the start and never leaves the box, where it finds a minimum on the edge', () => {
    const f = ([x, y]: Vector): number => (x! + 0.1) ** 2 + (y! - 0.4) ** 2 + x! * y!;
    const trials = search(
      f,
      box([
        [0, 1],
        [0, 1],
      ]),
      Float64Array.of(0.9, 0.95),
      150,
    );
    expect([...trials[0]!.x]).toEqual([0.9, 0.95]);
    expect(trials.every(({ x }) => x.every((v) => v >= 0 && v <= 1))).toBe(true);
    expect(Math.min(...trials.map(({ value }) => value)) - 0.01).toBeLessThan(1e-9);
  });

  it('starts anew when it has converged, and so finds the better of two valleys', () => {
    const f = ([x]: Vector): number => Math.min((x! - 0.9) ** 2 + 0.5, 4 * (x! - 0.2) ** 2);
    const trials = search(f, box([[0, 1]]), Float64Array.of(0.95), 300);
    expect(Math.min(...trials.slice(0, 20).map(({ value }) => value))).toBeGreaterThan(0.49);
    expect(Math.min(...trials.map(({ value }) => value))).toBeLessThan(1e-10);
  });

  it('sees integers and choices change in its first simplex', () => {
    const mixed = space({ depth: integer(1, 3), kernel: choice('a', 'b'), size: integer(1, 500, 'log') });
    const trials = search(() => 1, mixed, mixed.encode({ depth: 2, kernel: 'b', size: 1 }), 4);
    const points = trials.map(({ x }) => mixed.decode(x));
    expect(points[0]).toEqual({ depth: 2, kernel: 'b', size: 1 });
    expect(points[1]!['depth']).not.toBe(2);
    expect(points[2]!['kernel']).toBe('a');
    expect(points[3]!['size']).not.toBe(1);
  });

  it('goes on through failures and plateaus', () => {
    for (const f of [() => Number.POSITIVE_INFINITY, () => 7, ([x]: Vector) => (x! < 0.5 ? Infinity : x!)]) {
      const trials = search(
        f,
        box([
          [0, 1],
          [0, 1],
        ]),
        Float64Array.of(0.2, 0.2),
        400,
      );
      expect(new Set(trials.map(({ x }) => x.join())).size).toBeGreaterThan(50);
    }
  });
});
