/** The shipped recurrent network as an ordinary optimizer. */
import {
  box,
  choice,
  formula,
  integer,
  type Optimizer,
  outside,
  type Problem,
  real,
  run,
  space,
  stream,
  type Vector,
} from 'optbench';
import { freeze, type LearnedOptimizer } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { designs, robust } from '../../baselines/rnn/designs.ts';
import shipped from '../../baselines/rnn/index.ts';
import { rnn as ruleOf } from '../../baselines/rnn/rule.ts';
import gp from '../../suites/gp/family.ts';

const rnn = shipped.find(({ name }) => name === 'rnn')!;
const rule: LearnedOptimizer = ruleOf(robust);

const unit = (dim: number) => box(new Array(dim).fill([0, 1]));
const unfitFor = (optimizer: Optimizer, dim: number) => optimizer.unfit!({ space: unit(dim), budget: 10, workers: 1 });
const dimsOf = (optimizer: Optimizer) =>
  Array.from({ length: 20 }, (_, i) => i + 1).filter((dim) => unfitFor(optimizer, dim) === undefined);
const dims = dimsOf(rnn);
const bowl = (dim: number, a = 1, b = 0): Problem =>
  formula<Vector>({
    id: `bowl-${dim}`,
    space: unit(dim),
    source: 'a sphere off the centre',
    value: (x) => a * x.reduce((sum, v, k) => sum + (v - 0.2 - 0.1 * k) ** 2, 0) + b,
  }) as Problem;
const bestOf = async (optimizer: Optimizer, problem: Problem, budget: number): Promise<number> => {
  const { trials, outcome } = await run(optimizer, problem, { suite: 'test', seed: 0, budget });
  expect(outcome).toEqual({ kind: 'finished' });
  return Math.min(...trials.map(({ value }) => value ?? Number.POSITIVE_INFINITY));
};
const proposals = async (problem: Problem, workers = 1, budget = 20): Promise<readonly number[]> => {
  const { trials } = await run(rnn, problem, { suite: 'test', seed: 0, budget, workers });
  return trials.flatMap(({ x }) => [...(x as Vector)]);
};

// Those for constraints are trained on other functions: rnn-constraints.test.ts.
const unconstrained = shipped.filter(({ constraints }) => !constraints);

describe.each(
  unconstrained.flatMap((optimizer) => dimsOf(optimizer).map((dim) => [optimizer.name, dim, optimizer] as const)),
)('%s in %i dimensions', (name, dim, optimizer) => {
  it('finds more than fresh weights on functions that it was never trained on', async () => {
    const untrained = ruleOf(designs.find((design) => design.name === name)!);
    const weights = untrained.weights(dim, stream('fresh'));
    const fresh = freeze(untrained as LearnedOptimizer, { dims: [dim], of: () => ({ weights, horizon: 50 }) });
    const functions = gp({ split: 'validation', dim, kernels: ['rbf'], lengthScale: [0.3, 0.3], features: 64 });
    let [ours, theirs] = [0, 0];
    for (let i = 0; i < 20; i++) {
      ours += await bestOf(optimizer, functions.sample(['never', i]), 30);
      theirs += await bestOf(fresh, functions.sample(['never', i]), 30);
    }
    expect(ours).toBeLessThan(theirs);
  });
});

