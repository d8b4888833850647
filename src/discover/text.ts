/**
 * Expressions as text, `exp(sign(g) * sign(m)) * g`, with as few parentheses as it takes to read back the very same
 * expression.
 *
 *   sum      product (('+' | '-') product)*                from left to right
 *   product  factor (('*' | '/') factor)*                  from left to right
 *   factor   '-' factor | power
 *   power    atom ('^' factor)?
 *   atom     number | signal | cosine(k) | restart(k) | exp(sum) | sign(sum) | log|sum| | sqrt|sum|
 *            | clip(sum, c) | drop(sum, p) | '(' sum ')'
 */
import {
  apply,
  type Cycle,
  cycles,
  type Expression,
  type Filter,
  filter,
  filters,
  number,
  operation,
  type Signal,
  signals,
} from './expression.ts';

const [SUM, PRODUCT, FACTOR, POWER, ATOM] = [1, 2, 3, 4, 5];

/** The text of an expression. */
export function printed(expression: Expression): string {
  return inPlaceOf(SUM, expression);
}

/** The text where the grammar expects this level; in parentheses, where it is a lower one. */
function inPlaceOf(level: number, expression: Expression): string {
  const [own, text] = write(expression);
  return own < level ? `(${text})` : text;
}

function write(expression: Expression): readonly [level: number, text: string] {
  switch (expression.kind) {
    case 'number':
      return [expression.value < 0 || Object.is(expression.value, -0) ? FACTOR : ATOM, numeral(expression.value)];
    case 'signal':
      return [ATOM, expression.name];
    case 'cycle':
      return [ATOM, `${expression.name}(${expression.periods})`];
    case 'filter':
      return [ATOM, `${expression.name}(${printed(expression.of)}, ${expression.by})`];
    case 'function': {
      const { name, of } = expression;
      if (name === 'negative') return [FACTOR, `-${inPlaceOf(FACTOR, of)}`];
      return [ATOM, name === 'log' || name === 'sqrt' ? `${name}|${printed(of)}|` : `${name}(${printed(of)})`];
    }
    case 'operation': {
      const { name, left, right } = expression;
      if (name === '^') return [POWER, `${inPlaceOf(ATOM, left)}^${inPlaceOf(FACTOR, right)}`];
      const level = name === '+' || name === '-' ? SUM : PRODUCT;
      return [level, `${inPlaceOf(level, left)} ${name} ${inPlaceOf(level + 1, right)}`];
    }
  }
}

function numeral(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The expression that a text says; an error names the place. */
export function parsed(text: string): Expression {
  const tokens = [...text.matchAll(/\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|Infinity)|([a-z]+)|(\S))/gi)];
  let at = 0;
  const fail = (expected: string): never => {
    const got = tokens[at];
    const place = got === undefined ? 'its end' : `'${got[0].trim()}' at ${got.index + got[0].length}`;
    throw new Error(`rule '${text}': expected ${expected}, got ${place}`);
  };
  const next = (symbol: string): boolean => {
    if (tokens[at]?.[3] !== symbol) return false;
    at++;
    return true;
  };
  const expect = (symbol: string): void => {
    if (!next(symbol)) fail(`'${symbol}'`);
  };
  const numeric = (): number => {
    const digits = tokens[at]?.[1];
    if (digits === undefined) return fail('a number');
    at++;
    return Number(digits);
  };
  const enclosed = (open: string, close: string): Expression => {
    expect(open);
    const inside = sum();
    expect(close);
    return inside;
  };

  const sum = (): Expression => {
    let left = product();
    for (;;) {
      if (next('+')) left = operation('+', left, product());
      else if (next('-')) left = operation('-', left, product());
      else return left;
    }
  };
  const product = (): Expression => {
    let left = factor();
    for (;;) {
      if (next('*')) left = operation('*', left, factor());
      else if (next('/')) left = operation('/', left, factor());
      else return left;
    }
  };
  const factor = (): Expression => (next('-') ? apply('negative', factor()) : power());
  const power = (): Expression => {
    const base = atom();
    return next('^') ? operation('^', base, factor()) : base;
  };
  const atom = (): Expression => {
    if (tokens[at]?.[1] !== undefined) return number(numeric());
    const name = tokens[at]?.[2];
    if (name === undefined) return tokens[at]?.[3] === '(' ? enclosed('(', ')') : fail(`a number, a name or '('`);
    if (includes(signals, name)) {
      at++;
      return { kind: 'signal', name: name as Signal };
    }
    if (name === 'exp' || name === 'sign') {
      at++;
      return apply(name, enclosed('(', ')'));
    }
    if (name === 'log' || name === 'sqrt') {
      at++;
      return apply(name, enclosed('|', '|'));
    }
    if (includes(cycles, name)) {
      at++;
      expect('(');
      const periods = numeric();
      expect(')');
      return { kind: 'cycle', name: name as Cycle, periods };
    }
    if (includes(filters, name)) {
      at++;
      expect('(');
      const of = sum();
      expect(',');
      const by = numeric();
      expect(')');
      return filter(name as Filter, of, by);
    }
    const known = [...signals, 'exp', 'sign', 'log', 'sqrt', ...cycles, ...filters];
    return fail(`one of ${known.join(', ')}`);
  };

  const whole = sum();
  if (at < tokens.length) fail('an operator');
  return whole;
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
