import {
  box,
  choice,
  integer,
  type Optimizer,
  outside,
  real,
  reals,
  type Space,
  space,
  stream,
  type Vector,
  when,
} from 'optbench';
import { describe, expect, it } from 'vitest';
import { cells } from '../../baselines/gp-ei/cells.ts';
import gpEi from '../../baselines/gp-ei/index.ts';
import { standardise } from '../../baselines/gp-ei/outputs.ts';
import random from '../../baselines/random.ts';

interface Setting {
  readonly seed?: number;
  readonly budget: number;
  readonly optimizer?: Optimizer;
}

/** Proposals and values of a search whose results come at once. */
function search(where: Space, f: (point: never) => number, { seed = 0, budget, optimizer = gpEi }: Setting) {
  const rng = stream('test', 'gp-ei', seed);
  const x0 = where.snap(Float64Array.from({ length: where.dim }, () => rng.next()));
  const run = optimizer.start({ space: where, x0, budget, workers: 1, rng: rng.split(optimizer.name) });
  return Array.from({ length: budget }, (_, id) => {
    const x = run.ask(id) as Vector;
    expect(outside(where, x)).toBeUndefined();
    const value = f(where.decode(x) as never);
    run.tell({ id, x, value });
    return { x: x.slice(), value };
  });
}

const least = (trials: readonly { readonly value: number }[]) => Math.min(...trials.map(({ value }) => value));
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

/** Branin's function: Dixon & Szego (1978). Its least value is 0.397887. */
function branin([x, y]: Vector): number {
  const a = y! - (5.1 * x! * x!) / (4 * Math.PI ** 2) + (5 * x!) / Math.PI - 6;
  return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x!) + 10;
}
const braninBox = box([
  [-5, 10],
  [0, 15],
]);

/** A learner's settings: everything that a space can hold. */
const settings = space({
  kernel: choice('rbf', 'linear', 'poly'),
  c: real(1e-3, 1e3, 'log'),
  gamma: when('kernel', ['rbf'], real(1e-4, 10, 'log')),
  degree: when('kernel', ['poly'], integer(2, 6)),
  trees: integer(1, 500, 'log'),
});
interface Settings {
  readonly kernel: string;
  readonly c: number;
  readonly gamma?: number;
  readonly degree?: number;
  readonly trees: number;
}
function loss({ kernel, c, gamma = 1, degree = 2, trees }: Settings): number {
  const ofKernel = { rbf: (Math.log10(gamma) + 2) ** 2, linear: 0.7, poly: 0.4 + 0.1 * (degree - 3) ** 2 }[kernel]!;
  return ofKernel + 0.3 * (Math.log10(c) - 1) ** 2 + 0.2 * Math.log(trees / 60) ** 2;
}

