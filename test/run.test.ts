import { box, formula, type Optimizer, type Problem, reals, run, type TrialRecord } from 'optbench';
import { describe, expect, it } from 'vitest';
import random from '../baselines/random.ts';

const square = box([
  [-1, 1],
  [-1, 1],
]);
const sphere = formula({
  id: 'sphere',
  space: square,
  source: 'test',
  optimum: 0,
  value: (x) => x[0]! ** 2 + x[1]! ** 2,
  gradient: (x) => x.map((v) => 2 * v),
});
const options = { suite: 'test', seed: 0, budget: 20, clock: () => 0 };

/** A problem whose oracle does as it is told. */
const problemOf = (evaluate: (id: number) => unknown): Problem => ({
  id: 'odd',
  space: square,
  order: 0,
  source: 'test',
  start: () => ({ evaluate: (_, { id }) => evaluate(id) as { value: number } }),
});
/** An optimizer that asks and hears as it is told. */
const optimizerOf = (ask: (id: number) => unknown, heard: number[] = [], order: 0 | 1 = 0): Optimizer => ({
  name: 'odd',
  order,
  source: 'test',
  start: () => ({
    ask: (id) => ask(id) as Float64Array,
    tell: ({ value }) => {
      heard.push(value);
    },
  }),
});
const centre = () => Float64Array.of(0.5, 0.5);

