/** Bad input: one clear error that says what, where and what to do, and exit code 1. */
import { afterAll, describe, expect, it } from 'vitest';
import { batch, folder, plugin } from './command.ts';

const suite = (body: string): string => `import { box, formula, space, real } from 'optbench';\n${body}`;

const here = folder({
  'uncompiled.ts': `export default {\n  name: 'x'\n  about: 'y',\n};\n`,
  'uncompiled.mjs': `export default {\n  name: 'x'\n  about: 'y',\n};\n`,
  'nothing.ts': `export const suite = 1;\n`,
  'half.ts': `export default { name: 'half', about: 'x', seeds: 1, problems: () => [] };\n`,
  'number.ts': `export default 3;\n`,
  'misnamed.ts': `export default { name: 'a b/c', about: '', seeds: 1, problems: () => [], budget: () => 1 };\n`,
  'missing-package.ts': `import nothing from 'no-such-package-anywhere';\nexport default nothing;\n`,
  'missing-export.ts': `import { boxes } from 'optbench';\nexport default boxes;\n`,
  'swapped.ts': suite('export default box([[5, -5]]);\n'),
  'nan.ts': suite('export default box([[0, Number.NaN]]);\n'),
  'log-of-zero.ts': suite(`export default space({ lr: real(0, 1, 'log') });\n`),
  'no-problems.ts': `export default { name: 'empty', about: '', seeds: 1, problems: () => [], budget: () => 1 };\n`,
  'order.ts': `export default { name: 'second', order: 2, source: '', start() {} };\n`,
  'random.ts': `export default { name: 'random', order: 0, source: '', start() {} };\n`,
  'throwing-list.ts': suite(
    `export default { name: 'x', about: '', seeds: 1, problems: () => [box([[3, 3]])], budget: () => 1 };\n`,
  ),
  'doubled.ts': suite(`const p = formula({ id: 'p', space: box([[0, 1]]), source: 'x', value: () => 0 });
export default { name: 'x', about: '', seeds: 1, problems: () => [p, p], budget: () => 1 };\n`),
  'unbudgeted.ts': suite(`const p = formula({ id: 'p', space: box([[0, 1]]), source: 'x', value: () => 0 });
export default { name: 'x', about: '', seeds: 1, problems: () => [p], budget: () => 2.5 };\n`),
  'twins.ts': `const a = { name: 'a', order: 0, source: '', start() {} };\nexport default [a, { ...a }];\n`,
  'points.json': '[[1, 2], [1, "a"]]',
  'points-short.json': '[[1]]',
  'points-object.json': '{"x1": 1}',
  'points-torn.json': '[[1, 2',
  occupied: 'a file where a folder is expected',
});
afterAll(() => here.remove());

const spheres = plugin('spheres');
const run = (...flags: string[]): string[] => ['run', '--out', 'never', '--quiet', ...flags];
const onSpheres = (...flags: string[]): string[] => run('--suites', spheres, ...flags);

const results = batch(
  {
    suite: run('--suites', 'clasic'),
    optimizer: onSpheres('--optimizers', 'randon'),
    problem: onSpheres('--problems', 'sphere-d3'),
    problemAmongOthers: onSpheres('--problems', 'sphere-d1,cube'),
    flag: run('--optimisers', 'random'),
    command: ['rnu'],
    number: onSpheres('--seeds', 'three'),
    budget: onSpheres('--budget', '-5'),
    timeout: onSpheres('--timeout', '0'),
    isolate: onSpheres('--isolate', 'cage'),
    commas: onSpheres('--optimizers', 'random,,sobol'),
    noSuite: run('--optimizers', 'random'),
    noSpace: run('--expression', 'x^2'),
    tornExpression: run('--expression', 'sin(3*y', '--space', 'y: real 0 10'),
    unknownInExpression: run('--expression', 'x + z', '--space', 'x: real -5 5'),
    swappedInSpace: run('--expression', 'x', '--space', 'x: real 5 -5'),
    kindInSpace: run('--expression', 'x', '--space', 'x: rael -5 5'),
    noFile: run('--suites', './absent.ts'),
    uncompiled: run('--suites', './uncompiled.ts'),
    uncompiledModule: run('--suites', './uncompiled.mjs'),
    nothing: run('--suites', './nothing.ts'),
    half: run('--suites', './half.ts'),
    numberExported: onSpheres('--optimizers', './number.ts'),
    misnamed: run('--suites', './misnamed.ts'),
    missingPackage: run('--suites', './missing-package.ts'),
    missingExport: run('--suites', './missing-export.ts'),
    swapped: run('--suites', './swapped.ts'),
    nan: run('--suites', './nan.ts'),
    logOfZero: run('--suites', './log-of-zero.ts'),
    noProblems: run('--suites', './no-problems.ts'),
    throwingList: run('--suites', './throwing-list.ts'),
    doubled: run('--suites', './doubled.ts'),
    unbudgeted: run('--suites', './unbudgeted.ts', '--optimizers', 'random'),
    twins: onSpheres('--optimizers', './twins.ts'),
    order: onSpheres('--optimizers', './order.ts'),
    twice: onSpheres('--optimizers', 'random,./random.ts'),
    readOnly: ['run', '--suites', spheres, '--optimizers', 'random', '--quiet', '--out', '/proc/optbench'],
    occupied: ['run', '--suites', spheres, '--optimizers', 'random', '--quiet', '--out', 'occupied'],
    nothingToResume: ['run', '--resume', '--out', 'nowhere'],
    list: ['list', 'suits'],
    listProblems: ['list', 'problems', spheres, '--problems', 'sphere-d4'],
    evalAddress: ['eval', 'sphere', '--points', '-'],
    evalProblem: ['eval', `${spheres}/sphere-d5`, '--points', '-'],
    evalPoint: ['eval', `${spheres}/sphere-d2`, '--points', 'points.json'],
    evalShort: ['eval', `${spheres}/sphere-d2`, '--points', 'points-short.json'],
    evalObject: ['eval', `${spheres}/sphere-d2`, '--points', 'points-object.json'],
    evalTorn: ['eval', `${spheres}/sphere-d2`, '--points', 'points-torn.json'],
    evalAbsent: ['eval', `${spheres}/sphere-d2`, '--points', 'absent.json'],
    evalGradient: ['eval', `${plugin('hostile-suite')}/throws`, '--points', '-', '--gradient'],
    report: ['report', 'nowhere'],
  },
  here.path,
);

