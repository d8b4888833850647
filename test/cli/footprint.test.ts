/** Bytes per parameter as measured, against what methods are known to keep. */
import { descent, type Optimizer } from 'optbench';
import { describe, expect, it } from 'vitest';
import adam from '../../baselines/adam.ts';
import momentum from '../../baselines/momentum.ts';
import random from '../../baselines/random.ts';
import sgd from '../../baselines/sgd.ts';
import { footprint } from '../../src/cli/footprint.ts';

const hoarder: Optimizer = descent({
  name: 'hoarder',
  source: 'test',
  rule: ({ space: { dim } }) => {
    const kept = Array.from({ length: 100 }, () => new Float64Array(dim));
    return (x) => {
      kept[0]!.set(x);
      return kept[0]!;
    };
  },
});

describe('the bytes that a method holds per parameter', () => {
  it('are those of its points and of its state', async () => {
    const points = (await footprint(sgd[0]!))!;
    expect(points).toBeGreaterThanOrEqual(8);
    expect(points).toBeLessThanOrEqual(32);
    expect(await footprint(momentum[0]!)).toBe(points + 8);
    expect(await footprint(adam[0]!)).toBe(points + 16);
    expect(await footprint(hoarder)).toBe(points + 800);
  });

  it('are not measured of who sees values only, or throws', async () => {
    expect(await footprint([random].flat()[0]!)).toBeUndefined();
    const broken: Optimizer = { ...hoarder, start: () => expect.fail('it throws') };
    expect(await footprint(broken)).toBeUndefined();
  });
});
