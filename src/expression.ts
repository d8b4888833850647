/**
 * Objectives given as text: `(x-2)^2 + sin(3*y)` over `x: real -5 5; y: real 0 10`. Parsed and differentiated by mathjs,
 * which is loaded only here. The gradient comes by symbolic derivation where every coordinate is real and the expression
 * can be derived; otherwise the problem reveals values alone.
 */
import type { EvalFunction, MathNode } from 'mathjs';
import { spaceFromText } from './expression/space-text.ts';
import { offence, reserved } from './expression/vocabulary.ts';
import type { Vector } from './math/vector.ts';
import { formula } from './problem.ts';
import type { NamedPoint, Space } from './space.ts';
import type { Suite } from './suite.ts';

type Mathjs = typeof import('mathjs');

/** A suite of one problem: an expression over a space, both as text. Throws with the place of a mistake. */
export async function expressionSuite(text: string, spaceText: string): Promise<Suite> {
  const space = spaceFromText(spaceText, reserved);
  const names = space.coordinates.map(({ name }) => name);
  const mathjs = await import('mathjs');
  const tree = comparingText(read(mathjs, text, names), mathjs);
  const value = numeric(tree.compile(), names, text);
  try {
    value(typical(space));
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith('expression:') ? error : mistake(text, message, undefined);
  }
  const gradient = slopes(mathjs, tree, space, text);
  const problem = formula<NamedPoint>({
    id: 'expression',
    space,
    source: text,
    facts: { expression: text, space: spaceText },
    value,
    ...(gradient && { gradient }),
  });
  return {
    name: 'expression',
    about: text,
    *problems() {
      yield problem;
    },
    budget: () => Math.max(100, 10 * space.dim),
    seeds: 5,
  };
}

function read(mathjs: Mathjs, text: string, names: readonly string[]): MathNode {
  let tree: MathNode;
  try {
    tree = mathjs.parse(text);
  } catch (error) {
    const { message, char } = error as Error & { readonly char?: number };
    throw mistake(text, message.replace(/\s*\(char \d+\)$/, ''), char === undefined ? undefined : char - 1);
  }
  const found = offence(tree, names);
  if (found === undefined) return tree;
  const at = found.word === undefined ? -1 : text.search(new RegExp(`(?<!\\w)${escaped(found.word)}(?!\\w)`));
  throw mistake(text, found.problem, at < 0 ? undefined : at);
}

/** The expression with a caret under the character that is wrong. */
function mistake(text: string, problem: string, at: number | undefined): Error {
  const oneLine = text.replace(/\s/g, ' ');
  return new Error(`expression: ${problem}\n  ${oneLine}${at === undefined ? '' : `\n  ${' '.repeat(at)}^`}`);
}

function escaped(word: string): string {
  return word.replace(/\W/g, '\\$&');
}

/** `kernel == "rbf"` means what it says: mathjs compares texts by a function of its own. */
function comparingText(tree: MathNode, { FunctionNode, OperatorNode }: Mathjs): MathNode {
  return tree.transform((node) => {
    const { fn, args = [] } = node as unknown as { readonly fn?: unknown; readonly args?: MathNode[] };
    if ((fn !== 'equal' && fn !== 'unequal') || !args.some(isText)) return node;
    const equal = new FunctionNode('equalText', args);
    return fn === 'equal' ? equal : new OperatorNode('not', 'not', [equal]);
  });
}

function isText(node: MathNode): boolean {
  return node.type === 'ConstantNode' && typeof (node as unknown as { readonly value: unknown }).value === 'string';
}

/** A compiled expression as a function of a point, of which an inactive coordinate is NaN. */
function numeric(code: EvalFunction, names: readonly string[], text: string): (point: NamedPoint) => number {
  const scope = new Map<string, unknown>();
  return (point) => {
    for (const name of names) scope.set(name, point[name] ?? Number.NaN);
    const result: unknown = code.evaluate(scope);
    if (typeof result === 'number') return result;
    // A complex number is what has no real value here: the logarithm of a negative number, say.
    if (typeof result === 'object' && result !== null && 'im' in result) return Number.NaN;
    throw mistake(text, `must give a number, gives ${JSON.stringify(result)} at ${JSON.stringify(point)}`, undefined);
  };
}

/** The gradient, or undefined where there is none: a coordinate that is not real, a function without a derivative. */
function slopes(
  mathjs: Mathjs,
  tree: MathNode,
  space: Space<NamedPoint>,
  text: string,
): ((point: NamedPoint) => Vector) | undefined {
  const names = space.coordinates.map(({ name }) => name);
  if (!space.coordinates.every(({ kind, activeWhen }) => kind === 'real' && activeWhen === undefined)) return undefined;
  let partials: ((point: NamedPoint) => number)[];
  try {
    const derivable = spelledOut(tree, mathjs);
    partials = names.map((name) => numeric(mathjs.derivative(derivable, name).compile(), names, text));
  } catch {
    return undefined; // mathjs says so by throwing: the expression is one of values alone
  }
  return (point) =>
    Float64Array.from(partials, (partial) => {
      const slope = partial(point);
      return Number.isNaN(slope) ? 0 : slope; // at a kink, where |x| is derived to |x| / x
    });
}

const spellings: Readonly<Record<string, string>> = {
  square: 'a^2',
  cube: 'a^3',
  expm1: 'exp(a) - 1',
  log1p: 'log(1 + a)',
};

/** Functions that mathjs cannot derive, in terms of those that it can. */
function spelledOut(tree: MathNode, mathjs: Mathjs): MathNode {
  return tree.transform((node) => {
    const { fn, args } = node as unknown as { readonly fn?: { readonly name?: string }; readonly args: MathNode[] };
    const spelling = node.type === 'FunctionNode' ? spellings[fn?.name ?? ''] : undefined;
    if (spelling === undefined) return node;
    const argument = new mathjs.ParenthesisNode(spelledOut(args[0]!, mathjs));
    // The argument is put in last, so that a coordinate called `a` stays what it is.
    return mathjs.parse(spelling).transform((part) => ('name' in part && part.name === 'a' ? argument : part));
  });
}

function typical(space: Space<NamedPoint>): NamedPoint {
  return space.decode(new Float64Array(space.dim).fill(0.5));
}
