/** Learned gradient methods in use, where things go wrong: weights that are not the rule's, and runs that diverge. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formula, type Optimizer, type Problem, type Run, reals, run, stream } from 'optbench';
import { freezeDescent, frozenIn, type LearnedDescent, saveWeights, type Weights } from 'optbench/learn';
import { afterAll, describe, expect, it } from 'vitest';
import { l2l } from '../baselines/l2l/rule.ts';
import { rnnprop } from '../baselines/rnnprop/rule.ts';

const folder = mkdtempSync(join(tmpdir(), 'optbench-learned-descent-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bowl = formula({
  id: 'bowl',
  space: reals(3),
  source: 'the sum of squares',
  value: (x) => x.reduce((sum, v) => sum + v * v, 0),
  gradient: (x) => x.map((v) => 2 * v),
  init: () => Float64Array.of(1, -2, 3),
}) as Problem;
const ran = (optimizer: Optimizer): Promise<Run> => run(optimizer, bowl, { suite: 'test', seed: 1, budget: 40 });
const reason = async (optimizer: Optimizer): Promise<string> => {
  const { outcome } = await ran(optimizer);
  return outcome.kind === 'failed' ? outcome.reason : outcome.kind;
};
const rule = rnnprop('rnnprop');
const weights = rule.weights(stream('weights'));
const scaled = (by: number): Weights =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: data.map((w) => w * by) }]),
  );

describe('the weights of a learned gradient method', () => {
  const file = join(folder, 'rnnprop.safetensors');
  const [frozen] = (() => {
    writeFileSync(file, '');
    return frozenIn(folder, [rule, l2l({ name: 'l2l-absent', input: 'log', scale: 0.1 })]);
  })();

  it('are looked for in the folder, and read only when a run begins', () => {
    expect(frozen?.name).toBe('rnnprop');
    expect(frozenIn(join(folder, 'nowhere'), [rule])).toEqual([]);
  });

  it('of a wrong shape, of another rule or cut off end a run with the file and what is wrong', async () => {
    expect(await reason(frozen!)).toContain(file);
    const [name, { shape, data }] = Object.entries(weights)[0]!;
    const wide = { ...weights, [name]: { shape: [...shape, 2], data: new Float32Array(2 * data.length) } };
    saveWeights(file, { rule: 'rnnprop', dim: 'any', horizon: 10, weights: wide });
    expect(await reason(frozen!)).toContain(`${file}: ${name} should have shape [${shape}], the file has [${shape},2]`);
    saveWeights(file, { rule: 'l2l', dim: 'any', horizon: 10, weights });
    expect(await reason(frozen!)).toContain(file);
    saveWeights(file, { rule: 'rnnprop', dim: 'any', horizon: 10, weights });
    expect(await reason(frozen!)).toBe('finished');
  });

  it('for another dimension make it unfit, with the reason', () => {
    const narrow = freezeDescent({ ...rule, dim: 4 }, () => weights);
    const setup = { space: bowl.space, x0: new Float64Array(3), budget: 40, workers: 1, rng: stream('unfit') };
    expect(narrow.unfit?.(setup)).toBe(
      'rnnprop: its weights are for problems of 4 coordinates, this one has 3; train one for it',
    );
  });
});

describe('a learned gradient method that diverges', () => {
  const wild: LearnedDescent = {
    name: 'wild',
    source: 'ten orders of magnitude uphill at every step',
    weights: () => ({}),
    rule: () => (x, gradient, _, next) => next.map((_v, i) => x[i]! + 1e10 * gradient[i]!),
  };

  it.each([
    ['by steps without bound', freezeDescent(wild, () => ({}))],
    ['with huge weights', freezeDescent(rule, () => scaled(1e30))],
    ['with weights that are not numbers', freezeDescent(rule, () => scaled(Number.NaN))],
  ])('%s spends its budget; what failed is in the record', async (_, optimizer) => {
    const { outcome, trials } = await ran(optimizer);
    expect(outcome).toEqual({ kind: 'finished' });
    expect(trials).toHaveLength(40);
    for (const { value } of trials) expect(value === null || Number.isFinite(value)).toBe(true);
  });

  it('goes on from points without a value', async () => {
    const { trials } = await ran(freezeDescent(wild, () => ({})));
    expect(trials.some(({ value }) => value === null)).toBe(true);
    expect(trials[0]!.value).toBe(14);
  });
});
