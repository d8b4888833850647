/**
 * The canonical form of an expression: two rules that are the same by the laws below get the same text, so that a search
 * trains neither twice. Values may change by rounding, and where they are not finite.
 *
 *   products   numbers multiplied and put first, x x = x^2, factors in the order of their texts, signs outermost
 *   sums       like terms added, the number first, then in the order of their texts; common factors taken out
 *   signs      sign(x y) = sign(x) sign(y), sign(x^odd) = sign(x), sign(exp(x)) = 1, sign(sign(x)) = sign(x)
 *   sizes      log|-x| = log|x|, sqrt|-x| = sqrt|x|, log|exp(x)| = x
 *   filters    clip(-x, c) = -clip(x, c), clip(clip(x, a), b) = clip(x, min(a, b)), drop(c x, p) = c drop(x, p)
 *   powers     x^0 = 1, x^1 = x, 1^x = 1, whole exponents multiplied and added
 *
 * What draws at random is never merged: noise - noise is not 0.
 */
import { apply, draws, type Expression, type FunctionName, filter, number, operation } from './expression.ts';
import { printed } from './text.ts';

/** Of a division: x / (y + DELTA). */
export const DELTA = 1e-8;

const ONE = number(1);

/** The canonical form. */
export function simplified(expression: Expression): Expression {
  switch (expression.kind) {
    case 'function':
      return ofFunction(expression.name, simplified(expression.of));
    case 'filter':
      return ofFilter(expression.name, simplified(expression.of), expression.by);
    case 'operation': {
      const [left, right] = [simplified(expression.left), simplified(expression.right)];
      switch (expression.name) {
        case '+':
          return sum([...terms(left), ...terms(right)]);
        case '-':
          return sum([...terms(left), ...terms(right, -1)]);
        case '*':
          return product([left, right]);
        case '/':
          return quotient(left, right);
        case '^':
          return power(left, right);
      }
    }
  }
  return expression;
}

/** The canonical form without a number in front: what a rule is once its rate is tuned. */
export function withoutFactor(expression: Expression): Expression {
  const x = simplified(expression);
  if (isSum(x)) return monic(x)[1];
  const { factors } = parts(x);
  return factors.length === 0 ? ONE : chain(factors);
}

function ofFunction(name: FunctionName, x: Expression): Expression {
  if (name === 'negative') return product([number(-1), x]);
  if (x.kind === 'number') {
    const value = { exp: Math.exp, log: logSize, sqrt: rootSize, sign: Math.sign }[name](x.value);
    return Number.isFinite(value) ? number(value) : apply(name, x);
  }
  if (name === 'sign') return sign(x);
  if (name === 'exp') return apply(name, x);
  if (name === 'log' && isFunction(x, 'exp')) return x.of;
  return apply(name, positive(x));
}

/** log|x|. */
const logSize = (x: number): number => Math.log(Math.abs(x));
/** sqrt|x|. */
const rootSize = (x: number): number => Math.sqrt(Math.abs(x));

function sign(x: Expression): Expression {
  if (isFunction(x, 'exp')) return ONE;
  if (isFunction(x, 'sign')) return x;
  if (x.kind === 'filter' && x.name === 'clip') return sign(x.of);
  const [exponent, base] = wholePower(x);
  if (exponent > 1 && exponent % 2 === 1) return sign(base);
  const { coefficient, factors } = parts(x);
  if (factors.length === 1 && coefficient === 1) return apply('sign', x);
  if (isSum(x)) {
    const leading = terms(x)[0]![0];
    return leading < 0 ? product([number(-1), apply('sign', scaled(-1, x))]) : apply('sign', x);
  }
  return product([number(Math.sign(coefficient)), ...factors.map(sign)]);
}

/** x or -x, whichever has a positive number in front. */
function positive(x: Expression): Expression {
  const leading = isSum(x) ? terms(x)[0]![0] : parts(x).coefficient;
  return leading < 0 ? scaled(-1, x) : x;
}

function ofFilter(name: 'clip' | 'drop', x: Expression, by: number): Expression {
  if (name === 'drop') {
    const { coefficient, factors } = parts(x);
    if (factors.length === 0) return coefficient === 0 ? x : filter(name, x, by);
    return coefficient === 1 ? filter(name, x, by) : scaled(coefficient, filter(name, scaled(1 / coefficient, x), by));
  }
  if (x.kind === 'number') return number(Math.min(by, Math.max(-by, x.value)));
  if (x.kind === 'filter' && x.name === 'clip') return filter(name, x.of, Math.min(by, x.by));
  const upright = positive(x);
  return upright === x ? filter(name, x, by) : scaled(-1, ofFilter(name, upright, by));
}

function quotient(x: Expression, y: Expression): Expression {
  if (y.kind === 'number') return scaled(1 / (y.value + DELTA), x);
  const { coefficient, factors } = parts(x);
  if (coefficient === 0) return x;
  if (coefficient === 1 || factors.length === 0) return operation('/', x, y);
  return scaled(coefficient, operation('/', chain(factors), y));
}

function power(x: Expression, y: Expression): Expression {
  if (y.kind === 'number') {
    if (y.value === 0) return ONE;
    if (y.value === 1) return x;
    if (x.kind === 'number') return folded(x.value ** y.value) ?? operation('^', x, y);
    const [exponent, base] = wholePower(x);
    if (exponent !== 1 && Number.isInteger(y.value)) return power(base, number(exponent * y.value));
  }
  return x.kind === 'number' && x.value === 1 ? ONE : operation('^', x, y);
}

