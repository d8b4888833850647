/**
 * What an expression may say: arithmetic, comparisons, `a ? b : c` and elementary functions. All else that the parser knows
 * (assignments, matrices, units, import, evaluate, random ...) is refused before anything is evaluated, so an expression
 * can neither reach out of itself nor give two values at one point.
 */
import type { MathNode } from 'mathjs';

/** Constants by name. */
export const constants: readonly string[] = ['pi', 'e', 'tau', 'phi', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2'];

/** Functions by name. */
export const functions: readonly string[] = [
  ...[
    'abs',
    'sign',
    'floor',
    'ceil',
    'round',
    'fix',
    'mod',
    'min',
    'max',
    'hypot',
    'pow',
    'square',
    'cube',
    'sqrt',
    'cbrt',
  ],
  ...[
    'exp',
    'expm1',
    'log',
    'log2',
    'log10',
    'log1p',
    'sin',
    'cos',
    'tan',
    'sec',
    'csc',
    'cot',
    'asin',
    'acos',
    'atan',
  ],
  ...['atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'erf', 'gamma', 'lgamma', 'equalText'],
];

/** Words that no coordinate can be called by. It may have a function's name, which then is no function any more. */
export const reserved: ReadonlySet<string> = new Set([
  ...constants,
  ...['to', 'in', 'and', 'or', 'xor', 'not', 'end', 'true', 'false', 'null', 'undefined', 'NaN', 'Infinity', 'i'],
]);

const operators: ReadonlySet<string> = new Set([
  ...['add', 'subtract', 'multiply', 'divide', 'pow', 'mod', 'factorial', 'unaryMinus', 'unaryPlus'],
  ...['equal', 'unequal', 'smaller', 'larger', 'smallerEq', 'largerEq', 'and', 'or', 'xor', 'not'],
]);

/** What is not allowed in an expression, and the word where it is. */
export interface Offence {
  readonly problem: string;
  readonly word?: string;
}

/** The first thing in a tree that is not allowed, or undefined. `names` are the coordinates. */
export function offence(root: MathNode, names: readonly string[]): Offence | undefined {
  let found: Offence | undefined;
  root.traverse((node, path, parent) => {
    // A called function's name is judged with the call.
    if (parent?.type === 'FunctionNode' && path === 'fn') return;
    found ??= judge(node, names);
  });
  return found;
}

function judge(node: MathNode, names: readonly string[]): Offence | undefined {
  switch (node.type) {
    case 'ParenthesisNode':
    case 'ConditionalNode':
    case 'RelationalNode':
      return undefined;
    case 'ConstantNode': {
      const { value } = node as unknown as { readonly value: unknown };
      return value === undefined || value === null ? { problem: 'there is nothing to evaluate' } : undefined;
    }
    case 'OperatorNode': {
      const { op, fn } = node as unknown as { readonly op: string; readonly fn: string };
      return operators.has(fn) ? undefined : { problem: `the operator ${op} is not for numbers`, word: op };
    }
    case 'SymbolNode': {
      const { name } = node as unknown as { readonly name: string };
      if (names.includes(name) || constants.includes(name)) return undefined;
      const call = functions.includes(name) ? `'${name}' is a function: write ${name}(...)` : undefined;
      return { problem: call ?? `unknown '${name}'; there are ${[...names, ...constants].join(', ')}`, word: name };
    }
    case 'FunctionNode': {
      const { name } = (node as unknown as { readonly fn: { readonly name?: string } }).fn;
      if (name !== undefined && functions.includes(name) && !names.includes(name)) return undefined;
      const problem = names.includes(name ?? '')
        ? `'${name}' is a coordinate; write ${name} * (...) to multiply`
        : `unknown function '${name}'; there are ${functions.join(', ')}`;
      return { problem, ...(name !== undefined && { word: name }) };
    }
    default:
      return {
        problem: `${node.type.replace(/Node$/, '').toLowerCase()} is not allowed; write one formula in numbers`,
      };
  }
}
