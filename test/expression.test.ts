import { type NamedPoint, type Problem, type Suite, stream } from 'optbench';
import { describe, expect, it } from 'vitest';
import { expressionSuite } from '../src/expression.ts';

const signal = new AbortController().signal;

function only(suite: Suite): Problem<NamedPoint> {
  const [problem, ...others] = [...suite.problems()];
  expect(others).toEqual([]);
  return problem as Problem<NamedPoint>;
}

async function observer(expression: string, space: string) {
  const problem = only(await expressionSuite(expression, space));
  const oracle = await problem.start(stream('unused'));
  return {
    problem,
    async at(point: NamedPoint) {
      const { value, gradient } = await oracle.evaluate(point, { id: 0, order: problem.order, signal });
      return { value, gradient: gradient && [...gradient] };
    },
  };
}

describe('an expression', () => {
  it('has its value and its gradient', async () => {
    const { problem, at } = await observer('(x-2)^2 + sin(3*y)', 'x: real -5 5; y: real 0 10');
    expect(problem.order).toBe(1);
    expect(problem.id).toBe('expression');
    const { value, gradient } = await at({ x: 1, y: 2 });
    expect(value).toBeCloseTo(1 + Math.sin(6), 15);
    expect(gradient![0]).toBeCloseTo(-2, 14);
    expect(gradient![1]).toBeCloseTo(3 * Math.cos(6), 14);
  });

  it('has the gradient that finite differences have', async () => {
    const expressions = [
      'exp(-x^2) * cos(2 pi y) + x y',
      'log(1 + x^2, 10) / sqrt(y + 3) + atan(x y)',
      'abs(x - y)^3 + tanh(x) - 1 / (4 + y)',
      'cube(x) + log1p(square(y)) * e^x + x^(y + 3) - expm1(x * square(cube(y)))',
    ];
    for (const text of expressions) {
      const { problem, at } = await observer(text, 'x: real 0.1 2; y: real -1 1');
      expect(problem.order, text).toBe(1);
      const point = { x: 0.7, y: 0.3 };
      const { gradient } = await at(point);
      const h = 1e-5;
      const across = async (dx: number, dy: number) => (await at({ x: 0.7 + dx, y: 0.3 + dy })).value;
      expect(((await across(h, 0)) - (await across(-h, 0))) / (2 * h), text).toBeCloseTo(gradient![0]!, 8);
      expect(((await across(0, h)) - (await across(0, -h))) / (2 * h), text).toBeCloseTo(gradient![1]!, 8);
    }
  });

  it('reveals values alone where it has no derivative', async () => {
    for (const [text, space] of [
      ['floor(x) + y', 'x: real 0 5; y: real 0 1'],
      ['x > 1 ? x : x^2', 'x: real 0 5'],
      ['n^2', 'n: integer 1 9'],
      ['max(x, 1)', 'x: real 0 5'],
    ] as const) {
      expect((await observer(text, space)).problem.order, text).toBe(0);
    }
  });

  it('may leave a coordinate out, whose slope is then 0', async () => {
    const { at } = await observer('x^2', 'x: real -1 1; unused: real 0 1');
    expect((await at({ x: 0.5, unused: 0.3 })).gradient).toEqual([1, 0]);
  });

  it('counts the slope at a kink as 0', async () => {
    const { at } = await observer('abs(x)', 'x: real -1 1');
    expect(await at({ x: 0 })).toEqual({ value: 0, gradient: [0] });
  });

  it('speaks of choices and of coordinates that are not always there', async () => {
    const { problem, at } = await observer(
      'kernel == "rbf" ? log10(gamma)^2 + depth : (kernel != "poly") + size',
      'kernel: choice rbf linear poly; gamma: real 1e-3 10 log when kernel = rbf; depth: integer 1 8 log; size: choice 8 16 32',
    );
    expect(problem.space.coordinates.map(({ kind }) => kind)).toEqual(['choice', 'real', 'integer', 'choice']);
    expect((await at({ kernel: 'rbf', gamma: 0.1, depth: 3, size: 8 })).value).toBeCloseTo(4, 12);
    expect((await at({ kernel: 'poly', depth: 3, size: 16 })).value).toBe(16);
    expect((await at({ kernel: 'linear', depth: 3, size: 16 })).value).toBe(17);
  });

  it('may have a coordinate with the name of a function, or of a placeholder', async () => {
    const { at } = await observer('square(gamma + 2 a)', 'gamma: real 0 1; a: real 0 1');
    expect((await at({ gamma: 0.5, a: 0.25 })).gradient).toEqual([2, 4]);
    await expect(expressionSuite('gamma(x)', 'gamma: real 0 1; x: real 0 1')).rejects.toThrow(
      "'gamma' is a coordinate",
    );
  });

  it('fails at a point where it is not a real number, and nowhere else', async () => {
    const { at } = await observer('log(x) + sqrt(x + 1)', 'x: real -2 2');
    expect((await at({ x: 1 })).value).toBeCloseTo(Math.SQRT2, 14);
    expect((await at({ x: -0.5 })).value).toBeNaN();
    expect((await at({ x: -1.5 })).value).toBeNaN();
  });

  const two = 'x: real -5 5; y: real 0 10';
  it.each([
    ['x +', 'expression: Unexpected end of expression\n  x +\n     ^'],
    ['x ++* 2', 'expression: Value expected\n  x ++* 2\n      ^'],
    ['x^2 + zz*2', "expression: unknown 'zz'; there are x, y, pi, e,"],
    ['x^2 + zz*2', 'x^2 + zz*2\n        ^'],
    ['sin + x', "'sin' is a function: write sin(...)"],
    ['foo(x)', "unknown function 'foo'; there are abs, sign,"],
    ['x (y + 1)', "'x' is a coordinate; write x * (...) to multiply"],
    ['sin(x, y)', 'expression: Too many arguments in function sin'],
    ['x > 1', 'expression: must give a number, gives false at {"x":0,"y":5}\n  x > 1'],
    ['"text"', 'must give a number, gives "text"'],
    ['', 'there is nothing to evaluate'],
    ['x = 3', 'assignment is not allowed'],
    ['f(x) = x', 'functionassignment is not allowed'],
    ['x; y', 'block is not allowed'],
    ['[x, y]', 'array is not allowed'],
    ['x.constructor', 'not allowed'],
    ['random()', "unknown function 'random'"],
    ['x + 3 cm', "unknown 'cm'"],
    ['i * x', "unknown 'i'"],
    ['x to y', 'the operator to is not for numbers'],
    ['import(x)', "unknown function 'import'"],
    ['createUnit(x)', "unknown function 'createUnit'"],
    ['evaluate("1")', "unknown function 'evaluate'"],
    ['parse("1")', "unknown function 'parse'"],
    ['simplify(x)', "unknown function 'simplify'"],
    ['derivative("x^2", "x")', "unknown function 'derivative'"],
    ['config(x)', "unknown function 'config'"],
  ])('refuses %j with the reason', async (text, reason) => {
    await expect(expressionSuite(text, two)).rejects.toThrow(reason);
  });
});

