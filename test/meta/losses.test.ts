/** The losses on a trajectory that can be followed by hand. */
import { type LossName, loadTf, numbersOf, tf, trajectoryLoss } from 'optbench/learn';
import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await loadTf();
});

// f(x_1), ..., f(x_4): one improvement, at t = 3.
const values = [2, 3, 1, 4];
const cases: readonly [LossName, number, readonly number[]][] = [
  ['sum', (2 + 3 + 1 + 4) / 4, [0.25, 0.25, 0.25, 0.25]],
  // f(x_1) + 0 + (1 - 2) + 0: the first value cancels, and what is left is the best.
  ['improvement', 1 / 4, [0, 0, 0.25, 0]],
  ['best', (2 + 2 + 1 + 1) / 4, [0.5, 0, 0.5, 0]],
];

it.each(cases)('%s has the value and the gradient that its formula says', (name, value, gradient) => {
  const y = tf().tensor2d([values]);
  expect(numbersOf(trajectoryLoss(name, y))[0]).toBeCloseTo(value, 6);
  const slope = tf().grad((x) => tf().sum(trajectoryLoss(name, x as typeof y)))(y);
  expect([...numbersOf(slope)]).toEqual(gradient);
});

it('observed improvement is clamped: a trajectory that only gets worse is worth its first value', () => {
  expect(numbersOf(trajectoryLoss('improvement', tf().tensor2d([[1, 5, 9]])))[0]).toBeCloseTo(1 / 3, 6);
});