const complaints: Readonly<Record<keyof typeof results, readonly (string | RegExp)[]>> = {
  suite: ["unknown suite 'clasic'; did you mean 'classic'?"],
  optimizer: ["unknown optimizer 'randon'; did you mean 'random'?"],
  problem: ["unknown problem in spheres: 'sphere-d3'; did you mean 'sphere-d1'?", 'sphere-d2'],
  problemAmongOthers: ["unknown problem in spheres: 'cube'; there are sphere-d1, sphere-d2"],
  flag: ["unknown option '--optimisers'", 'Did you mean --optimizers?'],
  command: ["unknown command 'rnu'", 'Did you mean run?'],
  number: ["'--seeds <n>' argument 'three' is invalid", 'a whole number of at least 1'],
  budget: ["'--budget <n>' argument '-5' is invalid", '10d'],
  timeout: ['a number above 0'],
  isolate: ["'--isolate <kind>' argument 'cage' is invalid", 'thread, process'],
  commas: ['names with commas between'],
  noSuite: ['name --suites', 'optbench list suites'],
  noSpace: ['--expression and --space go together'],
  tornExpression: ['Parenthesis ) expected', 'sin(3*y'],
  unknownInExpression: ["unknown 'z'", 'x + z'],
  swappedInSpace: ['x: low must be below high, got [5, -5]'],
  kindInSpace: ["a kind is real, integer or choice, got 'rael'"],
  noFile: [/absent\.ts: there is no such file/],
  uncompiled: [/uncompiled\.ts:3:2: Expected "}" but found "about"/],
  uncompiledModule: [/uncompiled\.mjs:3/, 'Unexpected identifier'],
  nothing: [/nothing\.ts: exports nothing by default/, "'export default'"],
  half: [/half\.ts: the default export must be a suite/, "'budget' must be a function, it is missing"],
  numberExported: [/number\.ts: the default export must be an optimizer/, 'got number'],
  misnamed: ["'a b/c' must be fit for a file name"],
  missingPackage: [/missing-package\.ts/, "Cannot find package 'no-such-package-anywhere'"],
  missingExport: [/missing-export\.ts:1/, "does not provide an export named 'boxes'"],
  swapped: [/swapped\.ts:2/, 'low must be below high, got [5, -5]'],
  nan: [/nan\.ts:2/, 'bounds must be finite numbers, got [0, NaN]'],
  logOfZero: [/log-of-zero\.ts:2/, 'lr: a log scale needs low above 0, got [0, 1]'],
  noProblems: ['there are no problems in empty'],
  throwingList: [/throwing-list\.ts: problems\(\) threw: /, 'low must be below high, got [3, 3]'],
  doubled: [/doubled\.ts: lists two problems called 'p'; rename one/],
  unbudgeted: [/unbudgeted\.ts: the budget of p must be a whole number above 0, got 2\.5/],
  twins: [/twins\.ts: exports two optimizers called 'a'; rename one/],
  order: ['order is 0 (values) or 1 (gradients too), got 2'],
  twice: ["two of the optimizers are called 'random'", 'random.ts', 'rename'],
  readOnly: ['cannot write to /proc/optbench', 'choose another --out'],
  occupied: [/cannot write to .*occupied/, 'choose another --out'],
  nothingToResume: [/nowhere: holds no campaign/],
  list: ["unknown kind to list 'suits'; did you mean 'suites'?"],
  listProblems: ["'sphere-d4'"],
  evalAddress: ['expected SUITE/PROBLEM', "got 'sphere'"],
  evalProblem: ["unknown problem in spheres: 'sphere-d5'"],
  evalPoint: ['points.json, point 1: x2: must be a finite number, got "a"'],
  evalShort: ['points-short.json, point 0', '2 coordinates, got 1'],
  evalObject: ['points-object.json: expected an array of points'],
  evalTorn: ['points-torn.json: cannot be read as JSON'],
  evalAbsent: ['absent.json: cannot be read', 'ENOENT'],
  evalGradient: ['reveals only values'],
  report: [/nowhere: holds no campaign/],
};

describe('the command line refuses, in one clear error,', () => {
  it.each(Object.keys(results) as (keyof typeof results)[])('%s', (name) => {
    const { code, err, out } = results[name];
    expect({ code, out }).toEqual({ code: 1, out: '' });
    for (const part of complaints[name])
      expect(err).toMatch(typeof part === 'string' ? new RegExp(escaped(part)) : part);
    expect(err).not.toMatch(/^\s+at /m); // no stack trace
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
