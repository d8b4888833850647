/**
 * What an update rule says of a step, as an expression: the language of Bello et al. (2017), Neural Optimizer Search with
 * Reinforcement Learning, section 3. The step is w <- w - rate * u, and u the expression. Its text form is in text.ts.
 *
 *   w  n   the weights          g  n   the gradient             t, T   step from 0, steps in all
 *   m, v, gamma  n              exponential moving averages of g, g^2, g^3 with decays 0.9, 0.999, 0.999, from zero
 *   adam, rmsprop  n            the steps of those methods at rate 1
 *   noise, annealed  n          fresh draws from N(0, 0.01) and N(0, 1 / (1 + t)^0.55), variances
 *   linear, cosine(k), restart(k)   decays from 1 towards 0, k periods of them
 */

/** What a step has at hand. */
export const signals = ['g', 'm', 'v', 'gamma', 'w', 'adam', 'rmsprop', 'noise', 'annealed', 'linear'] as const;
/** The name of something that a step has at hand. */
export type Signal = (typeof signals)[number];

/** The decays with a number of periods. */
export const cycles = ['cosine', 'restart'] as const;
/** The name of a decay with a number of periods. */
export type Cycle = (typeof cycles)[number];

/** Functions of one number; log and sqrt are of its size, log|x| and sqrt|x|. */
export const functions = ['negative', 'exp', 'log', 'sqrt', 'sign'] as const;
/** The name of a function of one number. */
export type FunctionName = (typeof functions)[number];

/** clip(x, c): x, kept within [-c, c]. drop(x, p): 0 with probability p, else x. */
export const filters = ['clip', 'drop'] as const;
/** The name of a filter. */
export type Filter = (typeof filters)[number];

/** Operations on two numbers; x / y means x / (y + 1e-8). */
export const operators = ['+', '-', '*', '/', '^'] as const;
/** An operation on two numbers. */
export type Operator = (typeof operators)[number];

/** An expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'signal'; readonly name: Signal }
  | { readonly kind: 'cycle'; readonly name: Cycle; readonly periods: number }
  | { readonly kind: 'function'; readonly name: FunctionName; readonly of: Expression }
  | { readonly kind: 'filter'; readonly name: Filter; readonly of: Expression; readonly by: number }
  | { readonly kind: 'operation'; readonly name: Operator; readonly left: Expression; readonly right: Expression };

/** A number as an expression. */
export function number(value: number): Expression {
  return { kind: 'number', value };
}

/** A function's value; the negative of a number is a number. */
export function apply(name: FunctionName, of: Expression): Expression {
  return name === 'negative' && of.kind === 'number' ? number(-of.value) : { kind: 'function', name, of };
}

/** A filter's value. */
export function filter(name: Filter, of: Expression, by: number): Expression {
  return { kind: 'filter', name, of, by };
}

/** An operation's value. */
export function operation(name: Operator, left: Expression, right: Expression): Expression {
  return { kind: 'operation', name, left, right };
}

/** Whether an expression draws at random, so that it differs from itself written twice. */
export function draws(expression: Expression): boolean {
  switch (expression.kind) {
    case 'signal':
      return expression.name === 'noise' || expression.name === 'annealed';
    case 'function':
      return draws(expression.of);
    case 'filter':
      return expression.name === 'drop' || draws(expression.of);
    case 'operation':
      return draws(expression.left) || draws(expression.right);
    default:
      return false;
  }
}
