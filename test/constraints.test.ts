import { box, formula, type Optimizer, type Problem, run, sequential, type Trial, type Vector } from 'optbench';
import { describe, expect, it } from 'vitest';
import random from '../baselines/random.ts';
import { evaluate } from '../src/evaluate.ts';
import { trace } from '../src/report/trace.ts';
import { fingerprint } from '../src/results/fingerprint.ts';
import { Thinning } from '../src/results/thinning.ts';

/** f(x) = x on [0, 1], feasible from 0.5 on. */
const halfLine = (id = 'half-line'): Problem => {
  const plain = formula<Vector>({ id, space: box([[0, 1]]), source: 'x', value: ([x]) => x! });
  const start = () => ({ evaluate: ([x]: Vector) => ({ value: x!, violation: Math.max(0, 0.5 - x!) }) });
  return { ...plain, start } as Problem;
};

/** Visits the points one after another and keeps what it is told. */
function visitor(points: readonly number[], constraints: boolean): Optimizer & { readonly told: Trial[] } {
  const told: Trial[] = [];
  const visit = sequential({
    name: 'visitor',
    order: 0,
    source: 'here',
    *steps() {
      for (;;) for (const x of points) told.push(yield Float64Array.of(x));
    },
  });
  return { ...visit, ...(constraints && { constraints }), told };
}

const points = [0.9, 0.2, 0.6, 0.4];
const options = { suite: 'test', seed: 0, budget: points.length } as const;

describe('a problem with constraints', () => {
  it('tells an optimizer that takes them the value and the violation', async () => {
    const optimizer = visitor(points, true);
    await run(optimizer, halfLine(), options);
    expect(optimizer.told.map(({ value }) => value)).toEqual(points);
    expect(optimizer.told.map(({ violation }) => violation)).toEqual([0, 0.3, 0, expect.closeTo(0.1)]);
  });

  it('tells any other +Infinity where they are violated, and no violation', async () => {
    const optimizer = visitor(points, false);
    await run(optimizer, halfLine(), options);
    const barred = Number.POSITIVE_INFINITY;
    expect(optimizer.told.map(({ value }) => value)).toEqual([0.9, barred, 0.6, barred]);
    expect(optimizer.told.every((trial) => !('violation' in trial))).toBe(true);
  });

  it('is journalled as it was, and only feasible points count as the best', async () => {
    const record = await run(visitor(points, true), halfLine(), options);
    expect(record.trials.map(({ value, status }) => [value, status])).toEqual(points.map((x) => [x, 'ok']));
    expect(trace(record)).toMatchObject({ counts: [1, 3], standings: [0.9, 0.6] });
  });

  it('stands at +Infinity until a feasible point is found', async () => {
    const record = await run(visitor([0.1, 0.7], true), halfLine(), { ...options, budget: 2 });
    expect(trace(record)).toMatchObject({ counts: [1, 2], standings: [Number.POSITIVE_INFINITY, 0.7] });
  });

  it('is replayed from the journal with its violations', async () => {
    const whole = await run(random, halfLine(), { ...options, budget: 20 });
    const optimizer = visitor(points, true);
    const first = await run(optimizer, halfLine(), options);
    const again = visitor(points, true);
    await run(again, halfLine(), { ...options, replay: first.trials });
    expect(again.told).toEqual(optimizer.told);
    expect(whole.trials.some(({ violation }) => violation! > 0)).toBe(true);
  });

  it('has another fingerprint than the same values without constraints', async () => {
    const free = formula<Vector>({ id: 'half-line', space: box([[0, 1]]), source: 'x', value: ([x]) => x! }) as Problem;
    expect(await fingerprint(halfLine())).not.toBe(await fingerprint(free));
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])(
    'fails an evaluation that returns a violation of %s',
    (violation) => {
      const oracle = { evaluate: () => ({ value: 1, violation }) };
      const result = evaluate(oracle, halfLine(), { id: 0, x: Float64Array.of(0.3) }, 0, {});
      expect(result).toMatchObject({ value: null, reason: expect.stringContaining('violation') });
    },
  );

  it('is thinned like any other, improvements being those of feasible points', () => {
    const thinning = new Thinning();
    const seconds = { ask: 0, evaluate: 0, tell: 0 };
    const kept = Array.from({ length: 2000 }, (_, id) => id).filter((id) =>
      thinning.keeps({ id, x: '', value: -id, violation: id === 1500 ? 0 : 1, status: 'ok', seconds }),
    );
    expect(kept).toContain(1500);
    expect(kept.length).toBeLessThan(100);
  });
});
