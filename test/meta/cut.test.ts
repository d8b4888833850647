/** Rules that treat every coordinate by itself, carried out in parts: in use, and in training, where a problem is cut among shares. */
import { reals, type Setup, stream, type Vector } from 'optbench';
import {
  type Course,
  type DescentFamily,
  type DescentRecipe,
  descentCourse,
  descentLossNames,
  inThisThread,
  type LearnedDescent,
  type Slope,
  updateRule,
} from 'optbench/learn';
import { describe, expect, it } from 'vitest';
import { l2l } from '../../baselines/l2l/rule.ts';
import { rnnprop } from '../../baselines/rnnprop/rule.ts';
import { sideBySide } from '../../src/meta/course.ts';
import networks from '../../suites/networks/family.ts';
import { slopes } from './slopes.ts';

const rules: readonly LearnedDescent[] = [
  l2l({ name: 'l2l-plain', input: 'plain', scale: 0.3 }),
  l2l({ name: 'l2l-log', input: 'log', scale: 0.3 }),
  rnnprop('rnnprop'),
];

/** The same rule, of which nobody knows that it can be cut. */
const whole = (rule: LearnedDescent): LearnedDescent => ({ ...rule, coordinatewise: false });

describe.each(rules)('$name', (rule) => {
  it('in parts is the same to the last bit as in one', () => {
    const n = 1100;
    const weights = rule.weights(stream('weights', rule.name));
    const rng = stream('parts');
    const x0 = Float64Array.from({ length: n }, () => rng.normal());
    const setup = { space: reals(n), x0, budget: 6, workers: 1, rng } as Setup;
    const ends = [rule, whole(rule)].map((made) => {
      const step = updateRule(made, weights, setup);
      let x: Vector = x0;
      for (let t = 0; t < 6; t++) {
        x = step(
          x,
          x.map((v, i) => Math.sin(i + t) * v * 10 ** ((i % 9) - 6)),
          1,
          new Float64Array(n),
        );
      }
      return x;
    });
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]).not.toEqual(x0);
  });

  it.each(descentLossNames)(
    'cut among shares has the same loss %s and the same gradient, unroll after unroll',
    async (loss) => {
      const family = slopes([{ name: 'W', shape: [50, 43] }]);
      await expectTheSame(rule, family, { loss });
    },
  );
});

describe('a problem that is cut', () => {
  const [rule] = rules as [LearnedDescent];

  it('may be a network with rescaled parameters and minibatches', async () => {
    const family = networks({ split: 'train', networks: ['digits-mlp-tanh-32-b8'] });
    await expectTheSame(rules[2]!, family, { rescale: { level: 'coordinate', range: [0.5, 2] } });
  });

  it('may hide its true gradient: it is shown the noisy one, and followed back through the true one', async () => {
    const { sample, ...rest } = slopes([{ name: 'W', shape: [50, 43] }]);
    const noisy: DescentFamily = {
      ...rest,
      sample: (address) => ({ ...sample([...address, 'noisy']), clean: sample(address) }),
    };
    await expectTheSame(rule, noisy, {});
  });

  it('is large, and one problem is all there is; else problems are what is cut', () => {
    const shares = (size: number, batch: number, made = rule): number =>
      courseOn(made, slopes([{ name: 'x', shape: [size] }]), { batch }).shares(0).length;
    expect(shares(3000, 1)).toBe(4);
    expect(shares(3000, 1, whole(rule))).toBe(1);
    expect(shares(3000, 2)).toBe(2);
    expect(shares(1000, 1)).toBe(1);
  });

  it('gives the same slopes to the last bit whichever shares are in one thread', async () => {
    const family = slopes([{ name: 'W', shape: [50, 43] }]);
    const course = courseOn(rule, family, {});
    const { weights } = begun(rule);
    const together = await inThisThread(course)(weights, 0);
    // Two threads in one: each takes its shares as far as they go, then lets the other on.
    const other = courseOn(rule, family, {});
    const common = new Float64Array(other.common!);
    const works = [0, 1, 2, 3].map((share) => other.slope(weights, 0, share, common));
    let wake: (() => void) | undefined;
    const meet = (): Promise<void> =>
      new Promise((resolve) => {
        if (wake === undefined) wake = resolve;
        else {
          wake();
          wake = undefined;
          resolve();
        }
      });
    const threads = await Promise.all(
      [
        [3, 1],
        [2, 0],
      ].map((mine) =>
        sideBySide(
          mine.map((share) => works[share]!),
          meet,
        ),
      ),
    );
    const parts = [threads[1]![1]!, threads[0]![1]!, threads[1]![0]!, threads[0]![0]!];
    const names = Object.keys(together.gradient);
    for (const name of names) {
      const sum = new Float32Array(together.gradient[name]!.length);
      for (const part of parts) for (let i = 0; i < sum.length; i++) sum[i]! += part.gradient[name]![i]!;
      expect(sum).toEqual(together.gradient[name]);
    }
  });
});

const begun = (rule: LearnedDescent) => ({ weights: rule.weights(stream('weights', rule.name)) });

function courseOn(
  rule: LearnedDescent,
  family: DescentFamily,
  phase: Partial<DescentRecipe['phases'][number]>,
): Course {
  const recipe: DescentRecipe = {
    kind: 'descent',
    name: 'cut',
    seed: 1,
    suite: 'none',
    clip: 1,
    phases: [{ iterations: 3, unrolls: 2, length: 3, batch: 1, loss: 'sum', rate: [1e-3, 1e-3], family: {}, ...phase }],
    validation: { family: {}, problems: 1, steps: 1, measure: 'sum', every: 3 },
  };
  return descentCourse(rule, recipe, () => family);
}

/** That a rule learns the same on a problem that is cut and on the same problem in one piece. */
async function expectTheSame(
  rule: LearnedDescent,
  family: DescentFamily,
  phase: Partial<DescentRecipe['phases'][number]>,
): Promise<void> {
  const courses = [rule, whole(rule)].map((made) => courseOn(made, family, phase));
  expect(courses.map((course) => course.shares(0).length)).toEqual([4, 1]);
  const { weights } = begun(rule);
  const gradients = courses.map((course) => inThisThread(course));
  for (let iteration = 0; iteration < 3; iteration++) {
    const [cut, uncut] = (await Promise.all(gradients.map((of) => of(weights, iteration)))) as [Slope, Slope];
    expect(Math.abs(cut.loss / uncut.loss - 1)).toBeLessThan(1e-5);
    const [ours, theirs] = [cut, uncut].map(({ gradient }) => Object.values(gradient).flatMap((slope) => [...slope]));
    const size = Math.hypot(...theirs!);
    expect(size).toBeGreaterThan(1e-7);
    expect(Math.hypot(...ours!.map((g, i) => g - theirs![i]!)) / size).toBeLessThan(1e-4);
  }
}