describe('gp-ei', () => {
  it('finds the minimum of Branin to 1e-2 in 40 evaluations', () => {
    const regrets = [0, 1, 2].map((seed) => least(search(braninBox, branin, { seed, budget: 40 })) - 0.397887);
    expect(median(regrets)).toBeLessThan(1e-2);
  });

  it('begins with x0 and an even design of max(5, d + 1) points in all', () => {
    const values = (f: (x: Vector) => number) => search(braninBox, f, { budget: 6 }).map(({ x }) => x);
    const [one, other] = [values(branin), values((x) => -branin(x))];
    expect(one.slice(0, 5)).toEqual(other.slice(0, 5));
    expect(one[5]).not.toEqual(other[5]);
    const rng = stream('test', 'gp-ei', 0);
    expect(one[0]).toEqual(Float64Array.of(rng.next(), rng.next()));
  });

  it('makes the same run from the same seed', () => {
    const one = search(settings, loss, { budget: 14 });
    expect(search(settings, loss, { budget: 14 })).toEqual(one);
    expect(search(settings, loss, { budget: 14, seed: 1 })).not.toEqual(one);
  });

  it('beats random search on a mixed space with conditions', () => {
    const seeds = [0, 1, 2];
    const ours = seeds.map((seed) => least(search(settings, loss, { seed, budget: 25 })));
    const theirs = seeds.map((seed) => least(search(settings, loss, { seed, budget: 25, optimizer: random })));
    expect(median(ours)).toBeLessThan(0.2 * median(theirs));
  });

  it('visits every point of a small discrete space before it returns to one', () => {
    const small = space({ n: integer(1, 5), kind: choice('a', 'b'), deep: when('kind', ['b'], integer(1, 3)) });
    const f = ({ n, deep = 0 }: { n: number; deep?: number }) => (n - 3) ** 2 - deep;
    const trials = search(small, f, { budget: 23 });
    expect(new Set(trials.slice(0, 20).map(({ x }) => x.join())).size).toBe(20);
    expect(least(trials.slice(0, 13))).toBe(-3);
  });

  it('never proposes a point of a larger discrete space twice', () => {
    const larger = space({ a: integer(0, 99), b: integer(0, 99), c: choice(true, false) });
    const f = ({ a, b, c }: { a: number; b: number; c: boolean }) => (a - 70) ** 2 + (b - 20) ** 2 + (c ? 0 : 50);
    const trials = search(larger, f, { budget: 40 });
    expect(new Set(trials.map(({ x }) => x.join())).size).toBe(40);
    expect(least(trials)).toBeLessThanOrEqual(2);
  });

  it('sends several workers to different places, whatever the order of their results', () => {
    const run = () => {
      const search = gpEi.start({
        space: braninBox,
        x0: Float64Array.of(0.5, 0.5),
        budget: 24,
        workers: 4,
        rng: stream('workers'),
      });
      const out: { id: number; x: Vector }[] = [];
      const told: { x: Vector; value: number }[] = [];
      for (let id = 0; told.length < 24; ) {
        while (out.length < 4 && id < 24) out.push({ id, x: search.ask(id++) as Vector });
        for (const one of out) {
          for (const other of out) {
            const apart = Math.hypot(one.x[0]! - other.x[0]!, one.x[1]! - other.x[1]!);
            if (one !== other) expect(apart).toBeGreaterThan(1e-5);
          }
        }
        const [{ id: which, x }] = out.splice((id * 7) % out.length, 1) as [{ id: number; x: Vector }];
        const value = branin(braninBox.decode(x));
        search.tell({ id: which, x, value });
        told.push({ x, value });
      }
      return told;
    };
    const told = run();
    expect(run()).toEqual(told);
    expect(least(told)).toBeLessThan(1);
  });

  it.each<[string, (x: Vector) => number]>([
    ['constants', () => 3.5],
    ['failures everywhere', () => Number.POSITIVE_INFINITY],
    ['failures in half of the box', (x) => (x[0]! > 2.5 ? Number.POSITIVE_INFINITY : branin(x))],
    ['huge values', (x) => 1e300 * branin(x)],
    ['huge negative values', (x) => -1e306 * branin(x)],
    ['a cliff', (x) => (x[0]! > 2.5 ? 1e300 : branin(x))],
    ['tiny differences', (x) => 1 + 1e-15 * branin(x)],
    ['two values', (x) => Number(x[0]! > 2.5)],
  ])('survives %s', (_, f) => {
    const trials = search(braninBox, f, { budget: 20 });
    expect(trials).toHaveLength(20);
    expect(new Set(trials.map(({ x }) => x.join())).size).toBe(20);
  });

  it('learns to keep away from where evaluations fail', () => {
    const f = (x: Vector) => (x[0]! > 2.5 ? Number.POSITIVE_INFINITY : branin(x));
    const late = search(braninBox, f, { budget: 40 }).slice(20);
    expect(late.filter(({ value }) => value === Number.POSITIVE_INFINITY).length).toBeLessThan(7);
    expect(least(late)).toBeLessThan(0.5);
  });

  it('finds the minimum in spite of a cliff of 1e300', () => {
    const f = (x: Vector) => (x[1]! > 10 ? 1e300 : branin(x));
    expect(least(search(braninBox, f, { budget: 60 }))).toBeLessThan(1);
  });

  it('says where it is unfit: R^n, and budgets that its cubic cost forbids', () => {
    const setup = { budget: 100, workers: 1 };
    expect(gpEi.unfit?.({ ...setup, space: braninBox })).toBeUndefined();
    expect(gpEi.unfit?.({ ...setup, space: reals(3) })).toMatch(/bounded/);
    expect(gpEi.unfit?.({ ...setup, space: braninBox, budget: 5000 })).toMatch(/at most 1000/);
  });
});

describe('outputs', () => {
  it('keep their order, and failures count as the worst value', () => {
    const y = standardise([3, -1, Number.POSITIVE_INFINITY, 5, 5.5]);
    expect([...y.keys()].sort((a, b) => y[a]! - y[b]!)).toEqual([1, 0, 3, 2, 4]);
    expect(y[2]).toBe(y[4]);
    expect(y.reduce((a, b) => a + b)).toBeCloseTo(0, 12);
  });
});

describe('cells', () => {
  it('knows the neighbours of a point: integers up and down, choices changed', () => {
    const { neighbours, movable, unordered, all } = cells(settings);
    const x = settings.encode({ kernel: 'poly', c: 1, degree: 2, trees: 500 });
    expect(neighbours(x).map((other) => settings.decode(other))).toMatchObject([
      { kernel: 'rbf', c: 1, trees: 500 },
      { kernel: 'linear', c: 1, trees: 500 },
      { kernel: 'poly', c: 1, degree: 3, trees: 500 },
      { kernel: 'poly', c: 1, degree: 2, trees: 499 },
    ]);
    expect(unordered).toEqual([true, false, false, false, false]);
    expect(movable(x)).toEqual([false, true, false, true, true]);
    expect(all).toBeUndefined();
  });

  it('lists a small space in full, each point once', () => {
    const small = space({ n: integer(1, 4, 'log'), kind: choice('a', 'b'), deep: when('kind', ['b'], integer(1, 3)) });
    expect(cells(small).all).toHaveLength(4 + 4 * 3);
  });
});