describe('a space given as text', () => {
  it.each([
    ['', 'space: is empty; write coordinates such as'],
    ['x', "space: 'x': cannot be read"],
    ['x: real 5 -5', 'space: x: low must be below high, got [5, -5]'],
    ['x: real 0 5 log', 'space: x: a log scale needs low above 0'],
    ['x: real 0', 'expected real LOW HIGH'],
    ['x: real a 1', "a bound is a number, got 'a'"],
    ['x: real 0 1 cubic', "a scale is log or logit, got 'cubic'"],
    ['x: integer 1 5 logit', "a scale is log, got 'logit'"],
    ['x: real 1 2 log log', "nothing is expected after 'log', got 'log'"],
    ['x: float 0 1', "a kind is real, integer or choice, got 'float'"],
    ['x: real 0 1; x: real 0 2', "'x' is declared twice"],
    ['pi: real 0 1', "'pi' has a meaning in expressions"],
    ['x-1: real 0 1', "a name is letters, digits and _, got 'x-1'"],
    ['x: choice a a', 'options must differ'],
    ['x: real 0 1 when k = a', "'k' must be a choice declared before it"],
    ['k: choice a b; x: real 0 1 when k = c', "'c' is not one of a, b"],
    ['k: choice a b; x: real 0 1 when k', "expected 'when NAME = A|B', got 'when k'"],
  ])('refuses %j with the reason', async (text, reason) => {
    await expect(expressionSuite('1', text)).rejects.toThrow(reason);
  });

  it('may be written over several lines', async () => {
    const { problem } = await observer('a + b', 'a: real 0 1\nb: real 1e-3 1 log');
    expect(problem.space.dim).toBe(2);
  });
});
