/** What can be listed, and our objectives' values at anyone's points. */
import { afterAll, describe, expect, it } from 'vitest';
import { batch, folder, plugin } from './command.ts';

const here = folder({
  'branin.json': '[[3.141592653589793, 2.275], {"x1": 0.1, "x2": 0.30000000000000004}]',
});
afterAll(() => here.remove());

const spheres = plugin('spheres');
const results = batch(
  {
    all: ['list'],
    suites: ['list', 'suites', '--json'],
    optimizers: ['list', 'optimizers', '--json'],
    classic: ['list', 'problems', 'classic', '--problems', 'branin', '--json'],
    unlisted: ['list', 'problems', spheres, '--problems', 'sphere-d9', '--json'],
    bbob: ['list', 'problems', 'bbob', '--json'],
    eval: ['eval', 'classic/branin', '--points', 'branin.json', '--json'],
    piped: ['eval', `${spheres}/sphere-d2`, '--points', '-', '--gradient'],
    failing: ['eval', `${plugin('hostile-suite')}/nan`, '--points', '-'],
    help: ['run', '--help'],
    version: ['--version'],
  },
  here.path,
);

describe('list', () => {
  it('names suites, optimizers and the versions in use, the tensor engine among them', () => {
    expect(results.all.code).toBe(0);
    expect(results.all.out).toMatch(/classic[\s\S]*random[\s\S]*backend (native|wasm|cpu)/);
    const names = (out: string): string[] => (JSON.parse(out) as { name: string }[]).map(({ name }) => name);
    expect(names(results.suites.out)).toEqual(expect.arrayContaining(['gp', 'classic', 'bbob', 'hpo']));
    expect(names(results.optimizers.out)).toEqual(expect.arrayContaining(['random', 'sobol', 'gp-ei', 'rnn']));
  });

  it('tells of learned optimizers what is trained, how far and on what, and what is not', () => {
    const rows = JSON.parse(results.optimizers.out) as Record<string, string | null>[];
    const learned = rows.filter((row) => 'trained' in row);
    expect(learned.map(({ name }) => name)).toEqual(expect.arrayContaining(['rnn', 'chen-oi', 'scout']));
    for (const { trained, untrained, horizon, family, functions } of learned) {
      expect(trained ?? untrained).not.toBeNull();
      for (const known of [horizon, family, functions]) expect(known === null).toBe(trained === null);
    }
    expect(learned.find(({ name }) => name === 'rnn')!['trained']).not.toBeNull();
    expect(rows.find(({ name }) => name === 'sobol')).not.toHaveProperty('trained');
  });

  it('tells all of a problem: dimension, bounds, optimum, minimizers, source', () => {
    const [branin] = JSON.parse(results.classic.out) as Record<string, unknown>[];
    expect(branin).toMatchObject({
      id: 'branin',
      dimension: 2,
      bounds: [
        [-5, 10],
        [0, 15],
      ],
      optimum: expect.closeTo(0.397887357729738, 12),
    });
    expect(branin!['minimizers']).toHaveLength(3);
    expect(JSON.parse(results.unlisted.out)).toMatchObject([{ id: 'sphere-d9', dimension: 9 }]);
    const bbob = JSON.parse(results.bbob.out) as { id: string; optimum: number; minimizers: number[][] }[];
    expect(bbob.length).toBeGreaterThanOrEqual(24 * 15);
    expect(bbob.every(({ optimum, minimizers }) => Number.isFinite(optimum) && minimizers.length > 0)).toBe(true);
  });
});

describe('eval', () => {
  it('evaluates points as they are, given by order or by name', () => {
    expect(results.eval.code).toBe(0);
    const [first, second] = JSON.parse(results.eval.out) as { value: number; score: number }[];
    expect(first!.value).toBeCloseTo(0.397887357729738, 12);
    expect(Object.keys(second!)).toEqual(['value', 'score']);
    expect(second!.score).toBe(second!.value);
  });

  it('prints numbers that read back as the same double, and gradients on demand', () => {
    expect(results.piped).toEqual({ code: 0, out: '[{"value":5,"score":5,"gradient":[2,4]}]\n', err: '' });
  });

  it('says why a point has no value', () => {
    expect(results.failing.code).toBe(1);
    expect(results.failing.err).toContain('a point has 1 coordinates, got 2');
  });
});

it('help and version are printed, and are no errors', () => {
  expect(results.help.code).toBe(0);
  for (const flag of ['--suites', '--resume', '--isolate', '--memory']) expect(results.help.out).toContain(flag);
  expect(results.version).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});