/** The sum of terms c x; a number is a multiple of 1. */
function sum(all: readonly (readonly [coefficient: number, x: Expression])[]): Expression {
  const merged = new Map<string, [coefficient: number, x: Expression]>();
  all.forEach(([coefficient, x], i) => {
    const key = draws(x) ? `${printed(x)} ${i}` : printed(x);
    const before = merged.get(key);
    if (before === undefined) merged.set(key, [coefficient, x]);
    else before[0] += coefficient;
  });
  const rest = [...merged.values()]
    .filter(([coefficient]) => coefficient !== 0)
    .sort(([, a], [, b]) => (a.kind === 'number' ? -1 : b.kind === 'number' ? 1 : byText(a, b)));
  const [first, ...others] = rest;
  if (first === undefined) return number(0);
  const shared = others.length === 0 ? undefined : common(rest.map(([, x]) => x));
  if (shared !== undefined) return product([sum(rest.map(([c, x]) => [c, without(shared, x)])), shared]);
  return others.reduce(
    (left, [coefficient, x]) => operation(coefficient < 0 ? '-' : '+', left, scaled(Math.abs(coefficient), x)),
    scaled(...first),
  );
}

/** A factor that all terms have. */
function common([first, ...others]: readonly Expression[]): Expression | undefined {
  return bases(first!).find((base) => {
    const text = printed(base);
    return !draws(base) && others.every((x) => bases(x).some((other) => printed(other) === text));
  });
}

/** x divided by one of its factors. */
function without(factor: Expression, x: Expression): Expression {
  const { factors } = parts(x);
  const text = printed(factor);
  const at = factors.findIndex((other) => printed(wholePower(other)[1]) === text);
  const [exponent, base] = wholePower(factors[at]!);
  return product([...factors.slice(0, at), power(base, number(exponent - 1)), ...factors.slice(at + 1)]);
}

/** What a canonical product has as a factor at least once. */
function bases(x: Expression): readonly Expression[] {
  return parts(x)
    .factors.map(wholePower)
    .filter(([exponent]) => exponent >= 1)
    .map(([, base]) => base);
}

/** The terms of a canonical sum, times a number. */
function terms(x: Expression, times = 1): readonly (readonly [number, Expression])[] {
  if (isSum(x)) return [...terms(x.left, times), ...terms(x.right, x.name === '-' ? -times : times)];
  const { coefficient, factors } = parts(x);
  return [[times * coefficient, factors.length === 0 ? ONE : chain(factors)]];
}

/** The product of canonical factors. */
function product(all: readonly Expression[]): Expression {
  let coefficient = 1;
  const powers = new Map<string, { base: Expression; exponent: number }>();
  all.forEach((x, i) => {
    const found = parts(x);
    coefficient *= found.coefficient;
    found.factors.forEach((part, j) => {
      const [leading, factor] = monic(part);
      coefficient *= leading;
      const [exponent, base] = wholePower(factor);
      const key = draws(base) ? `${printed(base)} ${i} ${j}` : printed(base);
      const before = powers.get(key);
      if (before === undefined) powers.set(key, { base, exponent });
      else before.exponent += exponent;
    });
  });
  const factors = [...powers.values()]
    .map(({ base, exponent }) => power(base, number(exponent)))
    .filter((factor) => factor.kind !== 'number')
    .sort(byText);
  return coefficient === 0 ? number(0) : scaled(coefficient, factors.length === 0 ? ONE : chain(factors));
}

/** A sum as a number times a sum whose first term stands alone: 2 + 2 x = 2 (1 + x). */
function monic(x: Expression): readonly [number, Expression] {
  if (!isSum(x)) return [1, x];
  const leading = terms(x)[0]![0];
  return [leading, leading === 1 ? x : scaled(1 / leading, x)];
}

/** c x. */
function scaled(c: number, x: Expression): Expression {
  if (isSum(x)) return c === 1 ? x : sum(terms(x, c));
  const { coefficient, factors } = parts(x);
  const total = c * coefficient;
  if (factors.length === 0 || total === 0) return number(total);
  if (factors.length === 1 && isSum(factors[0]!) && total !== 1) return sum(terms(factors[0]!, total));
  if (total === 1) return chain(factors);
  const [first, ...others] = factors as [Expression, ...Expression[]];
  return total === -1 ? chain([apply('negative', first), ...others]) : chain([number(total), ...factors]);
}

/** A canonical product's number and factors. */
function parts(x: Expression): { readonly coefficient: number; readonly factors: readonly Expression[] } {
  if (x.kind === 'number') return { coefficient: x.value, factors: [] };
  if (isFunction(x, 'negative')) {
    const { coefficient, factors } = parts(x.of);
    return { coefficient: -coefficient, factors };
  }
  if (x.kind === 'operation' && x.name === '*') {
    const [left, right] = [parts(x.left), parts(x.right)];
    return { coefficient: left.coefficient * right.coefficient, factors: [...left.factors, ...right.factors] };
  }
  return { coefficient: 1, factors: [x] };
}

/** x = base^exponent with a whole exponent. */
function wholePower(x: Expression): readonly [exponent: number, base: Expression] {
  const whole = x.kind === 'operation' && x.name === '^' && x.right.kind === 'number';
  return whole && Number.isInteger((x.right as { value: number }).value)
    ? [(x.right as { value: number }).value, x.left]
    : [1, x];
}

function chain(factors: readonly Expression[]): Expression {
  return factors.reduce((left, right) => operation('*', left, right));
}

function folded(value: number): Expression | undefined {
  return Number.isFinite(value) ? number(value) : undefined;
}

function isFunction(x: Expression, name: FunctionName): x is Extract<Expression, { kind: 'function' }> {
  return x.kind === 'function' && x.name === name;
}

function isSum(x: Expression): x is Extract<Expression, { kind: 'operation' }> {
  return x.kind === 'operation' && (x.name === '+' || x.name === '-');
}

function byText(a: Expression, b: Expression): number {
  const [first, second] = [printed(a), printed(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}
