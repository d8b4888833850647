import { box, formula, run } from 'optbench';
import { expect, it } from 'vitest';
import random from '../baselines/random.ts';

const sphere = formula({
  id: 'sphere',
  space: box([
    [-1, 1],
    [-1, 1],
  ]),
  source: 'test',
  optimum: 0,
  value: (x) => x[0]! ** 2 + x[1]! ** 2,
});

it('makes the same run twice from one seed', async () => {
  const once = await run(random, sphere, { suite: 'test', seed: 0, budget: 20, clock: () => 0 });
  const twice = await run(random, sphere, { suite: 'test', seed: 0, budget: 20, clock: () => 0 });
  expect(once.trials).toHaveLength(20);
  expect(once).toEqual(twice);
});
