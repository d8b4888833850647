import { readFileSync } from 'node:fs';
import { box, descent, formula, type Optimizer, reals, run, stream, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import adam from '../../baselines/adam.ts';
import momentum from '../../baselines/momentum.ts';
import nesterov from '../../baselines/nesterov.ts';
import sgd from '../../baselines/sgd.ts';

interface Reference {
  readonly source: string;
  readonly A: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly x0: readonly number[];
  readonly points: Readonly<Record<string, readonly (readonly number[])[]>>;
}
const reference: Reference = JSON.parse(
  readFileSync(new URL('./gradient-methods.reference.json', import.meta.url), 'utf8'),
);
const all: readonly Optimizer[] = [sgd, momentum, nesterov, adam].flat();

/** The points that a method asks for; a gradient that is undefined is a failed evaluation. */
function path(
  optimizer: Optimizer,
  gradient: (x: Vector) => Vector | undefined,
  x0: Vector,
  steps: number,
  bounded = false,
) {
  const space = bounded ? box(Array.from(x0, () => [0, 1] as const)) : reals(x0.length);
  const search = optimizer.start({ space, x0, budget: steps, workers: 1, rng: stream('path') });
  return Array.from({ length: steps }, (_, id) => {
    const x = search.ask(id) as Vector;
    const g = gradient(x);
    search.tell(g === undefined ? { id, x, value: Number.POSITIVE_INFINITY } : { id, x, value: 0, gradient: g });
    return x;
  });
}

describe('the gradient methods', () => {
  it.each(Object.entries(reference.points))('%s takes the steps of its paper', (name, points) => {
    const { A, b, x0 } = reference;
    const gradient = (x: Vector): Vector =>
      Float64Array.from(A, (row, i) => row.reduce((sum, a, j) => sum + a * x[j]!, 0) - b[i]!);
    const optimizer = all.find((candidate) => candidate.name === name)!;
    const asked = path(optimizer, gradient, Float64Array.from(x0), points.length + 1);
    expect([...asked[0]!]).toEqual(x0);
    points.forEach((point, t) => {
      point.forEach((v, i) => {
        expect(asked[t + 1]![i]!).toBeCloseTo(v, 13);
      });
    });
  });

  it('have a name for every learning rate', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(adam[0]!.name).toBe('adam-0.1');
  });

  it('project onto the box', () => {
    for (const optimizer of all) {
      const points = path(optimizer, () => Float64Array.of(1e3, -1e3, 0), Float64Array.of(0.5, 0.5, 0.5), 200, true);
      expect(
        points.every((x) => x.every((v) => v >= 0 && v <= 1)),
        optimizer.name,
      ).toBe(true);
      expect(points.at(-1)![2]).toBe(0.5);
    }
    expect([...path(sgd[0]!, () => Float64Array.of(1e3, -1e3), Float64Array.of(0.5, 0.5), 2, true)[1]!]).toEqual([
      0, 1,
    ]);
  });

  it('step half-way back from a failure until there is a gradient again', () => {
    const steps = path(sgd[1]!, ([x]) => (x! > 2 ? undefined : Float64Array.of(-8)), Float64Array.of(0), 6);
    expect(steps.map(([x]) => x)).toEqual([0, 8, 4, 2, 10, 6]);
  });

  it('begin elsewhere where the start fails', () => {
    const points = path(adam[0]!, () => undefined, Float64Array.of(0.5, 0.5), 20, true);
    expect(new Set(points.map((x) => x.join())).size).toBe(20);
  });

  it('stay finite in R^n whatever the gradient is', () => {
    for (const optimizer of all) {
      const points = path(optimizer, (x) => x.map(() => -1e300), Float64Array.of(1, 2), 50);
      expect(
        points.every((x) => x.every(Number.isFinite)),
        optimizer.name,
      ).toBe(true);
    }
  });
});

describe('descent', () => {
  it('makes an optimizer of one line of arithmetic', async () => {
    const signs = descent({
      name: 'sign-descent',
      source: 'a test',
      rule: () => (x, g) => x.map((v, i) => v - 0.01 * Math.sign(g[i]!)),
    });
    const bowl = formula({
      id: 'bowl',
      space: box([
        [-1, 1],
        [-1, 1],
      ]),
      source: 'a test',
      value: (x: Vector) => x[0]! ** 2 + x[1]! ** 2,
      gradient: (x: Vector) => x.map((v) => 2 * v),
    });
    const { trials, outcome } = await run(signs, bowl, { suite: 'test', seed: 0, budget: 150 });
    expect(outcome.kind).toBe('finished');
    expect(trials.at(-1)!.value).toBeLessThan(1e-3);
  });
});
