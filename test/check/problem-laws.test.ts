/** Each law of problems catches the problem that breaks it, and no other law does. */
import { box, type Oracle, type Problem, real, reals, type Space, space, type stream, type Vector } from 'optbench';
import { checkProblem, problemLaws } from 'optbench/check';
import { describe, expect, it } from 'vitest';

const unit = box([
  [-1, 1],
  [-1, 1],
]);
const value = ([a, b]: Vector) => (a! - 0.3) ** 2 + 2 * (b! + 0.2) ** 2;
const gradient = ([a, b]: Vector) => Float64Array.of(2 * (a! - 0.3), 4 * (b! + 0.2));

const sound: Problem<Vector> = {
  id: 'bowl',
  space: unit,
  order: 1,
  source: 'test',
  optimum: 0,
  minimizers: [Float64Array.of(0.3, -0.2)],
  start: () => ({ evaluate: (x) => ({ value: value(x), gradient: gradient(x) }) }),
};

const oracle = (evaluate: Oracle<Vector>['evaluate']): Partial<Problem<Vector>> => ({ start: () => ({ evaluate }) });
/** The space with one of its functions replaced. */
const spoilt = (fault: Partial<Space<Vector>>): Space<Vector> => ({ ...unit, ...fault });
const unknown = { optimum: undefined, minimizers: undefined } as unknown as Partial<Problem<Vector>>;

const broken: readonly (readonly [law: string, evidence: RegExp, Partial<Problem<Vector>>])[] = [
  ['the id is fit for a file name', /'a b' is not fit/, { id: 'a b' }],
  ['the source is named', /source is ""/, { source: '' }],
  [
    'values are finite numbers',
    /the value is Infinity/,
    { ...unknown, ...oracle(() => ({ value: Number.POSITIVE_INFINITY })), order: 0 },
  ],
  ['values are finite numbers', /of order 1 and gives no gradient/, { ...unknown, order: 1, ...lazyGradient() }],
  [
    'same seed, same observations, in any order',
    /ticket 1 at .* asked in order, .* in reverse/,
    { ...unknown, order: 0, start: noiseByHistory },
  ],
  ['looking twice with one ticket shows the same', /first .*, then/, { ...unknown, order: 0, start: noiseOnRepeat }],
  [
    'looking does not change x',
    /became/,
    oracle((x) => {
      const seen = { value: value(x), gradient: gradient(x) };
      x[0] = 0;
      return seen;
    }),
  ],
  [
    'the value is the same with and without its gradient',
    /without the gradient, .* with it/,
    { ...unknown, ...oracle((x, { order }) => ({ value: value(x) + order, gradient: gradient(x) })) },
  ],
  [
    'gradients are those of finite differences',
    /the gradient says .*, differences say/,
    oracle((x) => ({ value: value(x), gradient: gradient(x).map((g, i) => (i === 1 ? g / 2 : g)) })),
  ],
  [
    'noise in gradients leaves values alone',
    /and .* without the noise/,
    { ...unknown, ...oracle((x) => ({ value: value(x) + 1, gradient: gradient(x) })), clean: sound },
  ],
  [
    'decode and encode undo each other, at the bounds too',
    /which decodes to/,
    { ...unknown, order: 0, space: spoilt({ encode: (point) => unit.encode(point).map((u) => u * 0.999) }) },
  ],
  [
    'snap is a point of the space and stays where it is',
    /and snap of that is/,
    { space: spoilt({ snap: (x) => x.map((u) => u / 2) }) },
  ],
  ['runs begin inside the space, where the seed says', /one seed gives/, { init: wandering() }],
  [
    'the blocks cover the space',
    /the blocks hold 6 numbers, the space has 2/,
    { blocks: [{ name: 'w', shape: [2, 3] }] },
  ],
  [
    'the known minimizers attain the optimum',
    /the optimum is 0, the score at the minimizer .* is 0.01/,
    { minimizers: [Float64Array.of(0.4, -0.2)] },
  ],
  ['nothing beats the optimum', /the optimum is 0.1, the score at/, { optimum: 0.1, minimizers: [] }],
  ['nothing beats the optimum', /the optimum is 0, the score at/, shallow()],
  ['runs do not begin at the optimum', /nothing to do/, { init: () => Float64Array.of(0.3, -0.2) }],
];