describe('a run', () => {
  it('is the same run whenever it is made', async () => {
    const once = await run(random, sphere, options);
    expect(once.trials).toHaveLength(20);
    expect(once.outcome).toEqual({ kind: 'finished' });
    expect(await run(random, sphere, options)).toEqual(once);
  });

  it('gives every optimizer the same start and each its own randomness', async () => {
    const starts: Float64Array[] = [];
    const firsts: number[] = [];
    for (const name of ['a', 'b']) {
      const spy: Optimizer = {
        ...random,
        name,
        start: (setup) => {
          starts.push(setup.x0);
          firsts.push(setup.rng.next());
          return random.start(setup);
        },
      };
      await run(spy, sphere, options);
    }
    expect(starts[0]).toEqual(starts[1]);
    expect(firsts[0]).not.toBe(firsts[1]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('ouch');
      },
      'threw: ouch',
    ],
    ['returns NaN', () => ({ value: Number.NaN }), 'returned NaN'],
    ['returns Infinity', () => ({ value: Number.POSITIVE_INFINITY }), 'returned Infinity'],
    ['returns a string', () => 'seven', 'returned seven where { value: number } is expected'],
    [
      'returns a string as its value',
      () => ({ value: '7' }),
      'returned {"value":"7"} where { value: number } is expected',
    ],
    ['returns nothing', () => undefined, 'returned undefined where { value: number } is expected'],
    ['rejects', () => Promise.reject(new Error('later')), 'threw: later'],
    ['scores NaN', () => ({ value: 1, score: Number.NaN }), 'returned a score of NaN'],
  ])('records an objective that %s and goes on', async (_, misbehave, reason) => {
    const heard: number[] = [];
    const problem = problemOf((id) => (id === 1 ? misbehave() : { value: 1 }));
    const { trials, outcome } = await run(optimizerOf(centre, heard), problem, { ...options, budget: 3 });
    expect(outcome.kind).toBe('finished');
    expect(trials[1]).toMatchObject({ value: null, status: 'failed', reason });
    expect(heard).toEqual([1, Number.POSITIVE_INFINITY, 1]);
  });

  it('gives up an asynchronous evaluation at the time limit and aborts it', async () => {
    let aborted = false;
    const slow: Problem = {
      ...problemOf(() => 0),
      start: () => ({
        evaluate: (_, { id, signal }) =>
          id === 1
            ? new Promise(() =>
                signal.addEventListener('abort', () => {
                  aborted = true;
                }),
              )
            : { value: 0 },
      }),
    };
    const { trials } = await run(random, slow, { ...options, budget: 3, timeout: 0.02 });
    expect(trials.map(({ status }) => status)).toEqual(['ok', 'timeout', 'ok']);
    expect(trials[1]!.reason).toBe('took longer than 0.02 s');
    expect(aborted).toBe(true);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('lost');
      },
      /threw when asked for trial 0: lost/,
    ],
    [
      'proposes outside the box',
      () => Float64Array.of(0.5, 1.5),
      /trial 0: coordinate 1 \(x2\) must be in \[0, 1\], got 1.5/,
    ],
    ['proposes NaN', () => Float64Array.of(Number.NaN, 0), /coordinate 0 .* got NaN/],
    ['proposes too many numbers', () => new Float64Array(3), /has 2 coordinates, got 3/],
    ['proposes a plain array', () => [0, 0], /is a Float64Array, got \[0,0\]/],
    ['waits for nothing', () => 'wait', /waits at trial 0 though no trial is out/],
  ])('ends where an optimizer %s, and says so', async (_, ask, reason) => {
    const { outcome, trials } = await run(optimizerOf(ask), sphere, options);
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(outcome.kind === 'failed' && outcome.reason).toMatch(reason);
    expect(trials).toEqual([]);
  });

  it('keeps what was proposed, whatever the optimizer does to its vector afterwards', async () => {
    const own = centre();
    const meddler: Optimizer = {
      ...optimizerOf(() => own),
      start: () => ({ ask: () => own, tell: () => void own.fill(Math.min(1, own[0]! + 0.1)) }),
    };
    const { trials } = await run(meddler, sphere, { ...options, budget: 3 });
    expect(trials.map(({ x }) => (x as Float64Array)[0])).toEqual([0.5, 0.6, 0.7]);
  });

  it('tells several workers in an order drawn from the seed, each trial once', async () => {
    const order = async (seed: number) =>
      (await run(random, sphere, { ...options, seed, workers: 4 })).trials.map(({ id }) => id);
    const ids = await order(0);
    expect([...ids].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, id) => id));
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
    expect(await order(0)).toEqual(ids);
    expect(await order(1)).not.toEqual(ids);
  });

  it('hands gradients over as the optimizer sees x', async () => {
    const seen: Float64Array[] = [];
    const spy: Optimizer = {
      ...optimizerOf(() => Float64Array.of(0.75, 0.5), [], 1),
      start: () => ({ ask: () => Float64Array.of(0.75, 0.5), tell: ({ gradient }) => void seen.push(gradient!) }),
    };
    await run(spy, sphere, { ...options, budget: 1 });
    expect([...seen[0]!]).toEqual([2, 0]); // d/du (2u - 1)^2 = 4 (2u - 1) at u = 0.75
  });

  it('judges a value-only search at its best point and a gradient method where it is now', async () => {
    const judged = async (order: 0 | 1) => {
      let u = 1.1;
      const ask = () => {
        u = Math.abs(u - 0.1);
        return Float64Array.of(u, 0.5);
      };
      const walk = optimizerOf(ask, [], order);
      const problem: Problem<Float64Array> = { ...sphere, judge: (point) => point[0]! };
      const { trials } = await run(walk, problem, { ...options, budget: 10 });
      return trials.map(({ judged }) => judged);
    };
    const [best, now] = [await judged(0), await judged(1)];
    expect(best.map((value) => value !== undefined)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((k) => [1, 2, 5, 10].includes(k)),
    );
    expect(best[9]).toBeCloseTo(0, 6);
    expect(now[9]).toBeCloseTo(-0.8, 6);
  });

  it('values the point on which a method stands that is not its trial, in the same noise and outside the budget', async () => {
    const asked: [id: number, order: number][] = [];
    const noisy: Problem<Float64Array> = {
      ...sphere,
      start: () => ({
        evaluate: ([x, y], { id, order }) => {
          asked.push([id, order]);
          return { value: x! ** 2 + y! ** 2 + 100 * id, score: x!, gradient: Float64Array.of(2 * x!, 2 * y!) };
        },
      }),
    };
    // It tries a corner at every other trial, and stands on the centre.
    const probing: Optimizer = {
      name: 'probing',
      order: 1,
      source: 'test',
      start: () => ({
        ask: (id) => Float64Array.of(0.5, id % 2 === 0 ? 0.5 : 1),
        tell: () => {},
        current: () => Float64Array.of(0.5, 0.5),
      }),
    };
    const { trials } = await run(probing, noisy, { ...options, budget: 4 });
    expect(trials.map(({ value, current }) => [value, current])).toEqual([
      [0, undefined],
      [101, { value: 100, score: 0 }],
      [200, undefined],
      [301, { value: 300, score: 0 }],
    ]);
    expect(asked).toEqual([
      [0, 1],
      [1, 1],
      [1, 0],
      [2, 1],
      [3, 1],
      [3, 0],
    ]);
  });

  it('replays recorded trials without evaluating them and never tries a casualty', async () => {
    const whole = await run(random, sphere, options);
    let evaluated: number[] = [];
    const counting: Problem<Float64Array> = {
      ...sphere,
      start: (rng) => {
        const oracle = sphere.start(rng) as { evaluate: (x: Float64Array, t: never) => { value: number } };
        return {
          evaluate: (x, ticket) => {
            evaluated.push(ticket.id);
            return oracle.evaluate(x, ticket as never);
          },
        };
      },
    };
    const replay = whole.trials.slice(0, 15);
    const resumed = await run(random, counting, {
      ...options,
      replay,
      casualties: [{ id: 17, status: 'timeout', reason: 'hung' }],
    });
    expect(evaluated).toEqual([15, 16, 18, 19]);
    expect(resumed.trials.filter(({ id }) => id !== 17)).toEqual(whole.trials.filter(({ id }) => id !== 17));
    expect(resumed.trials[17]).toMatchObject({ value: null, status: 'timeout', reason: 'hung' });
    evaluated = [];
    const moved: TrialRecord[] = replay.map((trial) => ({ ...trial, x: trial.x.slice(0) as Float64Array }));
    (moved[3]!.x as Float64Array)[0] = 0.123;
    await expect(run(random, counting, { ...options, replay: moved })).rejects.toThrow(
      /test\/sphere, random, seed 0, trial 3/,
    );
  });

  it('stops at the signal and keeps what it has', async () => {
    const controller = new AbortController();
    const problem = problemOf((id) => {
      if (id === 4) controller.abort();
      return { value: id };
    });
    const { outcome, trials } = await run(random, problem, { ...options, signal: controller.signal });
    expect(outcome).toEqual({ kind: 'cancelled' });
    expect(trials).toHaveLength(5);
  });

  it('refuses a budget or a number of workers that is no whole number, and gradients from a problem without', async () => {
    await expect(run(random, sphere, { ...options, budget: 0 })).rejects.toThrow(
      /budget must be a whole number above 0, got 0/,
    );
    await expect(run(random, sphere, { ...options, workers: 1.5 })).rejects.toThrow(/workers must be/);
    await expect(
      run(
        optimizerOf(centre, [], 1),
        problemOf(() => 0),
        options,
      ),
    ).rejects.toThrow(/needs gradients/);
  });

  it('begins in R^n at 0 and journals a hash where x is made of blocks', async () => {
    const network = formula({
      id: 'net',
      space: reals(3),
      source: 'test',
      blocks: [{ name: 'w', shape: [3] }],
      value: (x) => x[0]!,
    });
    const { trials } = await run(random, network, { ...options, budget: 2 });
    expect(trials[0]!.x).toMatch(/^[0-9a-f]{16}$/);
  });
});
