/** Each law of suites catches the suite that breaks it, and no other law does. */
import { box, formula, type Problem, type Suite } from 'optbench';
import { checkSuite, suiteLaws } from 'optbench/check';
import { expect, it } from 'vitest';

const problem = (id: string) =>
  formula({ id, space: box([[0, 1]]), source: 'test', optimum: 0, value: ([x]) => (x! - 0.3) ** 2 }) as Problem;

const sound: Suite = {
  name: 'sound',
  about: 'Two parabolas.',
  *problems() {
    yield problem('a');
    yield problem('b');
  },
  find: (id) => (id === 'c' ? problem('c') : undefined),
  budget: () => 10,
  seeds: 1,
};

let visits = 0;
const broken: readonly (readonly [law: string, evidence: RegExp, Partial<Suite>])[] = [
  ['the name is fit for a file name', /'a\/b' is not fit/, { name: 'a/b' }],
  ['it says what it is about', /about is " "/, { about: ' ' }],
  ['it lists the same problems every time', /it lists no problem/, { problems: () => [] }],
  [
    'it lists the same problems every time',
    /the first time problem 1 is p\d+, the second time p\d+/,
    { problems: () => [problem(`p${visits++}`)] },
  ],
  [
    'every problem has an id of its own, fit for a file name',
    /two problems are called 'a'/,
    { problems: () => [problem('a'), problem('a')] },
  ],
  ['budgets and seeds are whole numbers above 0', /the budget of a is 2.5/, { budget: () => 2.5 }],
  ['budgets and seeds are whole numbers above 0', /seeds is 0/, { seeds: 0 }],
  [
    'what it finds by id bears that id',
    /asked for 'a' it finds 'b'/,
    { find: (id) => (id === 'a' ? problem('b') : undefined) },
  ],
  ['what it finds by id bears that id', /it finds 'no-such-problem'/, { find: () => problem('a') }],
];

it('keeps a sound suite', async () => {
  const verdicts = await checkSuite(sound);
  expect(verdicts.filter(({ kept }) => !kept)).toEqual([]);
  expect(new Set(verdicts.map(({ subject }) => subject))).toEqual(new Set(['sound', 'sound/a', 'sound/b']));
});

it.each(broken)('%s: %s', async (law, evidence, fault) => {
  const found = (await checkSuite({ ...sound, ...fault })).filter((verdict) => !verdict.kept);
  expect(found.map((verdict) => verdict.law)).toEqual([law]);
  expect(found[0]).toMatchObject({ kept: false, evidence: expect.stringMatching(evidence) });
});

it('examines a sample of a long list, the first problem always among it, and always the same', async () => {
  const long: Suite = { ...sound, problems: () => Array.from({ length: 100 }, (_, i) => problem(`p${i}`)) };
  const subjects = async () => new Set((await checkSuite(long, { sample: 5 })).map(({ subject }) => subject));
  const once = await subjects();
  expect(once.size).toBe(6);
  expect(once.has('sound/p0')).toBe(true);
  expect(await subjects()).toEqual(once);
});

it('every law has a culprit here', () => {
  const caught = new Set(broken.map(([law]) => law));
  expect(suiteLaws.map(({ name }) => name).filter((law) => !caught.has(law))).toEqual([]);
});