describe('the default network', () => {
  it('has weights for some dimensions, and says for which where it has none', () => {
    expect(dims).toEqual(expect.arrayContaining([1, 2, 3, 4, 6]));
    const missing = [...dims, 0].findIndex((dim, i) => dim !== i + 1) + 1;
    expect(unfitFor(rnn, missing)).toBe(`rnn has weights for ${dims.join(', ')} dimensions, not for ${missing}`);
  });

  it('is unfit for an unbounded space', async () => {
    const { reals } = await import('optbench');
    expect(rnn.unfit!({ space: reals(3), budget: 10, workers: 1 })).toMatch(/this space is unbounded/);
  });

  it('proposes the same points for f and for 1000 f + 500', async () => {
    const plain = await proposals(bowl(2));
    const scaled = await proposals(bowl(2, 1000, 500));
    scaled.forEach((value, i) => {
      expect(Math.abs(value - plain[i]!)).toBeLessThan(1e-4);
    });
  });

  it('starts at the same point on every problem, and is deterministic', async () => {
    expect((await proposals(bowl(3))).slice(0, 3)).toEqual((await proposals(bowl(3, -1))).slice(0, 3));
    expect(await proposals(bowl(3), 4)).toEqual(await proposals(bowl(3), 4));
  });

  it('proposes different points to workers that run at one time', () => {
    const search = rnn.start({
      space: unit(2),
      x0: Float64Array.of(0.5, 0.5),
      budget: 20,
      workers: 4,
      rng: stream('workers'),
    });
    const points = Array.from({ length: 4 }, (_, id) => search.ask(id) as Vector);
    expect(new Set(points.map(String)).size).toBe(4);
    // Told in another order than asked, the last one failed.
    for (const id of [2, 0, 3, 1]) {
      void search.tell({ id, x: points[id]!, value: id === 1 ? Number.POSITIVE_INFINITY : points[id]![0]! });
    }
    expect(outside(unit(2), search.ask(4))).toBeUndefined();
  });

  it('never evaluates a point of a small mixed space twice while there are others', async () => {
    const mixed = space({ rate: real(1e-4, 1, 'log'), depth: integer(1, 4), kernel: choice('a', 'b', 'c') });
    const small = space({ depth: integer(1, 6), width: integer(1, 6) });
    for (const [domain, count] of [
      [mixed, 40],
      [small, 30],
    ] as const) {
      const problem = formula({
        id: 'steps',
        space: domain,
        source: 'test',
        value: (p) => Number(p['depth']),
      }) as Problem;
      const { trials } = await run(rnn, problem, { suite: 'test', seed: 0, budget: count });
      const points = new Set(trials.map(({ x }) => JSON.stringify(domain.decode(x as Vector))));
      expect(points.size).toBe(count);
    }
  });

  it('goes on where every evaluation fails, where all values are equal, and where they are huge', async () => {
    const kinds: Record<string, (x: Vector) => number> = {
      failing: () => Number.NaN,
      constant: () => 7,
      huge: (x) => 1e300 * (x[0]! - 0.5),
      half: (x) => (x[0]! < 0.5 ? Number.NaN : x[1]!),
    };
    for (const [id, value] of Object.entries(kinds)) {
      const problem = formula<Vector>({ id, space: unit(2), source: 'test', value }) as Problem;
      const { trials, outcome } = await run(rnn, problem, { suite: 'test', seed: 0, budget: 120 });
      expect([id, outcome.kind, trials.length]).toEqual([id, 'finished', 120]);
    }
  });

  it('spreads its points while all values are the same: a plateau tells nothing', async () => {
    const flat = formula<Vector>({ id: 'flat', space: unit(2), source: 'test', value: () => 7 }) as Problem;
    const points = await proposals(flat, 1, 35);
    const tenths = new Set(points.filter((_, i) => i % 2 === 0).map((x) => Math.floor(10 * x)));
    expect(tenths.size).toBe(10);
  });

  it('begins again from elsewhere where it makes no progress', async () => {
    const steps = (budget: number, patience?: number) => {
      const weights = rule.weights(1, stream('patience'));
      const frozen = freeze(rule, {
        dims: [1],
        of: () => ({ weights, horizon: 50, ...(patience && { patience }) }),
      });
      return run(frozen, bowl(1, 0.001), { suite: 'test', seed: 0, budget });
    };
    const [patient, restless] = [await steps(40), await steps(40, 5)];
    const first = restless.trials.findIndex(({ x }, i) => String(x) !== String(patient.trials[i]!.x));
    expect(first).toBeGreaterThan(5);
    // A new episode opens as the first one did, as seen from the other side.
    expect((restless.trials[first]!.x as Vector)[0]).toBeCloseTo(1 - (restless.trials[0]!.x as Vector)[0]!, 1);
  });

  it('goes on beyond the horizon that it was trained for', async () => {
    const short = await bestOf(rnn, bowl(4), 50);
    const long = await bestOf(rnn, bowl(4), 170);
    expect(long).toBeLessThanOrEqual(short);
  });
});