/** Says it is of order 1 and gives the gradient only when it is looked at a second time. */
function lazyGradient(): Partial<Problem<Vector>> {
  let looks = 0;
  return oracle((x) => (looks++ < 4 ? { value: value(x) } : { value: value(x), gradient: gradient(x) }));
}
/** Draws its noise from one stream, whatever the ticket; the same only if tickets come in one order. */
function noiseByHistory(rng: ReturnType<typeof stream>): Oracle<Vector> {
  const drawn = new Map<number, number>();
  return {
    evaluate(x, { id }) {
      const noise = drawn.get(id) ?? rng.normal();
      drawn.set(id, noise);
      return { value: value(x) + noise };
    },
  };
}
/** Remembers the ticket, and answers otherwise the second time. */
function noiseOnRepeat(): Oracle<Vector> {
  const seen = new Set<number>();
  return {
    evaluate(x, { id }) {
      const again = seen.has(id) ? 1 : 0;
      seen.add(id);
      return { value: value(x) + again };
    },
  };
}
function wandering(): () => Vector {
  let i = 0;
  return () => Float64Array.of(0.9 / ++i, 0.5);
}
/** A dip beside the minimizer, which only a look around it finds. */
function shallow(): Partial<Problem<Vector>> {
  return {
    order: 0,
    ...oracle((x) => {
      const distance = Math.hypot(x[0]! - 0.3, x[1]! + 0.2);
      return { value: distance > 0 && distance < 0.01 ? -1 : value(x) };
    }),
  };
}

const check = (problem: Problem<Vector>) => checkProblem('test', problem as Problem);

describe('a sound problem', () => {
  it('keeps every law', async () => {
    expect((await check(sound)).filter(({ kept }) => !kept)).toEqual([]);
  });

  it('keeps every law in R^n, with noise by the ticket and a score that is free of it', async () => {
    const noisy: Problem<Vector> = {
      ...sound,
      id: 'noisy',
      space: reals(2),
      blocks: [{ name: 'x', shape: [2] }],
      init: (rng) => Float64Array.of(rng.normal(), rng.normal()),
      start: (rng) => ({
        evaluate: (x, { id }) => ({
          value: value(x) + rng.split(id).normal(),
          score: value(x),
          gradient: gradient(x),
        }),
      }),
    };
    expect((await check(noisy)).filter(({ kept }) => !kept)).toEqual([]);
  });

  it('keeps every law on logarithmic and logit scales', async () => {
    const scaled: Problem = {
      id: 'scaled',
      space: space({ rate: real(1e-5, 10, 'log'), share: real(0.01, 0.9, 'logit') }) as Space,
      order: 1,
      source: 'test',
      start: () => ({
        evaluate(point) {
          const { rate, share } = point as { rate: number; share: number };
          return {
            value: Math.log(rate) ** 2 + share ** 2,
            gradient: Float64Array.of((2 * Math.log(rate)) / rate, 2 * share),
          };
        },
      }),
    };
    expect((await checkProblem('test', scaled)).filter(({ kept }) => !kept)).toEqual([]);
  });
});

it.each(broken)('%s: %s', async (law, evidence, fault) => {
  const found = (await check({ ...sound, ...fault })).filter((verdict) => !verdict.kept);
  expect(found.map((verdict) => verdict.law)).toEqual([law]);
  expect(found[0]).toMatchObject({ kept: false, evidence: expect.stringMatching(evidence) });
});

it('a law that the problem makes throw is broken, with what was thrown', async () => {
  const throwing = await check({
    ...sound,
    ...unknown,
    order: 0,
    start: () => {
      throw new Error('no data');
    },
  });
  expect(throwing).toContainEqual({
    law: 'values are finite numbers',
    subject: 'test/bowl',
    kept: false,
    evidence: 'threw: no data',
  });
});

it('every law has a culprit here', () => {
  const caught = new Set(broken.map(([law]) => law));
  expect(problemLaws.map(({ name }) => name).filter((law) => !caught.has(law))).toEqual([]);
});
