/** Recurrent networks told what no function should say, and asked for what they were not made for. */
import fc from 'fast-check';
import { box, formula, type Optimizer, outside, type Problem, reals, run, stream, type Vector } from 'optbench';
import { freeze, type LearnedOptimizer } from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import type { Design } from '../../baselines/rnn/design.ts';
import shipped from '../../baselines/rnn/index.ts';
import { lstm } from '../../baselines/rnn/lstm.ts';
import { rnn } from '../../baselines/rnn/rule.ts';

const plane = box([
  [0, 1],
  [0, 1],
]);
const designs: readonly Partial<Design>[] = [
  { name: 'paper' },
  { name: 'published', normalise: 'published' },
  { name: 'incumbent', inputs: 'incumbent', normalise: 'scale-free' },
  { name: 'parallel', inputs: 'incumbent', normalise: 'scale-free', parallel: true },
];
const fresh = designs.map((settings): Optimizer => {
  const design = { name: '', inputs: 'paper', normalise: 'off', parallel: false, ...settings } as const;
  const rule = rnn({ ...design, controller: lstm(8) }) as LearnedOptimizer;
  const weights = rule.weights(2, stream('bad-input', rule.name));
  return freeze(rule, { dims: [2], of: () => ({ weights, horizon: 100 }) });
});
const all = [...fresh, ...shipped.filter((optimizer) => optimizer.unfit!(setup(2)) === undefined)];

function setup(dim: number) {
  return { space: box(new Array<[number, number]>(dim).fill([0, 1])), budget: 10, workers: 1 };
}

describe.each(all.map((optimizer) => [optimizer.name, optimizer] as const))('%s', (_, optimizer) => {
  const nasty = fc.oneof(
    fc.constantFrom(Number.POSITIVE_INFINITY, 0, -0, 1e300, -1e300, 1e-300, Number.MAX_VALUE, -Number.MAX_VALUE),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -10, max: 10, noNaN: true }),
  );

  it('whatever it is told, in whatever order, it goes on inside the cube', () => {
    fc.assert(
      fc.property(
        fc.array(nasty, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (values, workers) => {
          const rng = stream('bad-input');
          const x0 = Float64Array.of(0.5, 0.5);
          const search = optimizer.start({ space: plane, x0, budget: 100, workers, rng });
          const out: { readonly id: number; readonly x: Vector }[] = [];
          values.forEach((value, id) => {
            const x = search.ask(id) as Vector;
            expect(outside(plane, x)).toBeUndefined();
            out.push({ id, x });
            if (out.length === workers) void search.tell({ ...out.splice(id % workers, 1)[0]!, value });
          });
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  it('evaluations that fail, throw or return what is no number are recorded, and the run goes on', async () => {
    const answers: readonly (() => number)[] = [
      () => Number.NaN,
      () => Number.POSITIVE_INFINITY,
      () => Number.NEGATIVE_INFINITY,
      () => {
        throw new Error('out of order');
      },
      () => 1,
    ];
    let count = 0;
    const value = () => answers[count++ % answers.length]!();
    const problem = formula<Vector>({ id: 'broken', space: plane, source: 'test', value }) as Problem;
    const { trials, outcome } = await run(optimizer, problem, { suite: 'test', seed: 0, budget: 30 });
    expect([outcome.kind, trials.length]).toEqual(['finished', 30]);
    expect(trials.filter((trial) => trial.value === null).length).toBeGreaterThanOrEqual(18);
  });

  it('it says for which spaces it is not fit, and why', () => {
    expect(optimizer.unfit!({ ...setup(2), space: reals(2) })).toMatch(/this space is unbounded/);
    expect(optimizer.unfit!(setup(33))).toMatch(/dimension.*33/);
  });
});
